/* image/codec/exif_size.h - the picture's sides inside an EXIF block. */
#ifndef IMAGE_CODEC_EXIF_SIZE_H
#define IMAGE_CODEC_EXIF_SIZE_H

#include "image/moves.h"

#include <stddef.h>

/* Write `size` over PixelXDimension and PixelYDimension (Exif 3.0, 4.6.6) of a TIFF block, where it
 * has them as integers. Nothing is moved, nothing outside the block touched; each directory is gone
 * through once. */
void exif_set_size(unsigned char *tiff, size_t len, struct size size);

#endif
