/* image/vips/svg_tile.h - how large the tiles of an SVG's patterns may be. Pure; any thread.
 *
 * librsvg draws a tile into memory of its own before it fills anything, however little of it shows.
 * A pattern's sides are in units of the drawing, or (by default) of the sides of what is filled.
 */
#ifndef IMAGE_VIPS_SVG_TILE_H
#define IMAGE_VIPS_SVG_TILE_H

#include "image/vips/svg_element.h"

/* The largest width and height of patterns, in either unit; object: 1 is what is filled. */
struct svg_tile_sides {
    double user[2], object[2];
    bool told; /* there is such a pattern */
};

struct svg_tile {
    struct svg_tile_sides sides[SVG_UNITS_OBJECT + 1]; /* by what patterns say of their unit */
    double extent;     /* the largest side that something may have */
    double area, skew; /* of the drawing; how much more than it its units may cover */
    bool styled;       /* a style sheet tells sides: of the drawing, too */
    bool boxed, skewed;
    bool linked; /* a pattern may lend its unit and its sides to another */
};

void svg_tile_root(struct svg_tile *tile, const struct svg_element *root);
void svg_tile_shape(struct svg_tile *tile, const struct svg_element *shape);
void svg_tile_sheet(struct svg_tile *tile, const struct svg_element *sheet);

/* So many letters in one line, with an advance more each. */
void svg_tile_letters(struct svg_tile *tile, double letters, double font, double advance);

void svg_tile_pattern(struct svg_tile *tile, const struct svg_element *pattern);

/* The largest side, in pixels, of a pattern whose unit is its object's side; 0: there is none. */
double svg_tile_object_side(const struct svg_tile *tile);

/* Pictures that the largest tile has, where its sides may grow so many times; at least 1. */
double svg_tile_pictures(const struct svg_tile *tile, double growth);

#endif
