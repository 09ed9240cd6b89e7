/* image/vips/svg_bounds.h - how much an SVG may ask of the renderer. Pure; any thread. */
#ifndef IMAGE_VIPS_SVG_BOUNDS_H
#define IMAGE_VIPS_SVG_BOUNDS_H

#include "base/span.h"

/* What a tame document (image/vips/svg_check.h) has too much of, as words for a message; NULL: it
 * keeps within bounds. Reckoned from the text alone, and rather too high than too low:
 *
 *   letters    Pango counts in 1/1024 pixels and dies of fonts beyond 2^21 of them. The largest
 * font size that is named, times what percent, em, scales and view boxes make of it on the way down
 * the tree, and again for each level of <use>. layers     one inside the other: each (opacity,
 * filter, mask, blending) holds all pixels. filters    all of them, and octaves of noise: each is
 * work on all pixels. uses       all of them, and those in what is used, which multiply.
 */
const char *svg_excess(struct span svg);

#endif
