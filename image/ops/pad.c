#include "image/op.h"
#include "image/ops/geometry.h"
#include "image/param_row.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

enum { SIDE_MAX = 65535 };
enum extend { EXTEND_COLOR, EXTEND_EDGE, EXTEND_MIRROR, EXTEND_BLUR };

static const char *const extend_names[] = {"color", "edge", "mirror", "blur", NULL};
static const VipsExtend extends[] = {VIPS_EXTEND_BACKGROUND, VIPS_EXTEND_COPY, VIPS_EXTEND_MIRROR};

struct pad {
    struct length left, right, top, bottom;
    int32_t width, height;
    int32_t extend;
    struct color background;
    struct ratio aspect;
    struct gravity gravity;
};

static const struct param pad_params[] = {
    PARAM_LENGTH(struct pad, left, 0, SIDE_MAX, "To add left, in pixels or percent of the width."),
    PARAM_LENGTH(struct pad, right, 0, SIDE_MAX, "To add right, likewise."),
    PARAM_LENGTH(struct pad, top, 0, SIDE_MAX,
                 "To add on top, in pixels or percent of the height."),
    PARAM_LENGTH(struct pad, bottom, 0, SIDE_MAX, "To add below, likewise."),
    PARAM_INT_OPTIONAL(struct pad, width, 1, SIDE_MAX, "Width to reach, in pixels."),
    PARAM_INT_OPTIONAL(struct pad, height, 1, SIDE_MAX, "Height to reach, in pixels."),
    PARAM_RATIO(struct pad, aspect, 0.01, 100, "Width to height to reach, like 16:9."),
    PARAM_GRAVITY(struct pad, gravity, GRAVITY_CENTER,
                  "Where the image lies in a width, height or aspect."),
    PARAM_ENUM(struct pad, extend, extend_names, EXTEND_COLOR,
               "What to add: a colour, the edge drawn out, a mirror image, or a blurred copy."),
    PARAM_COLOR(struct pad, background, 0xFFFFFFFF, "The colour."),
    PARAM_END,
};

static bool has_sides(const struct pad *p)
{
    return p->left.given || p->right.given || p->top.given || p->bottom.given;
}

static enum err_code pad_check(const void *params, struct err *err)
{
    const struct pad *p = params;
    const bool box = p->width > 0 || p->height > 0;
    const bool shape = p->aspect.width > 0;
    const int ways = has_sides(p) + box + shape;

    if (ways == 0)
        return err_param(err, ERR_PARAM_MISSING, "width",
                         "pad needs sides, a width or height, or an aspect.");
    if (ways > 1)
        return err_param(err, ERR_PARAM_CONFLICT, shape ? "aspect" : "width",
                         "pad takes sides, or width and height, or aspect.");
    return ERR_OK;
}

static double added(const struct length *length, uint32_t side)
{
    return length->percent ? floor(length->value * side / 100.0 + 0.5) : length->value;
}

/* The smallest box of that shape around the picture. */
static struct size around(const struct ratio *aspect, struct size in)
{
    const double want = aspect->width / aspect->height;
    const double have = (double)in.width / in.height;

    if (have < want)
        in.width = geometry_scale(in.height, want);
    else
        in.height = geometry_scale(in.width, 1 / want);
    return in;
}

static struct size outer_size(const struct pad *p, struct size in)
{
    if (p->aspect.width > 0)
        return around(&p->aspect, in);
    if ((uint32_t)p->width > in.width)
        in.width = (uint32_t)p->width;
    if ((uint32_t)p->height > in.height)
        in.height = (uint32_t)p->height;
    const double x = added(&p->left, in.width) + added(&p->right, in.width);
    const double y = added(&p->top, in.height) + added(&p->bottom, in.height);

    return (struct size){in.width + (uint32_t)x, in.height + (uint32_t)y};
}

static enum err_code pad_shape(const void *params, struct size *size, struct err *err)
{
    (void)err;
    *size = outer_size(params, *size);
    return ERR_OK;
}

