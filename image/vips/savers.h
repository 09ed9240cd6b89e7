/* image/vips/savers.h - one explicit saver a format, with the options that it knows. */
#ifndef IMAGE_VIPS_SAVERS_H
#define IMAGE_VIPS_SAVERS_H

#include "image/output.h"

#include <vips/vips.h>

/* Encode a prepared picture (image/vips/prepare.h). Quality: of formats that have one. As every
 * libvips call: 0 is fine. */
int savers_write(VipsImage *in, VipsTarget *target, const struct output *output, int quality);

#endif
