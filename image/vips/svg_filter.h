/* image/vips/svg_filter.h - how much work the filters of an SVG are. Pure; any thread.
 *
 * Told in passes over all pixels of the picture, however little of it a filter changes: a pass is
 * what a Gaussian blur takes, 0.1 us of one core for a pixel (librsvg 2.54).
 */
#ifndef IMAGE_VIPS_SVG_FILTER_H
#define IMAGE_VIPS_SVG_FILTER_H

#include "image/vips/svg_element.h"

/* Of one function of CSS, at most: a drop shadow. */
#define SVG_FUNCTION_PASSES 3.0

/* Of an element of this name, with the functions of CSS that it is filtered with; 0: it is no part
 * of a filter. */
double svg_filter_passes(struct span name, const struct svg_element *element);

#endif
