/* tests/support/pictures.h - one valid picture of every kind the service reads, made on the spot.
 *
 * Made with libvips: never call this before a fork (not in main of a Check program), a child forked
 * after a pipeline ran hangs. Animated kinds have three frames. One thread.
 */
#ifndef TESTS_SUPPORT_PICTURES_H
#define TESTS_SUPPORT_PICTURES_H

#include "base/buf.h"

enum { PICTURE_WIDTH = 96, PICTURE_HEIGHT = 64 }; /* as stored; of one frame */

/* Add the picture to `out`, which the caller has initialised. Kinds: jpeg, jpeg-progressive,
 * jpeg-grey, jpeg-cmyk, jpeg-exif-6, png, png-rgba, png-16, png-palette, webp, webp-alpha,
 * webp-animated, gif, gif-animated, tiff, avif, heif, png-grey-alpha, png-16-rgba, tiff-cmyk,
 * tiff-16-grey, bmp, bmp-alpha, bmp-runs. False: no such kind, or libvips cannot. */
bool picture_make(const char *kind, struct buf *out);

/* The kinds, NULL-ended. */
extern const char *const picture_kinds[];

#endif
