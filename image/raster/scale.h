/* image/raster/scale.h - a canvas resampled by zimg, colour premultiplied by alpha.
 *
 * zimg's filter graphs are kept for the next picture of the same sizes: building one costs a good
 * part of running it. The keeper is one for the process and guarded by a lock; any thread.
 */
#ifndef IMAGE_RASTER_SCALE_H
#define IMAGE_RASTER_SCALE_H

#include "image/codec/canvas.h"
#include "image/moves.h"

/* Resample *from to to->width x to->height, of as many bands. Both canvases are there already.
 * False: sizes that zimg cannot do, or out of memory. */
bool raster_scale(const struct canvas *from, enum move_kernel kernel, struct canvas *to);

#endif
