/* image/vips/load_png.h - the pixels of common PNGs, read by our own decoder. */
#ifndef IMAGE_VIPS_LOAD_PNG_H
#define IMAGE_VIPS_LOAD_PNG_H

#include "base/span.h"

#include <vips/vips.h>

/* Replace a lazily opened PNG, whose header has passed the limits, by a picture with the same
 * header and metadata whose pixels are in memory: any part may be read at any time. False: not one
 * for the decoder, or damaged; *image is as it was, and libpng will tell. */
bool load_png_pixels(struct span input, VipsImage **image);

#endif
