/* image/ops/geometry.h - sizes and places, for shape and apply alike. Pure but for geometry_smart.
 */
#ifndef IMAGE_OPS_GEOMETRY_H
#define IMAGE_OPS_GEOMETRY_H

#include "image/op.h"

struct place {
    int32_t left, top; /* pixels */
};

/* Where a box of size `inner` lies in (or around) `outer`; centred for the smart gravities.
 *
 *   +--outer-----+   left = (outer - inner) * fx, fx in 0..1 by gravity
 *   |   +inner+  |   a focal point is centred as far as the edges allow
 *   +---+-----+--+
 */
struct place geometry_place(const struct gravity *gravity, struct size outer, struct size inner);

bool geometry_is_smart(const struct gravity *gravity);

/* The place that attention or entropy choose for `inner` in this picture. Needs the pixels. */
enum err_code geometry_smart(struct _VipsImage *image, const struct gravity *gravity,
                             struct size inner, struct place *place, struct err *err);

/* The same for `inner` of a picture that `in` was scaled to. An enlarged one shows nothing that it
 * does not, and may have gigapixels of which few are kept: `in` is looked at then. */
enum err_code geometry_smart_scaled(struct _VipsImage *in, struct _VipsImage *scaled,
                                    const struct gravity *gravity, struct size inner,
                                    struct place *place, struct err *err);

/* A side of `from` pixels scaled; at least 1. */
uint32_t geometry_scale(uint32_t from, double scale);

#endif
