/* image/vips/svg_bounds.h - how much an SVG may ask of the renderer. Pure; any thread. */
#ifndef IMAGE_VIPS_SVG_BOUNDS_H
#define IMAGE_VIPS_SVG_BOUNDS_H

#include "base/span.h"

/* What rendering takes: bytes whatever the size, pictures of the size that is rendered, and passes
 * over all of its pixels (image/vips/svg_filter.h). */
struct svg_cost {
    double bytes, pictures, passes;
};

/* What a tame document (image/vips/svg_check.h) has too much of, as words for a message; NULL: it
 * keeps within bounds, and *cost is set. Reckoned from the text alone, and rather too high than too
 * low:
 *
 *   letters     librsvg dies of lines that are higher than Pango can count, 2^21 pixels. The
 *               largest font size that is named, times what percent, em, scales, view boxes and
 *               strokes of markers make of it down the tree and along references.
 *   layers      one inside the other, in the tree and along references: each (opacity, mask,
 *               filter and its results that have names, tile of a pattern) holds all pixels.
 *   filters     all of their primitives, each time that they are drawn, octaves of noise, and cells
 *               of a matrix: each is work on all pixels. Of matrices larger than 400 librsvg dies.
 *   references  in a circle, in a long chain, or that draw too many elements again, a pattern for
 *               each that inherits it; <tref>, and masks, clips and filters that are inherited,
 *               which do not say where they lead.
 *   parts       elements, letters, bytes of paths: librsvg keeps a tree of them; and dashes.
 */
const char *svg_excess(struct span svg, struct svg_cost *cost);

/* How many pixels a document of this cost is rendered to at most, SVG_PIXELS_MAX or fewer: what all
 * of its layers take together is what the service reckons with for any SVG (image/plan_memory.c),
 * and its filters take half a minute of one core. */
double svg_pixels(const struct svg_cost *cost);

#endif