/* The others read the first lines again, or the last ones first. */
static bool pad_streams(const void *params)
{
    return ((const struct pad *)params)->extend == EXTEND_COLOR;
}

static struct place place_in(const struct pad *p, struct size in, struct size outer)
{
    if (has_sides(p))
        return (struct place){(int32_t)added(&p->left, in.width),
                              (int32_t)added(&p->top, in.height)};
    return geometry_place(&p->gravity, outer, in);
}

static bool pad_moves(const void *params, struct size in, struct moves *out)
{
    const struct pad *p = params;
    const struct size outer = outer_size(p, in);
    const struct place place = place_in(p, in, outer);

    if (p->extend != EXTEND_COLOR)
        return false;
    return (outer.width == in.width && outer.height == in.height) ||
           moves_add(out, (struct move){.kind = MOVE_PAD,
                                        .size = outer,
                                        .x = place.left,
                                        .y = place.top,
                                        .color = p->background});
}

/* The picture as a small blurred copy, large enough for `outer` when scaled up again. */
static int blurred(VipsImage *in, VipsImage **out, const void *params)
{
    enum { SMALL = 128, SIGMA = 3 };
    const struct size *outer = params;
    const double small = fmin(1, (double)SMALL / VIPS_MAX(in->Xsize, in->Ysize));
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    int result = vips_resize(in, &t[0], small, NULL) || vips_gaussblur(t[0], &t[1], SIGMA, NULL);

    if (result == 0) {
        const double scale =
            fmax((double)outer->width / t[1]->Xsize, (double)outer->height / t[1]->Ysize);

        result = vips_resize(t[1], &t[2], scale, "kernel", VIPS_KERNEL_CUBIC, NULL) ||
                 vips_embed(t[2], &t[3], 0, 0, VIPS_MAX(t[2]->Xsize, (int)outer->width),
                            VIPS_MAX(t[2]->Ysize, (int)outer->height), "extend", VIPS_EXTEND_COPY,
                            NULL) ||
                 vips_extract_area(t[3], out, (t[3]->Xsize - (int)outer->width) / 2,
                                   (t[3]->Ysize - (int)outer->height) / 2, (int)outer->width,
                                   (int)outer->height, NULL);
    }
    g_object_unref(scope);
    return result;
}

static int on_blurred(VipsImage *in, VipsImage **out, const struct place *place,
                      const struct size *outer)
{
    VipsImage *behind = NULL;
    const int result = color_premultiplied(in, &behind, blurred, outer) ||
                       vips_insert(behind, in, out, place->left, place->top, NULL);

    g_clear_object(&behind);
    return result;
}

static int embed(VipsImage *in, VipsImage **out, const struct pad *p, const struct place *place,
                 const struct size *outer)
{
    double bands[4];
    const int n = color_bands(in, &p->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n);
    const int result =
        vips_embed(in, out, place->left, place->top, (int)outer->width, (int)outer->height,
                   "extend", extends[p->extend], "background", background, NULL);

    vips_area_unref(VIPS_AREA(background));
    return result;
}

static enum err_code pad_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                               struct err *err)
{
    const struct pad *p = params;
    const struct size size = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    const struct size outer = outer_size(p, size);
    const struct place place = place_in(p, size, outer);

    if (p->extend == EXTEND_BLUR)
        return vipsenv_done(on_blurred(in, out, &place, &outer), err);
    return vipsenv_done(embed(in, out, p, &place, &outer), err);
}

const struct op op_pad = {
    .name = "pad",
    .summary = "Add space around the image: to its sides, to a size, or to a shape.",
    .example = "aspect=16:9&extend=blur",
    .stage = STAGE_GEOMETRY,
    .params = pad_params,
    .params_size = sizeof(struct pad),
    .check = pad_check,
    .shape = pad_shape,
    .moves = pad_moves,
    .streams = pad_streams,
    .apply = pad_apply,
};
