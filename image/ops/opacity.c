#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct opacity {
    double amount; /* percent */
};

static const struct param opacity_params[] = {
    PARAM_REAL_REQUIRED(struct opacity, amount, 0, 100, "Percent of the opacity that is left."),
    PARAM_END,
};

static int fade(VipsImage *in, VipsImage **out, const struct opacity *p)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = vips_black(&t[0], in->Xsize, in->Ysize, NULL) ||
                       vips_linear1(t[0], &t[1], 1, p->amount / 100, NULL) ||
                       tone_scale_alpha(in, out, t[1]);

    g_object_unref(scope);
    return result;
}

static enum err_code opacity_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    return vipsenv_done(fade(in, out, params), err);
}

const struct op op_opacity = {
    .name = "opacity",
    .summary = "Make the image more transparent.",
    .example = "amount=50",
    .stage = STAGE_COLOUR,
    .params = opacity_params,
    .params_size = sizeof(struct opacity),
    .apply = opacity_apply,
};
