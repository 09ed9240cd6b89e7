#include "image/op.h"
#include "image/ops/warp.h"
#include "image/param_row.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <math.h>

enum { SIDE_MAX = 65535, ENTRIES = 4, BICUBIC = 2, BOX_MAX = 10000000 };

/* A picture of the largest side that is flattened to less than a pixel has no inverse to look up.
 */
#define SINGULAR 1e-4

struct affine {
    struct numbers matrix; /* a, b, c, d */
    double x, y;
    int32_t width, height; /* 0: the box around all of it */
    int32_t interpolator;
    struct color background;
};

static const struct param affine_params[] = {
    PARAM_NUMBERS_REQUIRED(
        struct affine, matrix, -100, 100,
        "Four numbers a,b,c,d: what is at u,v goes to a u + b v, c u + d v; from "
        "the left and from the top."),
    PARAM_REAL(struct affine, x, -SIDE_MAX, SIDE_MAX, 0,
               "Pixels to the right, added to that; of use with width and height."),
    PARAM_REAL(struct affine, y, -SIDE_MAX, SIDE_MAX, 0, "Pixels downwards, likewise."),
    PARAM_INT_OPTIONAL(struct affine, width, 1, SIDE_MAX,
                       "Width of the result, from 0 on; without it the box around all of the "
                       "picture."),
    PARAM_INT_OPTIONAL(struct affine, height, 1, SIDE_MAX, "Height of the result, likewise."),
    PARAM_ENUM(struct affine, interpolator, warp_interpolators, BICUBIC,
               "How the colours between pixels are found."),
    PARAM_COLOR(struct affine, background, 0xFFFFFFFF, "Colour beside the picture."),
    PARAM_END,
};

static double determinant(const double m[ENTRIES])
{
    return m[0] * m[3] - m[1] * m[2];
}

/* How much shorter or longer a distance can become: the singular values of a 2x2 matrix, by its
 * Frobenius norm and determinant (Golub and Van Loan, Matrix Computations, 8.6). */
static void stretches(const double m[ENTRIES], double *most, double *least)
{
    const double s = m[0] * m[0] + m[1] * m[1] + m[2] * m[2] + m[3] * m[3];
    const double d = determinant(m);
    const double root = sqrt(fmax(s * s - 4 * d * d, 0));

    *most = sqrt((s + root) / 2);
    *least = *most > 0 ? fabs(d) / *most : 0;
}

static enum err_code affine_check(const void *params, struct err *err)
{
    const struct affine *p = params;
    double most, least;

    if (p->matrix.n != ENTRIES)
        return err_param(err, ERR_PARAM_INVALID, "matrix", "matrix must have four numbers.");
    stretches(p->matrix.at, &most, &least);
    if (least < SINGULAR)
        return err_param(err, ERR_PARAM_INVALID, "matrix",
                         "matrix makes a line or a point of the picture.");
    return ERR_OK;
}

struct area {
    double left, top, right, bottom;
};

/* Rounded outwards, but not for what arithmetic alone leaves over. */
static struct area box_around(const struct affine *p, struct size in)
{
    const double *m = p->matrix.at;
    const double w = in.width;
    const double h = in.height;

    return (struct area){
        floor(fmin(m[0] * w, 0) + fmin(m[1] * h, 0) + p->x + 1e-6),
        floor(fmin(m[2] * w, 0) + fmin(m[3] * h, 0) + p->y + 1e-6),
        ceil(fmax(m[0] * w, 0) + fmax(m[1] * h, 0) + p->x - 1e-6),
        ceil(fmax(m[2] * w, 0) + fmax(m[3] * h, 0) + p->y - 1e-6),
    };
}

static struct area area_of(const struct affine *p, struct size in)
{
    struct area area = box_around(p, in);

    if (p->width > 0) {
        area.left = 0;
        area.right = p->width;
    }
    if (p->height > 0) {
        area.top = 0;
        area.bottom = p->height;
    }
    area.right = fmax(area.right, area.left + 1);
    area.bottom = fmax(area.bottom, area.top + 1);
    return area;
}

static enum err_code affine_shape(const void *params, struct size *size, struct err *err)
{
    const struct area area = area_of(params, *size);

    if (area.right - area.left > BOX_MAX || area.bottom - area.top > BOX_MAX)
        return err_set(err, ERR_RESULT_TOO_LARGE, "The result would be too large.");
    *size = (struct size){(uint32_t)(area.right - area.left), (uint32_t)(area.bottom - area.top)};
    return ERR_OK;
}

static double shrunk_by(const struct affine *p)
{
    double most, least;

    stretches(p->matrix.at, &most, &least);
    return fmin(most, 1);
}

static uint64_t affine_memory(const void *params, struct size picture)
{
    const double scale = shrunk_by(params);

    return warp_memory(scale * scale * picture.width * picture.height);
}

static bool affine_streams(const void *params)
{
    (void)params;
    return false;
}

/* With both axes along the result's there is no slanted edge to be softened, and none is wanted. */
static VipsExtend edge(const double m[ENTRIES])
{
    const bool upright = (m[1] == 0 && m[2] == 0) || (m[0] == 0 && m[3] == 0);

    return upright ? VIPS_EXTEND_COPY : VIPS_EXTEND_BACKGROUND;
}

/* `small` has been shrunk already, so the matrix is that much larger. Pixels have their centres at
 * the halves, in libvips at whole numbers or where the interpolator has them. */
static int transform(VipsImage *small, VipsImage **out, const struct affine *p, struct size in)
{
    const struct area area = area_of(p, in);
    const double sx = (double)in.width / small->Xsize;
    const double sy = (double)in.height / small->Ysize;
    const double centre = warp_centre(p->interpolator);
    const double *m = p->matrix.at;
    double bands[4];
    const int n = color_bands(small, &p->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n);
    VipsArrayInt *box =
        vips_array_int_newv(ENTRIES, (int)area.left, (int)area.top, (int)(area.right - area.left),
                            (int)(area.bottom - area.top));
    VipsInterpolate *interpolate = warp_interpolator(p->interpolator);
    const int result =
        vips_affine(small, out, m[0] * sx, m[1] * sy, m[2] * sx, m[3] * sy, "interpolate",
                    interpolate, "oarea", box, "idx", centre, "idy", centre, "odx", p->x - 0.5,
                    "ody", p->y - 0.5, "background", background, "extend", edge(m), NULL);

    g_object_unref(interpolate);
    vips_area_unref(VIPS_AREA(box));
    vips_area_unref(VIPS_AREA(background));
    return result;
}

static enum err_code affine_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    const struct affine *p = params;
    const struct size size = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    VipsImage *small = NULL;
    int result = warp_shrunk(in, &small, shrunk_by(p));

    if (result == 0)
        result = transform(small, out, p, size);
    g_clear_object(&small);
    return vipsenv_done(result, err);
}

const struct op op_affine = {
    .name = "affine",
    .summary = "Scale, shear, turn and mirror by a matrix of two rows and columns.",
    .example = "matrix=1,0.3,-0.1,0.8&background=c0ffee",
    .stage = STAGE_GEOMETRY,
    .params = affine_params,
    .params_size = sizeof(struct affine),
    .check = affine_check,
    .shape = affine_shape,
    .memory = affine_memory,
    .streams = affine_streams,
    .apply = affine_apply,
};
