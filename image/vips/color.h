/* image/vips/color.h - colour spaces and alpha. References as everywhere: *out is new, in borrowed.
 */
#ifndef IMAGE_VIPS_COLOR_H
#define IMAGE_VIPS_COLOR_H

#include "image/output.h"

#include <vips/vips.h>

/* Bring a freshly loaded picture into the space the steps work in: sRGB or grey (by its ICC profile
 * where it has one; CMYK by libvips' own profile where it has none), 8 bits a band, or 16 when the
 * result's format keeps them. With PROFILE_KEEP the pixel values stay unless the format cannot hold
 * them, but CMYK has 8 bits, and with an alpha it becomes RGB; with PROFILE_P3 the space is Display
 * P3, which has sRGB's curve; grey stays grey. With PROFILE_CMYK steps work in sRGB, unless the
 * picture is CMYK already. */
enum err_code color_normalise(VipsImage *in, const struct output *output, VipsImage **out,
                              struct err *err);

/* The picture may go through a step that only scales before that: it has 8 bits, and its colours
 * are ones that color_bands() knows. */
bool color_late(const VipsImage *image);

/* A picture without alpha, sRGB or grey or already CMYK, as CMYK with its profile. */
int color_cmyk(VipsImage *in, VipsImage **out);

/* Run a filter on premultiplied pixels, and give back the band format it had. */
typedef int color_filter(VipsImage *in, VipsImage **out, const void *params);
int color_premultiplied(VipsImage *in, VipsImage **out, color_filter *filter, const void *params);

/* An sRGB picture of 3 bands, 8 bits, in the space of `like`: through the profile that `like`
 * keeps, or into its CMYK, or as it is with the same depth. For CMYK it may be grey. */
int color_like(VipsImage *srgb, VipsImage *like, VipsImage **out);

/* A background as libvips wants it for this picture: one number a band, 1, 2, 3 or 4 of them, in
 * the picture's range. Returns how many. */
int color_bands(VipsImage *image, const struct color *color, double bands[4]);

#endif
