/* image/vips/svg_tile.h - how large the tiles of an SVG's patterns may be. Pure; any thread.
 *
 * librsvg draws a tile into memory of its own before it fills anything, however little of it shows.
 * A pattern's sides are in units of the drawing, or (by default) of the sides of what is filled.
 */
#ifndef IMAGE_VIPS_SVG_TILE_H
#define IMAGE_VIPS_SVG_TILE_H

#include "image/vips/svg_element.h"

struct svg_tile {
    double user, object; /* the largest areas; object: 1 is what is filled */
    double any;          /* the largest area of a pattern, whatever its unit */
    double extent;       /* the largest side that something may have */
    double area, skew;   /* of the drawing; how much more than it its units may cover */
    bool mixed;          /* a pattern may lend its units to another */
};

void svg_tile_root(struct svg_tile *tile, const struct svg_element *root);
void svg_tile_shape(struct svg_tile *tile, const struct svg_element *shape);
void svg_tile_pattern(struct svg_tile *tile, const struct svg_element *pattern);

/* Pictures that the largest tile has, where its sides may grow so many times; at least 1. */
double svg_tile_pictures(const struct svg_tile *tile, double growth);

#endif
