#include "image/op.h"
#include "image/ops/geometry.h"
#include "image/ops/homography.h"
#include "image/ops/warp.h"
#include "image/param_row.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <math.h>

enum { SIDE_MAX = 65535, BICUBIC = 2 };

/* Twice the area of the triangle at a corner, in pixels, below which it counts as a straight line.
 */
#define FLAT 1.0

enum way { WAY_STRAIGHTEN, WAY_DISTORT };

static const char *const way_names[] = {"straighten", "distort", NULL};

struct perspective {
    struct corners corners;
    int32_t way;
    int32_t width, height; /* 0: by the sides of the corners */
    int32_t interpolator;
    struct color background;
};

static const struct param perspective_params[] = {
    PARAM_CORNERS_REQUIRED(struct perspective, corners, SIDE_MAX,
                           "Four corners in the picture, of what is to be top left, top right, "
                           "bottom right and bottom left."),
    PARAM_ENUM(struct perspective, way, way_names, WAY_STRAIGHTEN,
               "To straighten, what lies between the corners becomes a rectangle; to distort, the "
               "picture's own corners are drawn to them."),
    PARAM_INT_OPTIONAL(
        struct perspective, width, 1, SIDE_MAX,
        "Width of the rectangle; without it the longer of its sides in the picture."),
    PARAM_INT_OPTIONAL(struct perspective, height, 1, SIDE_MAX, "Height of it, likewise."),
    PARAM_ENUM(struct perspective, interpolator, warp_interpolators, BICUBIC,
               "How the colours between pixels are found."),
    PARAM_COLOR(struct perspective, background, 0xFFFFFFFF,
                "Colour beside the picture; of use where it is distorted."),
    PARAM_END,
};

static enum err_code perspective_check(const void *params, struct err *err)
{
    const struct perspective *p = params;

    if (p->way == WAY_DISTORT && (p->width > 0 || p->height > 0))
        return err_param(err, ERR_PARAM_CONFLICT, p->width > 0 ? "width" : "height",
                         "a picture that is distorted keeps its size.");
    return ERR_OK;
}

static void corners_in(const struct corners *corners, struct size in, struct point at[CORNERS])
{
    for (size_t i = 0; i < CORNERS; i++) {
        const bool x = corners->percent & 1u << (2 * i);
        const bool y = corners->percent & 2u << (2 * i);

        at[i].x = corners->at[2 * i] * (x ? in.width / 100.0 : 1);
        at[i].y = corners->at[2 * i + 1] * (y ? in.height / 100.0 : 1);
    }
}

/* Only a convex figure, gone round clockwise, is a rectangle seen from the front. */
static enum err_code check_corners(const struct point at[CORNERS], struct size in, struct err *err)
{
    for (int i = 0; i < CORNERS; i++) {
        if (at[i].x > in.width || at[i].y > in.height)
            return err_param(err, ERR_OUT_OF_PICTURE, "corners",
                             "A corner lies outside the image of %u by %u pixels.", in.width,
                             in.height);
        if (homography_turn(at[i], at[(i + 1) % CORNERS], at[(i + 2) % CORNERS]) < FLAT)
            return err_param(err, ERR_PARAM_INVALID, "corners",
                             "corners must go clockwise round a figure without bays, no three on "
                             "a line, in this image of %u by %u pixels.",
                             in.width, in.height);
    }
    return ERR_OK;
}

