#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

struct convolve {
    double scale, offset;
    struct numbers kernel;
};

static const struct param convolve_params[] = {
    PARAM_NUMBERS_REQUIRED(struct convolve, kernel, -1000, 1000,
                           "Nine numbers (3x3) or 25 (5x5), row by row, not turned."),
    PARAM_REAL(struct convolve, scale, 0, 1e6, 0,
               "What the sum is divided by; 0: the sum of the kernel, or 1 where that is 0."),
    PARAM_REAL(struct convolve, offset, -100, 100, 0,
               "To add afterwards, in percent of the range."),
    PARAM_END,
};

static enum err_code convolve_check(const void *params, struct err *err)
{
    const struct convolve *p = params;

    if (p->kernel.n != 9 && p->kernel.n != 25)
        return err_param(err, ERR_KERNEL, "kernel", "kernel must have 9 or 25 numbers.");
    return ERR_OK;
}

static double divisor(const struct convolve *p)
{
    double sum = 0;

    if (p->scale > 0)
        return p->scale;
    for (int i = 0; i < p->kernel.n; i++)
        sum += p->kernel.at[i];
    return fabs(sum) < 1e-9 ? 1 : sum; /* 0.1 + 0.2 - 0.3 is meant to be 0 */
}

static int weigh(VipsImage *in, VipsImage **out, const void *params)
{
    const struct convolve *p = params;
    const int side = p->kernel.n == 9 ? 3 : 5;
    VipsImage *kernel = vips_image_new_matrix_from_array(side, side, p->kernel.at, p->kernel.n);
    const int result =
        kernel ? vips_conv(in, out, kernel, "precision", VIPS_PRECISION_FLOAT, NULL) : -1;

    g_clear_object(&kernel);
    return result;
}

static int convolve_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct convolve *p = params;
    const double offset = p->offset / 100 * tone_most(in);
    VipsImage *sum = NULL;
    const int result =
        tone_weighted(in, &sum, weigh, p) || vips_linear1(sum, out, 1 / divisor(p), offset, NULL);

    g_clear_object(&sum);
    return result;
}

static enum err_code convolve_apply(struct _VipsImage *in, struct _VipsImage **out,
                                    const void *params, struct err *err)
{
    return vipsenv_done(tone_filter_all(in, out, convolve_pixels, params), err);
}

const struct op op_convolve = {
    .name = "convolve",
    .summary = "Replace every sRGB value by a weighted sum of its neighbours; transparency stays.",
    .example = "kernel=0,-1,0,-1,5,-1,0,-1,0",
    .stage = STAGE_AREA,
    .params = convolve_params,
    .params_size = sizeof(struct convolve),
    .check = convolve_check,
    .apply = convolve_apply,
};
