/* image/ops/warp.h - what operations share that put pixels in other places at will.
 *
 * Points are those of the plane: the pixel in column 0 covers 0 to 1, its centre is at 0.5.
 */
#ifndef IMAGE_OPS_WARP_H
#define IMAGE_OPS_WARP_H

#include "image/op.h"

#include <vips/vips.h>

/* An interpolator reads few pixels around a place: a picture that is to become `scale` (0..1) times
 * as large is made so before, at most so much smaller, or pixels would be left out. *out is new.
 * Returns what libvips returns. */
int warp_shrunk(VipsImage *in, VipsImage **out, double scale);

/* Bytes that warping holds of a picture of `pixels` (after the shrinking): the part that a block of
 * the result is made of, four floats a pixel where it is transparent, may be all of it. */
uint64_t warp_memory(double pixels);

/* How the colours between pixels are found, by index into warp_interpolators[] (NULL-ended); a new
 * reference. */
extern const char *const warp_interpolators[];
VipsInterpolate *warp_interpolator(int32_t word);

/* Where that one takes the centre of pixel 0 to be: "nearest" rounds down, the others are right. */
double warp_centre(int32_t word);

#endif
