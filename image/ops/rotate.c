#include "image/op.h"
#include "image/ops/geometry.h"
#include "image/param_row.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

#define RADIANS (M_PI / 180.0)

struct rotate {
    double angle; /* degrees clockwise */
    struct color background;
};

static const struct param rotate_params[] = {
    PARAM_REAL_REQUIRED(struct rotate, angle, -360, 360,
                        "Degrees clockwise; multiples of 90 are exact."),
    PARAM_COLOR(struct rotate, background, 0xFFFFFFFF, "Colour of the corners."),
    PARAM_END,
};

/* 0 to 3 quarter turns clockwise, or -1 for any other angle. */
static int quarters(double angle)
{
    const double turns = angle / 90.0;

    if (turns != floor(turns))
        return -1;
    return ((int)turns % 4 + 4) % 4;
}

/* The box around a turned rectangle: w |cos| + h |sin| wide, w |sin| + h |cos| high. */
static struct size box_around(struct size in, double angle)
{
    const double c = fabs(cos(angle * RADIANS));
    const double s = fabs(sin(angle * RADIANS));

    return (struct size){geometry_scale(1, in.width * c + in.height * s),
                         geometry_scale(1, in.width * s + in.height * c)};
}

static enum err_code rotate_shape(const void *params, struct size *size, struct err *err)
{
    const struct rotate *p = params;
    const int turns = quarters(p->angle);

    (void)err;
    if (turns < 0)
        *size = box_around(*size, p->angle);
    else if (turns % 2 == 1)
        *size = (struct size){size->height, size->width};
    return ERR_OK;
}

static bool rotate_streams(const void *params)
{
    return quarters(((const struct rotate *)params)->angle) == 0;
}

/* The library's box may differ from ours by a pixel: the result is centred in the size we told. */
static int turn_freely(VipsImage *in, VipsImage **out, const struct rotate *p)
{
    const struct size size =
        box_around((struct size){(uint32_t)in->Xsize, (uint32_t)in->Ysize}, p->angle);
    double bands[4];
    const int n = color_bands(in, &p->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n);
    VipsImage *turned = NULL;
    int result = vips_similarity(in, &turned, "angle", p->angle, "background", background, NULL);

    if (result == 0)
        result = vips_gravity(turned, out, VIPS_COMPASS_DIRECTION_CENTRE, (int)size.width,
                              (int)size.height, "extend", VIPS_EXTEND_BACKGROUND, "background",
                              background, NULL);
    g_clear_object(&turned);
    vips_area_unref(VIPS_AREA(background));
    return result;
}

static bool rotate_moves(const void *params, struct size in, struct moves *out)
{
    const int turns = quarters(((const struct rotate *)params)->angle);

    (void)in;
    if (turns <= 0)
        return turns == 0;
    return moves_add(out, (struct move){.kind = MOVE_TURN, .quarters = turns});
}

static enum err_code rotate_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    const struct rotate *p = params;
    const int turns = quarters(p->angle);

    if (turns < 0)
        return vipsenv_done(turn_freely(in, out, p), err);
    return vipsenv_done(vips_rot(in, out, (VipsAngle)turns, NULL), err);
}

const struct op op_rotate = {
    .name = "rotate",
    .summary = "Turn the image by any angle.",
    .example = "angle=90",
    .stage = STAGE_GEOMETRY,
    .params = rotate_params,
    .params_size = sizeof(struct rotate),
    .shape = rotate_shape,
    .moves = rotate_moves,
    .streams = rotate_streams,
    .apply = rotate_apply,
};
