/* image/raster/moves.h - primitive moves on a canvas in memory.
 *
 * The canvas is replaced by what the move makes of it; a cut moves no pixel.
 */
#ifndef IMAGE_RASTER_MOVES_H
#define IMAGE_RASTER_MOVES_H

#include "image/codec/canvas.h"
#include "image/moves.h"

/* False: out of memory, or sizes that the resampler cannot do; the canvas is as it was. */
bool raster_move(struct canvas *canvas, const struct move *move) MUST_CHECK;

#endif
