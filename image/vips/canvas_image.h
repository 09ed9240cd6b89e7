/* image/vips/canvas_image.h - pixels that our own decoders made, as a picture of libvips. */
#ifndef IMAGE_VIPS_CANVAS_IMAGE_H
#define IMAGE_VIPS_CANVAS_IMAGE_H

#include "image/codec/canvas.h"

#include <vips/vips.h>

/* A picture of 8 bits a band with the metadata of `like` over a canvas from malloc(), which it owns
 * from now on, even if it fails: NULL then.
 *
 * Any part may be read at any time, but it is marked as one to be read once and top to bottom, as
 * those of libvips' loaders: only then does libvips cache the lines that scaling and convolution
 * need again, and without it computes all that lies before them several times (measured: sharpen
 * and resize of 8 megapixels, 14.6 s of CPU for 2.2). */
VipsImage *canvas_image(struct canvas *canvas, VipsImage *like);

#endif
