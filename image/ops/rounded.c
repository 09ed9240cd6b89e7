#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

enum { RADIUS_MAX = 65535 };

struct rounded {
    struct length radius;
};

static const struct param rounded_params[] = {
    PARAM_LENGTH(struct rounded, radius, 1, RADIUS_MAX,
                 "Radius of the corners, in pixels or percent of half the shorter side; without "
                 "it they meet, and a square becomes a circle."),
    PARAM_END,
};

static double radius_in(const struct rounded *p, const VipsImage *in)
{
    const double most = VIPS_MIN(in->Xsize, in->Ysize) / 2.0;

    if (!p->radius.given)
        return most;
    return fmin(most, p->radius.percent ? p->radius.value * most / 100 : p->radius.value);
}

/* How far each pixel's centre is past the inner box, whose corners are the arcs' centres, in x and
 * y; 0 inside of it.
 *
 *    _______        The distance to the centre of the arc less its radius is the distance to the
 *   /  . . .\       edge of the shape; half a pixel about it, coverage goes from 1 to 0.
 *   | .     |
 */
static int past_inner(VipsImage **out, int width, int height, double radius)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    const double ones[] = {1, 1};
    const double centre[] = {0.5 - width / 2.0, 0.5 - height / 2.0};
    const double inner[] = {radius - width / 2.0, radius - height / 2.0};
    const int result =
        vips_xyz(&t[0], width, height, NULL) || vips_linear(t[0], &t[1], ones, centre, 2, NULL) ||
        vips_abs(t[1], &t[2], NULL) || vips_linear(t[2], &t[3], ones, inner, 2, NULL) ||
        vips_abs(t[3], &t[4], NULL) || vips_add(t[3], t[4], &t[5], NULL) ||
        vips_linear1(t[5], out, 0.5, 0, NULL); /* (x + |x|) / 2 is max(x, 0) */

    g_object_unref(scope);
    return result;
}

/* Coverage from 0 to 1; going through 8 bits clips it. */
static int coverage(VipsImage **out, int width, int height, double radius)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 5);
    const int result =
        past_inner(&t[0], width, height, radius) || vips_multiply(t[0], t[0], &t[1], NULL) ||
        vips_bandmean(t[1], &t[2], NULL) ||
        vips_math2_const1(t[2], &t[3], VIPS_OPERATION_MATH2_POW, 0.5, NULL) ||
        vips_linear1(t[3], &t[4], -255 * sqrt(2), 255 * (radius + 0.5), "uchar", TRUE, NULL) ||
        vips_linear1(t[4], out, 1 / 255.0, 0, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code rounded_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    VipsImage *mask = NULL;
    const int result = coverage(&mask, in->Xsize, in->Ysize, radius_in(params, in)) ||
                       tone_scale_alpha(in, out, mask);

    g_clear_object(&mask);
    return vipsenv_done(result, err);
}

const struct op op_rounded = {
    .name = "rounded",
    .summary = "Round the corners off, down to a circle; what is cut becomes transparent.",
    .example = "radius=20",
    .stage = STAGE_COLOUR,
    .params = rounded_params,
    .params_size = sizeof(struct rounded),
    .apply = rounded_apply,
};
