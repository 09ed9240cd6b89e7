/* image/vips/svg_view.h - the viewports of an SVG: what 100 % and 1 em are at most. Pure.
 *
 * What a relative side is of may be told behind it, so a document is read twice: the first time to
 * gather, with a basis of zeros, the second time with the basis that came of it.
 */
#ifndef IMAGE_VIPS_SVG_VIEW_H
#define IMAGE_VIPS_SVG_VIEW_H

#include "image/vips/svg_tile.h"

/* Gathered, in any order. */
struct svg_views {
    double side, ems; /* the largest sides of a viewport: in pixels, and in em */
    double spread;    /* how much larger than those, for sides over 100 %; at least 1 */
};

#define SVG_VIEWS_NONE ((struct svg_views){.spread = 1})

/* Take what this element adds; `is_root`: the outermost. */
void svg_views_take(struct svg_views *views, struct span name, const struct svg_element *element,
                    bool is_root);

/* Take what a style sheet may add to viewports that are so deep inside each other. */
void svg_views_take_sheet(struct svg_views *views, const struct svg_element *sheet, double depth);

/* For letters of `em` pixels at most, and patterns and shapes of which `tile` knows. */
struct svg_basis svg_views_basis(const struct svg_views *views, double em,
                                 const struct svg_tile *tile);

/* How much larger the view box of an element makes what stands in it; 1: it has none. */
double svg_view_growth(struct span name, const struct svg_element *element);

#endif
