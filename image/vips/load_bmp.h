/* image/vips/load_bmp.h - a BMP as a picture, through our own reader. */
#ifndef IMAGE_VIPS_LOAD_BMP_H
#define IMAGE_VIPS_LOAD_BMP_H

#include "base/span.h"

#include <vips/vips.h>

/* As libvips' loaders: 0, and a new reference in *out, or -1. Headers are read, and pixels when
 * they are asked for, in any order; a file that ends early fails then. The bytes must outlive the
 * picture. */
int load_bmp(struct span file, VipsImage **out);

#endif
