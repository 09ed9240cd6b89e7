#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct emboss {
    double amount;
};

static const struct param emboss_params[] = {
    PARAM_REAL(struct emboss, amount, 0.1, 10, 1, "Height of the relief, as a factor."),
    PARAM_END,
};

/* Light from the top left: bright where the picture gets lighter to the bottom right. */
static int slope_of(VipsImage *in, VipsImage **out, const void *params)
{
    static const double slope[9] = {-2, -1, 0, -1, 0, 1, 0, 1, 2};
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);

    (void)params;
    t[0] = vips_image_new_matrix_from_array(3, 3, slope, 9);
    const int result = t[0] == NULL || tone_luma(in, &t[1]) ||
                       vips_conv(t[1], out, t[0], "precision", VIPS_PRECISION_FLOAT, NULL);

    g_object_unref(scope);
    return result;
}

static int emboss_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const double amount = ((const struct emboss *)params)->amount / 4;
    VipsImage *slope = NULL;
    const int result = tone_weighted(in, &slope, slope_of, NULL) ||
                       vips_linear1(slope, out, amount, tone_most(in) / 2, NULL);

    g_clear_object(&slope);
    return result;
}

static enum err_code emboss_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    return vipsenv_done(tone_filter_all(in, out, emboss_pixels, params), err);
}

const struct op op_emboss = {
    .name = "emboss",
    .summary = "Show the image as a grey relief of its BT.709 luma, lit from the top left.",
    .example = "amount=1.5",
    .stage = STAGE_AREA,
    .params = emboss_params,
    .params_size = sizeof(struct emboss),
    .apply = emboss_apply,
};
