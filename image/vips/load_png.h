/* image/vips/load_png.h - the pixels of common PNGs, read by our own decoder. */
#ifndef IMAGE_VIPS_LOAD_PNG_H
#define IMAGE_VIPS_LOAD_PNG_H

#include "image/plan.h"

#include <vips/vips.h>

/* Replace a lazily opened PNG, whose header has passed the limits, by a picture with the same
 * metadata whose pixels are in memory: any part may be read at any time. Leading steps of the plan
 * that only move or scale pixels are done then, as *steps tells: libvips computes lines that it
 * scales from memory several times (it caches those of sequential files only). A plan that an
 * engine runs as a whole is left whole, and without one (NULL) there are none. False: not one for
 * the decoder, or damaged; *image is as it was, *steps is 0, and libpng will tell. */
bool load_png_pixels(const struct plan *plan, struct span input, VipsImage **image,
                     uint32_t *steps);

#endif
