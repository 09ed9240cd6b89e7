/* image/vips/prepare.h - a picture into what its format can hold. Cannot be undone: done last. */
#ifndef IMAGE_VIPS_PREPARE_H
#define IMAGE_VIPS_PREPARE_H

#include "image/output.h"

#include <vips/vips.h>

/* A new reference to the picture with its transparency on the background where the format has none,
 * grey or deeper where the bits asked for want it, and reduced to few colours where the encoder
 * cannot hit their number by itself. */
enum err_code prepare_picture(VipsImage *in, const struct output *output, VipsImage **out,
                              struct err *err);

/* Whether the colours are reduced here, and not by the encoder. */
bool prepare_reduces(const VipsImage *in, const struct output *output);

/* The fewest bits a pixel in which the format's palette has room for so many colours. */
int prepare_bits(enum format_id format, int colors);

#endif
