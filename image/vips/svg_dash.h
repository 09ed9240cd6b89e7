/* image/vips/svg_dash.h - how many dashes the strokes of an SVG have. Pure; any thread.
 *
 * Cairo keeps edges for each, however small it is and however little of a line shows.
 */
#ifndef IMAGE_VIPS_SVG_DASH_H
#define IMAGE_VIPS_SVG_DASH_H

#include "image/vips/svg_element.h"

struct svg_dash {
    double most;          /* of one shape */
    double any, anywhere; /* the densest, a pixel; and of those that are drawn elsewhere */
    double length;        /* of the longest shape, in pixels */
};

/* Take an element; `around`: the dashes a pixel that it inherits. What it hands down. */
double svg_dash_take(struct svg_dash *dash, double around, struct span name,
                     const struct svg_element *element);

/* What so dense dashes are for may stand anywhere: a style sheet's, or of a <use>. */
void svg_dash_spread(struct svg_dash *dash, double density);

/* Dashes of one stroke at most, where so many letters have `em` pixels. */
double svg_dash_count(const struct svg_dash *dash, double letters, double em);

#endif
