/* image/codec/palette.h - fewer colours: each pixel becomes one of at most n that fit the picture.
 *
 * For numbers of colours that no encoder's own quantiser takes, which know bits alone. Any thread.
 */
#ifndef IMAGE_CODEC_PALETTE_H
#define IMAGE_CODEC_PALETTE_H

#include "base/macros.h"
#include "image/codec/canvas.h"

enum { PALETTE_MOST = 256 };

/* Choose at most `colors` (2 to PALETTE_MOST) for a canvas of RGB or RGBA, by cutting the
 * histogram's boxes where they are widest (P. Heckbert, Color Image Quantization for Frame Buffer
 * Display, 1982), and give each pixel the nearest; the part `dither` (0 to 1) of what it is off
 * goes to its neighbours to come (R. Floyd, L. Steinberg, 1976). Colours that are nearer to each
 * other than 8 levels of 256 may become one. False: out of memory, the pixels are as they were. */
bool palette_reduce(const struct canvas *canvas, int colors, double dither) MUST_CHECK;

#endif
