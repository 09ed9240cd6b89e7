#include "image/vips/svg_tile.h"

#include <math.h>

/* What is assumed where a side of the drawing is told in percent, or not at all. */
#define UNKNOWN_SKEW 100.0

void svg_tile_root(struct svg_tile *tile, const struct svg_element *root)
{
    const double aspect = root->width / root->height / (root->box[0] / root->box[1]);
    const bool boxed = root->box[0] > 0;

    tile->area = boxed ? root->box[0] * root->box[1] : fmax(root->width * root->height, 1);
    tile->skew = 1;
    if (boxed && root->skewed)
        tile->skew = aspect > 0 && isfinite(aspect) ? fmax(aspect, 1 / aspect) : UNKNOWN_SKEW;
}

/* A path of relative moves is as long as all of them. */
void svg_tile_shape(struct svg_tile *tile, const struct svg_element *shape)
{
    tile->extent = fmax(tile->extent, shape->extent * fmax(shape->points, 1));
}

void svg_tile_pattern(struct svg_tile *tile, const struct svg_element *pattern)
{
    const double width = pattern->width > 0 ? pattern->width : 1;
    const double height = pattern->height > 0 ? pattern->height : 1;

    tile->any = fmax(tile->any, width * height);
    tile->mixed = tile->mixed || pattern->units == SVG_UNITS_OBJECT;
    if (pattern->units == SVG_UNITS_USER)
        tile->user = fmax(tile->user, width * height);
    else if (pattern->units == SVG_UNITS_OBJECT || pattern->width > 0 || pattern->height > 0)
        tile->object = fmax(tile->object, width * height);
}

double svg_tile_pictures(const struct svg_tile *tile, double growth)
{
    const double object = tile->mixed ? tile->any : tile->object;
    const double area = fmax(tile->user, object * tile->extent * tile->extent);
    const double pictures = area * growth * growth * tile->skew / fmax(tile->area, 1e-9);

    return pictures < INFINITY ? fmax(pictures, 1) : INFINITY; /* too large to be told, too */
}
