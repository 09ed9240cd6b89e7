/* image/ops/tone.h - colour work of a pixel by itself; alpha is kept, depth and rounding are seen
 * to. References as everywhere: *out is new, in borrowed. Return what libvips returns.
 *
 * A filter gets the colour bands alone: 1 (grey) or 3 (sRGB) of 8 or 16 bits. CMYK (profile=keep)
 * is worked on as sRGB and brought back. What a filter returns, 1 or 3 bands of any band format in
 * the same range, is rounded, clipped and put together with the alpha again.
 */
#ifndef IMAGE_OPS_TONE_H
#define IMAGE_OPS_TONE_H

#include "image/vips/color.h"

/* The largest value of a band: 255 or 65535, of premultiplied floats too. */
double tone_most(const VipsImage *image);

int tone_filter(VipsImage *in, VipsImage **out, color_filter *filter, const void *params);

/* The same for filters that tint: they get 3 bands always, grey is made sRGB first. */
int tone_filter_rgb(VipsImage *in, VipsImage **out, color_filter *filter, const void *params);

/* For filters whose pixels depend on others: they get all bands, with the alpha where there is one,
 * and return the colour bands alone; alpha stays. */
int tone_filter_all(VipsImage *in, VipsImage **out, color_filter *filter, const void *params);

/* For use in such a filter: run another one on the colours, premultiplied, and divide them by the
 * same alpha again, so that what is transparent does not show. Neither rounded nor clipped. */
int tone_weighted(VipsImage *in, VipsImage **out, color_filter *filter, const void *params);

/* One curve for every colour band, from 0..1 to any number, which is clipped to 0..1. */
typedef double tone_curve(double x, const void *params);
int tone_apply(VipsImage *in, VipsImage **out, tone_curve *curve, const void *params);

/* Multiply the colour bands by a 3x3 matrix, row by row, and add `offset` (in 0..1 of the range).
 * For use in a filter that gets 3 bands. */
int tone_matrix(VipsImage *in, VipsImage **out, const double matrix[9], const double offset[3]);

/* Multiply chroma and turn hue in CIELCh (D65). For use in a filter; grey stays as it is. */
int tone_chroma(VipsImage *in, VipsImage **out, double factor, double degrees);

/* Luma of ITU-R BT.709, one band of the same range. For use in a filter. */
int tone_luma(VipsImage *in, VipsImage **out);

/* Median of a window of `size` (odd), which is no larger than the picture, of whole numbers. */
int tone_median(VipsImage *in, VipsImage **out, int size);

/* A colour in the range of this picture. */
void tone_color(const VipsImage *image, const struct color *color, double rgb[3]);

/* A copy with 3 colour bands: sRGB of a grey picture, with the alpha it has. */
int tone_rgb(VipsImage *in, VipsImage **out);

/* A copy that has an alpha band; CMYK, which rarely may have one, becomes sRGB. */
int tone_with_alpha(VipsImage *in, VipsImage **out);

/* The same with its alpha multiplied by a mask of one band from 0 to 1 and of the same size. */
int tone_scale_alpha(VipsImage *in, VipsImage **out, VipsImage *mask);

#endif
