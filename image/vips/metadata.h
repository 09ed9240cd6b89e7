/* image/vips/metadata.h - which metadata goes out. */
#ifndef IMAGE_VIPS_METADATA_H
#define IMAGE_VIPS_METADATA_H

#include "image/output.h"

#include <vips/vips.h>

/* Whether the saver may drop everything by itself. */
gboolean metadata_strips_all(VipsImage *image, const struct output *output);

/* A copy of `in` that carries only what output->metadata and output->profile let through. XMP goes
 * with nogps too: it may hold positions. */
enum err_code metadata_apply(VipsImage *in, const struct output *output, VipsImage **out,
                             struct err *err);

#endif
