/* image/vips/load_head.h - the leading steps of a plan on a JPEG, done by the planar engine.
 *
 * Where a plan makes a picture smaller before it does what only libvips can, no full-size picture
 * is made: turns, cuts and the scaling are brought into one order, and run while the file is
 * decoded.
 */
#ifndef IMAGE_VIPS_LOAD_HEAD_H
#define IMAGE_VIPS_LOAD_HEAD_H

#include "image/plan.h"

#include <vips/vips.h>

/* Replace a lazily opened JPEG, whose header has passed the limits, by what the first *steps steps
 * make of it, upright, in memory, with the same metadata. *steps is 0, and *image as it was, where
 * that is not for the engine; a plan that an engine knows as a whole is left whole. */
enum err_code load_head(const struct plan *plan, const struct limits *limits, struct span input,
                        VipsImage **image, uint32_t *steps, struct err *err) MUST_CHECK;

#endif
