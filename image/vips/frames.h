/* image/vips/frames.h - animations: frames stacked top to bottom in one tall image. */
#ifndef IMAGE_VIPS_FRAMES_H
#define IMAGE_VIPS_FRAMES_H

#include "base/err.h"

#include <vips/vips.h>

/* A new reference to the first frame alone. */
enum err_code frames_first(VipsImage *image, VipsImage **first, struct err *err);

/* Replace every frame by what `step` makes of it (it replaces *frame, as frames_each replaces
 * *image) and stack the results; all must have one size. Delays and loop count stay. */
enum err_code frames_each(VipsImage **image,
                          enum err_code (*step)(VipsImage **frame, const void *cls,
                                                struct err *err),
                          const void *cls, struct err *err);

#endif
