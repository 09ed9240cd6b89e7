/* image/vips/save_png.h - common PNGs of any plan, written by our own encoder. */
#ifndef IMAGE_VIPS_SAVE_PNG_H
#define IMAGE_VIPS_SAVE_PNG_H

#include "image/output.h"

#include <vips/vips.h>

/* 8-bit grey or sRGB without metadata to keep, neither interlaced nor with a palette. */
bool save_png_takes(VipsImage *in, const struct output *output);

/* Evaluate the picture from top to bottom and write it to `fd` from its offset 0. */
enum err_code save_png_write(VipsImage *in, const struct output *output, int fd, uint64_t *bytes,
                             struct err *err) MUST_CHECK;

#endif