static double distance(struct point a, struct point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

static struct size size_of(const struct perspective *p, const struct point at[CORNERS],
                           struct size in)
{
    const double across = fmax(distance(at[0], at[1]), distance(at[3], at[2]));
    const double down = fmax(distance(at[0], at[3]), distance(at[1], at[2]));

    if (p->way == WAY_DISTORT)
        return in;
    return (struct size){p->width > 0 ? (uint32_t)p->width : geometry_scale(1, across),
                         p->height > 0 ? (uint32_t)p->height : geometry_scale(1, down)};
}

static enum err_code perspective_shape(const void *params, struct size *size, struct err *err)
{
    const struct perspective *p = params;
    struct point at[CORNERS];

    corners_in(&p->corners, *size, at);
    const enum err_code code = check_corners(at, *size, err);

    if (code == ERR_OK)
        *size = size_of(p, at, *size);
    return code;
}

/* Of one pixel on its way to the result, on an average: 1 where it grows. */
static double shrunk_by(const struct perspective *p, struct size in)
{
    struct point at[CORNERS];

    corners_in(&p->corners, in, at);
    const struct size to = size_of(p, at, in);
    const double pixels = (double)to.width * to.height;
    const double grows =
        p->way == WAY_DISTORT ? homography_area(at) / pixels : pixels / homography_area(at);

    return fmin(sqrt(grows), 1);
}

static uint64_t perspective_memory(const void *params, struct size picture)
{
    struct size size = picture;

    if (perspective_shape(params, &size, NULL) != ERR_OK)
        return 0;
    const double scale = shrunk_by(params, picture);

    return warp_memory(scale * scale * picture.width * picture.height);
}

static bool perspective_streams(const void *params)
{
    (void)params;
    return false;
}

/* For pixels whose centres are at the halves, from results of this size to `small`, which the
 * picture `in` has been shrunk to. */
static void map_of(const struct perspective *p, struct size in, const VipsImage *small,
                   double m[HOMOGRAPHY])
{
    struct point at[CORNERS];

    corners_in(&p->corners, in, at);
    const struct size to = size_of(p, at, in);
    const bool back = p->way == WAY_DISTORT;

    homography_of(at, m);
    if (back)
        homography_invert(m);
    const double from_x = back ? 1 : 1.0 / to.width;
    const double from_y = back ? 1 : 1.0 / to.height;
    const double to_x = back ? small->Xsize : (double)small->Xsize / in.width;
    const double to_y = back ? small->Ysize : (double)small->Ysize / in.height;

    for (size_t row = 0; row < 3; row++) {
        double *line = &m[3 * row];
        const double scale = row == 0 ? to_x : row == 1 ? to_y : 1;

        line[0] *= scale * from_x;
        line[1] *= scale * from_y;
        line[2] = line[2] * scale + (line[0] + line[1]) / 2;
    }
}

/* The least third coordinate on the figure whose inside is mapped: it is linear, so at a corner. */
static double least_depth(const struct perspective *p, struct size in, const double m[HOMOGRAPHY])
{
    struct point at[CORNERS];
    double least = INFINITY;

    corners_in(&p->corners, in, at);
    const struct size to = size_of(p, at, in);
    const struct point box[CORNERS] = {
        {0, 0}, {to.width, 0}, {to.width, to.height}, {0, to.height}};

    for (int i = 0; i < CORNERS; i++) {
        const struct point corner = p->way == WAY_DISTORT ? at[i] : box[i];
        const double x = corner.x - 0.5;
        const double y = corner.y - 0.5;

        least = fmin(least, m[6] * x + m[7] * y + m[8]);
    }
    return least;
}

/* For each pixel of the result where it comes from, 64-bit floats. What lies near the horizon, or
 * behind it, is far outside: at -9, which is beyond every interpolator's reach. */
static int index_of(VipsImage **out, const double m[HOMOGRAPHY], struct size to, double least,
                    double centre)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 10);
    VipsImage *weights = vips_image_new_matrixv(2, 3, m[0], m[1], m[3], m[4], m[6], m[7]);
    double ones[] = {1, 1, 1};
    double moves[] = {m[2], m[5], m[8]};
    double outside[] = {-9, -9};
    const int result =
        vips_xyz(&t[0], (int)to.width, (int)to.height, NULL) ||
        vips_cast(t[0], &t[1], VIPS_FORMAT_DOUBLE, NULL) ||
        vips_recomb(t[1], &t[2], weights, NULL) || vips_linear(t[2], &t[3], ones, moves, 3, NULL) ||
        vips_extract_band(t[3], &t[4], 0, "n", 2, NULL) ||
        vips_extract_band(t[3], &t[5], 2, NULL) || vips_divide(t[4], t[5], &t[6], NULL) ||
        vips_linear(t[6], &t[7], ones, (double[]){-centre, -centre}, 2, NULL) ||
        vips_more_const1(t[5], &t[8], least / 2, NULL) ||
        (t[9] = vips_image_new_from_image(t[7], outside, 2)) == NULL ||
        vips_ifthenelse(t[8], t[7], t[9], out, NULL);

    g_object_unref(weights);
    g_object_unref(scope);
    return result;
}

static int map_pixels(VipsImage *small, VipsImage **out, const struct perspective *p,
                      struct size in)
{
    struct point at[CORNERS];
    double m[HOMOGRAPHY];
    double bands[4];
    VipsImage *index = NULL;

    corners_in(&p->corners, in, at);
    map_of(p, in, small, m);
    if (index_of(&index, m, size_of(p, at, in), least_depth(p, in, m),
                 warp_centre(p->interpolator)) != 0)
        return -1;
    VipsArrayDouble *background =
        vips_array_double_new(bands, color_bands(small, &p->background, bands));
    VipsInterpolate *interpolate = warp_interpolator(p->interpolator);
    const VipsExtend edge = p->way == WAY_DISTORT ? VIPS_EXTEND_BACKGROUND : VIPS_EXTEND_COPY;
    const int result = vips_mapim(small, out, index, "interpolate", interpolate, "background",
                                  background, "extend", edge, NULL);

    g_object_unref(interpolate);
    vips_area_unref(VIPS_AREA(background));
    g_object_unref(index);
    return result;
}

static enum err_code perspective_apply(struct _VipsImage *in, struct _VipsImage **out,
                                       const void *params, struct err *err)
{
    const struct perspective *p = params;
    const struct size size = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    VipsImage *small = NULL;
    int result = warp_shrunk(in, &small, shrunk_by(p, size));

    if (result == 0)
        result = map_pixels(small, out, p, size);
    g_clear_object(&small);
    return vipsenv_done(result, err);
}

const struct op op_perspective = {
    .name = "perspective",
    .summary =
        "Make a rectangle of what four corners enclose, or draw the picture's corners there.",
    .example = "corners=6,4;60,0;64,64;0,50",
    .stage = STAGE_GEOMETRY,
    .params = perspective_params,
    .params_size = sizeof(struct perspective),
    .check = perspective_check,
    .shape = perspective_shape,
    .memory = perspective_memory,
    .streams = perspective_streams,
    .apply = perspective_apply,
};
