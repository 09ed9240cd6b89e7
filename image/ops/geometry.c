#include "image/ops/geometry.h"

#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

/* Share of the free space left of and above the box, in halves, by enum gravity_kind. */
static const struct {
    int x, y;
} halves[] = {
    [GRAVITY_CENTER] = {1, 1},    [GRAVITY_NORTH] = {1, 0},     [GRAVITY_NORTHEAST] = {2, 0},
    [GRAVITY_EAST] = {2, 1},      [GRAVITY_SOUTHEAST] = {2, 2}, [GRAVITY_SOUTH] = {1, 2},
    [GRAVITY_SOUTHWEST] = {0, 2}, [GRAVITY_WEST] = {0, 1},      [GRAVITY_NORTHWEST] = {0, 0},
    [GRAVITY_ATTENTION] = {1, 1}, [GRAVITY_ENTROPY] = {1, 1},
};

static int32_t focal_at(double focus, uint32_t outer, uint32_t inner)
{
    const double most = (double)outer - inner;
    const double at = floor(focus * outer - inner / 2.0 + 0.5);

    return (int32_t)(at < 0 ? 0 : at > most ? most : at);
}

struct place geometry_place(const struct gravity *gravity, struct size outer, struct size inner)
{
    const int64_t free_x = (int64_t)outer.width - inner.width;
    const int64_t free_y = (int64_t)outer.height - inner.height;

    if (gravity->kind == GRAVITY_FOCAL && free_x >= 0 && free_y >= 0)
        return (struct place){focal_at(gravity->x, outer.width, inner.width),
                              focal_at(gravity->y, outer.height, inner.height)};
    const int kind = gravity->kind == GRAVITY_FOCAL ? GRAVITY_CENTER : gravity->kind;

    return (struct place){(int32_t)(free_x * halves[kind].x / 2),
                          (int32_t)(free_y * halves[kind].y / 2)};
}

bool geometry_is_smart(const struct gravity *gravity)
{
    return gravity->kind == GRAVITY_ATTENTION || gravity->kind == GRAVITY_ENTROPY;
}

enum err_code geometry_smart(struct _VipsImage *image, const struct gravity *gravity,
                             struct size inner, struct place *place, struct err *err)
{
    const VipsInteresting interesting =
        gravity->kind == GRAVITY_ENTROPY ? VIPS_INTERESTING_ENTROPY : VIPS_INTERESTING_ATTENTION;
    VipsImage *cut = NULL;
    const enum err_code code =
        vipsenv_done(vips_smartcrop(image, &cut, (int)inner.width, (int)inner.height, "interesting",
                                    interesting, NULL),
                     err);

    if (code != ERR_OK)
        return code;
    /* An extracted area remembers where it lay, with the sign turned. */
    *place = (struct place){-cut->Xoffset, -cut->Yoffset};
    g_object_unref(cut);
    return ERR_OK;
}

static int32_t enlarged(int32_t at, double scale, int outer, uint32_t inner)
{
    return (int32_t)fmin(rint(at * scale), (double)outer - inner);
}

enum err_code geometry_smart_scaled(struct _VipsImage *in, struct _VipsImage *scaled,
                                    const struct gravity *gravity, struct size inner,
                                    struct place *place, struct err *err)
{
    const double x = (double)scaled->Xsize / in->Xsize;
    const double y = (double)scaled->Ysize / in->Ysize;
    const struct size part = {geometry_scale(inner.width, 1 / x),
                              geometry_scale(inner.height, 1 / y)};

    if (x <= 1 || y <= 1)
        return geometry_smart(scaled, gravity, inner, place, err);
    const enum err_code code = geometry_smart(in, gravity, part, place, err);

    if (code == ERR_OK)
        *place = (struct place){enlarged(place->left, x, scaled->Xsize, inner.width),
                                enlarged(place->top, y, scaled->Ysize, inner.height)};
    return code;
}

uint32_t geometry_scale(uint32_t from, double scale)
{
    const double side = floor(from * scale + 0.5);

    return side < 1 ? 1 : side > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)side;
}
