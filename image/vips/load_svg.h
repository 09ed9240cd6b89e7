/* image/vips/load_svg.h - SVG, rendered at the size that is asked for. */
#ifndef IMAGE_VIPS_LOAD_SVG_H
#define IMAGE_VIPS_LOAD_SVG_H

#include "image/plan.h"

#include <vips/vips.h>

/* The factor at which to render a picture of `size`, so that a first step which scales finds what
 * it wants: it learns the size, as from op->shrink. Never beyond `most` pixels. */
double load_svg_scale(struct plan *plan, const struct size *size, double most);

#endif
