#include "image/vips/svg_view.h"

#include <math.h>

/* The side of a drawing that tells neither its own nor a view box: libvips takes what is drawn. */
#define ROOT_SIDE 1e4

/* What a marker without sides has (SVG 1.1, 11.6.2). */
#define MARKER_SIDE 3.0

static bool is_viewport(struct span name)
{
    static const char *const names[] = {"svg", "symbol", "use", "pattern", "marker"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_is_nocase(name, names[i]))
            return true;
    return false;
}

static bool has_box(const struct svg_element *element)
{
    return element->box[0] > 0;
}

static void take_root(struct svg_views *views, const struct svg_element *root)
{
    const bool known = root->width.least > 0 && root->height.least > 0;

    if (!has_box(root))
        views->side =
            fmax(views->side, known ? fmax(root->width.user, root->height.user) : ROOT_SIDE);
}

void svg_views_take(struct svg_views *views, struct span name, const struct svg_element *element,
                    bool is_root)
{
    views->side = fmax(views->side, fmax(element->box[0], element->box[1]));
    if (is_root)
        take_root(views, element);
    else if (is_viewport(name))
        svg_views_take_sheet(views, element, 1);
}

void svg_views_take_sheet(struct svg_views *views, const struct svg_element *sheet, double depth)
{
    const double part = fmax(sheet->width.part, sheet->height.part);

    views->side = fmax(views->side, fmax(sheet->width.user, sheet->height.user));
    views->ems = fmax(views->ems, fmax(sheet->width.ems, sheet->height.ems));
    views->spread *= pow(fmax(part, 1), depth);
}

struct svg_basis svg_views_basis(const struct svg_views *views, double em,
                                 const struct svg_tile *tile)
{
    const double whole = fmax(fmax(views->side, views->ems * em), 1) * views->spread;

    return (struct svg_basis){
        .em = em, .whole = whole, .tile = svg_tile_object_side(tile), .lent = tile->linked};
}

/* <use> may give other sides to a symbol or to an inner <svg>, a pattern to another. */
static double side_of(struct span name, const struct svg_element *element)
{
    const struct svg_basis *basis = &element->basis;
    const double own = fmax(element->width.user, element->height.user);
    bool known = element->width.user > 0 && element->height.user > 0;

    if (span_is_nocase(name, "marker"))
        return fmax(own, MARKER_SIDE);
    if (span_is_nocase(name, "pattern"))
        known = known && element->units == SVG_UNITS_USER && !basis->lent;
    else
        known = known && !element->has_id && !span_is_nocase(name, "symbol");
    return known ? own : fmax(own, fmax(basis->whole, basis->tile));
}

double svg_view_growth(struct span name, const struct svg_element *element)
{
    const double unit = fmin(element->box[0], element->box[1]);

    return has_box(element) ? fmax(side_of(name, element) / unit, 1) : 1;
}
