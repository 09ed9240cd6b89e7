#include "image/op.h"
#include "image/ops/geometry.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

enum { SIDE_MAX = 65535 };

struct crop {
    struct length x, y, width, height;
    struct ratio aspect;
    struct gravity gravity;
    bool settled;
    struct place place;
};

static const struct param crop_params[] = {
    PARAM_LENGTH(struct crop, x, 0, SIDE_MAX, "Left edge, in pixels or percent of the width."),
    PARAM_LENGTH(struct crop, y, 0, SIDE_MAX, "Top edge, in pixels or percent of the height."),
    PARAM_LENGTH(struct crop, width, 1, SIDE_MAX, "Width, in pixels or percent of the width."),
    PARAM_LENGTH(struct crop, height, 1, SIDE_MAX, "Height, in pixels or percent of the height."),
    PARAM_RATIO(struct crop, aspect, 0.01, 100,
                "Width to height of the largest part to keep, like 16:9; instead of a region."),
    PARAM_GRAVITY(struct crop, gravity, GRAVITY_CENTER,
                  "Which part to keep when x and y are not given."),
    PARAM_END,
};

static enum err_code crop_check(const void *params, struct err *err)
{
    const struct crop *p = params;

    if (p->aspect.width > 0) {
        if (p->width.given || p->height.given || p->x.given || p->y.given)
            return err_param(err, ERR_PARAM_CONFLICT, "aspect",
                             "aspect stands instead of x, y, width and height.");
        return ERR_OK;
    }
    if (!p->width.given || !p->height.given)
        return err_param(err, ERR_PARAM_MISSING, p->width.given ? "height" : "width",
                         "crop needs width and height, or aspect.");
    if (p->x.given != p->y.given)
        return err_param(err, ERR_PARAM_MISSING, p->x.given ? "y" : "x",
                         "crop needs both x and y, or neither.");
    return ERR_OK;
}

static double pixels(const struct length *length, uint32_t side)
{
    return length->percent ? floor(length->value * side / 100.0 + 0.5) : length->value;
}

/* The largest box of that shape in the picture. */
static struct size largest(const struct ratio *aspect, struct size in)
{
    const double want = aspect->width / aspect->height;

    if ((double)in.width / in.height > want)
        in.width = geometry_scale(in.height, want);
    else
        in.height = geometry_scale(in.width, 1 / want);
    return in;
}

static struct size inner_size(const struct crop *p, struct size in)
{
    if (p->aspect.width > 0)
        return largest(&p->aspect, in);
    const double width = fmax(1, pixels(&p->width, in.width));
    const double height = fmax(1, pixels(&p->height, in.height));

    return (struct size){(uint32_t)width, (uint32_t)height};
}

static enum err_code crop_shape(const void *params, struct size *size, struct err *err)
{
    const struct crop *p = params;
    const struct size inner = inner_size(p, *size);
    const double right = pixels(&p->x, size->width) + inner.width;
    const double bottom = pixels(&p->y, size->height) + inner.height;

    if (right > size->width || bottom > size->height)
        return err_set(err, ERR_OUT_OF_PICTURE,
                       "The region ends at %.0f,%.0f of a picture of %ux%u.", right, bottom,
                       size->width, size->height);
    *size = inner;
    return ERR_OK;
}

static bool crop_streams(const void *params)
{
    const struct crop *p = params;

    return p->x.given || !geometry_is_smart(&p->gravity);
}

static struct place given_place(const struct crop *p, struct size outer)
{
    return (struct place){(int32_t)pixels(&p->x, outer.width),
                          (int32_t)pixels(&p->y, outer.height)};
}

static enum err_code place_of(VipsImage *in, const struct crop *p, struct size inner,
                              struct place *place, struct err *err)
{
    const struct size outer = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};

    if (p->settled)
        *place = p->place;
    else if (p->x.given)
        *place = given_place(p, outer);
    else if (geometry_is_smart(&p->gravity))
        return geometry_smart(in, &p->gravity, inner, place, err);
    else
        *place = geometry_place(&p->gravity, outer, inner);
    return ERR_OK;
}

static bool crop_moves(const void *params, struct size in, struct moves *out)
{
    const struct crop *p = params;
    const struct size inner = inner_size(p, in);
    struct place place;

    if (!p->x.given && geometry_is_smart(&p->gravity))
        return false;
    if (p->x.given)
        place = given_place(p, in);
    else
        place = geometry_place(&p->gravity, in, inner);
    return (inner.width == in.width && inner.height == in.height) ||
           moves_add(out, (struct move){
                              .kind = MOVE_CUT, .size = inner, .x = place.left, .y = place.top});
}

static enum err_code crop_settle(struct _VipsImage *first, void *params, struct err *err)
{
    struct crop *p = params;
    const struct size outer = {(uint32_t)first->Xsize, (uint32_t)first->Ysize};
    const enum err_code code = place_of(first, p, inner_size(p, outer), &p->place, err);

    p->settled = code == ERR_OK;
    return code;
}

static enum err_code crop_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    const struct crop *p = params;
    struct size size = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    struct place place = {0, 0};
    enum err_code code = crop_shape(p, &size, err);

    if (code == ERR_OK)
        code = place_of(in, p, size, &place, err);
    if (code != ERR_OK)
        return code;
    return vipsenv_done(
        vips_extract_area(in, out, place.left, place.top, (int)size.width, (int)size.height, NULL),
        err);
}

const struct op op_crop = {
    .name = "crop",
    .summary = "Cut a rectangle out of the image.",
    .example = "x=8&y=8&width=48&height=40",
    .stage = STAGE_GEOMETRY,
    .params = crop_params,
    .params_size = sizeof(struct crop),
    .check = crop_check,
    .shape = crop_shape,
    .moves = crop_moves,
    .streams = crop_streams,
    .settle = crop_settle,
    .apply = crop_apply,
};
