/* image/vips/canvas_image.h - pixels that our own decoders made, as a picture of libvips. */
#ifndef IMAGE_VIPS_CANVAS_IMAGE_H
#define IMAGE_VIPS_CANVAS_IMAGE_H

#include "image/codec/canvas.h"

#include <vips/vips.h>

/* A picture of 8 bits a band with the metadata of `like` over a canvas from malloc(), which it owns
 * from now on, even if it fails: NULL then. Any part may be read at any time. */
VipsImage *canvas_image(struct canvas *canvas, VipsImage *like);

#endif
