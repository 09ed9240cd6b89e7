#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct threshold {
    double value; /* percent */
};

static const struct param threshold_params[] = {
    PARAM_REAL(struct threshold, value, 0, 100, 50,
               "Luma from which on a pixel is white, in percent of the range."),
    PARAM_END,
};

static int threshold_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct threshold *p = params;
    const double most = tone_most(in);
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = tone_luma(in, &t[0]) ||
                       vips_moreeq_const1(t[0], &t[1], p->value / 100 * most, NULL) ||
                       vips_linear1(t[1], out, most / 255, 0, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code threshold_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    return vipsenv_done(tone_filter(in, out, threshold_pixels, params), err);
}

const struct op op_threshold = {
    .name = "threshold",
    .summary =
        "Make the image black and white by its BT.709 luma, in sRGB values; the result is grey.",
    .example = "value=50",
    .stage = STAGE_COLOUR,
    .params = threshold_params,
    .params_size = sizeof(struct threshold),
    .apply = threshold_apply,
};
