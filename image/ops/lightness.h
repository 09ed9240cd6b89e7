/* image/ops/lightness.h - work on the lightness (L of CIELAB) alone, so that hues stay; of a grey
 * picture on its one band. References as everywhere.
 */
#ifndef IMAGE_OPS_LIGHTNESS_H
#define IMAGE_OPS_LIGHTNESS_H

#include "image/ops/tone.h"

/* A filter gets one band of unsigned 16 bits from 0 to LIGHTNESS_MOST, and returns the like in any
 * band format, which is rounded and clipped. */
enum { LIGHTNESS_MOST = 32767 };
int lightness_filter(VipsImage *in, VipsImage **out, color_filter *filter, const void *params);

/* The band itself, alpha left out. */
int lightness_of(VipsImage *in, VipsImage **out);

/* How many pixels have each lightness: *counts has LIGHTNESS_MOST + 1 cells, to be freed with
 * g_free(). Reads every pixel. Pixels that are wholly transparent are counted too. */
int lightness_count(VipsImage *in, uint32_t **counts);

#endif
