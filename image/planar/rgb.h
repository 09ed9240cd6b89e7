/* image/planar/rgb.h - planes of full resolution as interleaved pixels. Pure; any thread. */
#ifndef IMAGE_PLANAR_RGB_H
#define IMAGE_PLANAR_RGB_H

#include "base/macros.h"
#include "image/codec/canvas.h"
#include "image/planar/planes.h"

/* A new canvas, grey or RGB (JFIF 1.02: BT.601, full range, as libjpeg rounds); false: no memory.
 * All planes have one size. */
bool rgb_canvas(const struct planes *planes, struct canvas *canvas) MUST_CHECK;

#endif
