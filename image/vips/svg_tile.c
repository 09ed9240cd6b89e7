#include "image/vips/svg_tile.h"

#include <math.h>

/* What is assumed where a side of the drawing is told in percent, or not at all. */
#define UNKNOWN_SKEW 100.0

/* Of a line, and of a letter's width, in font sizes. */
#define LINE_HEIGHT 2.0

/* How much smaller than told a side may be: libvips renders an inch to 72 pixels. */
#define INCH 0.75

void svg_tile_root(struct svg_tile *tile, const struct svg_element *root)
{
    const double width = INCH * root->width.least;
    const double height = INCH * root->height.least;
    const double aspect = width / height / (root->box[0] / root->box[1]);
    const bool boxed = root->box[0] > 0;

    tile->boxed = boxed;
    tile->skewed = boxed && root->skewed;
    tile->area = boxed ? root->box[0] * root->box[1] : fmax(width * height, 1);
    tile->skew = 1;
    if (tile->skewed)
        tile->skew =
            aspect > 0 && isfinite(aspect) ? fmax(aspect, 1 / aspect) / INCH : UNKNOWN_SKEW;
}

/* A path of relative moves is as long as all of them. */
void svg_tile_shape(struct svg_tile *tile, const struct svg_element *shape)
{
    tile->extent = fmax(tile->extent, shape->extent * fmax(shape->points, 1));
}

void svg_tile_letters(struct svg_tile *tile, double letters, double font, double advance)
{
    tile->extent = fmax(tile->extent, letters > 0 ? letters * (LINE_HEIGHT * font + advance) : 0);
}

void svg_tile_sheet(struct svg_tile *tile, const struct svg_element *sheet)
{
    svg_tile_shape(tile, sheet);
    tile->styled = tile->styled || sheet->width.told || sheet->height.told;
}

void svg_tile_pattern(struct svg_tile *tile, const struct svg_element *pattern)
{
    struct svg_tile_sides *sides = &tile->sides[pattern->units];

    sides->told = true;
    sides->user[0] = fmax(sides->user[0], pattern->width.user);
    sides->user[1] = fmax(sides->user[1], pattern->height.user);
    sides->object[0] = fmax(sides->object[0], pattern->width.object);
    sides->object[1] = fmax(sides->object[1], pattern->height.object);
    tile->linked = tile->linked || pattern->href != 0;
}

/* The larger of either side. */
static void widen(double sides[2], const double others[2])
{
    sides[0] = fmax(sides[0], others[0]);
    sides[1] = fmax(sides[1], others[1]);
}

/* Sides in either unit, of any pattern where one may lend its unit to another. */
static struct svg_tile_sides resolve(const struct svg_tile *tile)
{
    const struct svg_tile_sides *at = tile->sides;
    struct svg_tile_sides most = {0};

    for (int unit = SVG_UNITS_NONE; unit <= SVG_UNITS_OBJECT; unit++) {
        if (unit == SVG_UNITS_USER || (tile->linked && at[SVG_UNITS_USER].told))
            widen(most.user, at[unit].user);
        if (unit != SVG_UNITS_USER || (tile->linked && at[SVG_UNITS_OBJECT].told))
            widen(most.object, at[unit].object);
    }
    return most;
}

double svg_tile_object_side(const struct svg_tile *tile)
{
    const struct svg_tile_sides most = resolve(tile);
    const double part = fmax(most.object[0], most.object[1]);

    return part > 0 ? part * tile->extent : 0;
}

double svg_tile_pictures(const struct svg_tile *tile, double growth)
{
    const struct svg_tile_sides most = resolve(tile);
    const double object = most.object[0] * most.object[1];
    const double extent = object > 0 ? object * tile->extent * tile->extent : 0;
    const double tiled = fmax(most.user[0] * most.user[1], extent);
    const double area = tile->styled && !tile->boxed ? 1 : tile->area;
    const double skew = tile->styled && tile->skewed ? UNKNOWN_SKEW : tile->skew;
    const double pictures = tiled * growth * growth * skew / fmax(area, 1e-9);

    return pictures < INFINITY ? fmax(pictures, 1) : INFINITY; /* too large to be told, too */
}
