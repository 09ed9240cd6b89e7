#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

struct vignette {
    double amount, inner; /* percent */
};

static const struct param vignette_params[] = {
    PARAM_REAL(struct vignette, amount, 0, 100, 50, "How much darker the corners get, in percent."),
    PARAM_REAL(struct vignette, inner, 0, 99, 25,
               "Share of the way to the corners that stays as it is, in percent."),
    PARAM_END,
};

/* The way from the centre to the corners, from 0 to 1. */
static int distance(VipsImage **out, int width, int height)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const double scale[] = {2.0 / width, 2.0 / height};
    const double centre[] = {1.0 / width - 1, 1.0 / height - 1};
    const int result = vips_xyz(&t[0], width, height, NULL) ||
                       vips_linear(t[0], &t[1], scale, centre, 2, NULL) ||
                       vips_multiply(t[1], t[1], &t[2], NULL) || vips_bandmean(t[2], &t[3], NULL) ||
                       vips_math2_const1(t[3], out, VIPS_OPERATION_MATH2_POW, 0.5, NULL);

    g_object_unref(scope);
    return result;
}

/* 1 up to `inner`, then falling with the square of the way; (x + |x|) / 2 is max(x, 0). */
static int gain_of(VipsImage **out, int width, int height, const struct vignette *p)
{
    const double inner = p->inner / 100;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 5);
    const int result =
        distance(&t[0], width, height) ||
        vips_linear1(t[0], &t[1], 0.5 / (1 - inner), -0.5 * inner / (1 - inner), NULL) ||
        vips_abs(t[1], &t[2], NULL) || vips_add(t[1], t[2], &t[3], NULL) ||
        vips_multiply(t[3], t[3], &t[4], NULL) ||
        vips_linear1(t[4], out, -p->amount / 100, 1, NULL);

    g_object_unref(scope);
    return result;
}

static int vignette_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    VipsImage *gain = NULL;
    const int result =
        gain_of(&gain, in->Xsize, in->Ysize, params) || vips_multiply(in, gain, out, NULL);

    g_clear_object(&gain);
    return result;
}

static enum err_code vignette_apply(struct _VipsImage *in, struct _VipsImage **out,
                                    const void *params, struct err *err)
{
    return vipsenv_done(tone_filter(in, out, vignette_pixels, params), err);
}

const struct op op_vignette = {
    .name = "vignette",
    .summary = "Darken the image towards its corners, in sRGB values.",
    .example = "amount=70&inner=20",
    .stage = STAGE_COLOUR,
    .params = vignette_params,
    .params_size = sizeof(struct vignette),
    .apply = vignette_apply,
};
