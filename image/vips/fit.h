/* image/vips/fit.h - encoding a picture into so many bytes: by its quality, then by its size. */
#ifndef IMAGE_VIPS_FIT_H
#define IMAGE_VIPS_FIT_H

#include "image/vips/save.h"

/* Encodings that a search makes at most. */
enum { FIT_TRIES = 7 };

/* Find the highest quality up to saved->quality with which the picture, whose pixels are in memory,
 * has output->max_bytes at most; formats without quality are tried once. With shrink=allow quality
 * goes no lower than FIT_QUALITY_MIN, or what was asked for, and then both sides are made shorter.
 * Fills *saved. ERR_MAX_BYTES: none fits. */
enum { FIT_QUALITY_MIN = 40 };
enum err_code fit_save(VipsImage *pixels, const struct output *output, int fd, struct saved *saved,
                       struct err *err) MUST_CHECK;

#endif
