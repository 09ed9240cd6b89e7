#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct duotone {
    struct color shadow, highlight;
};

static const struct param duotone_params[] = {
    PARAM_COLOR_REQUIRED(struct duotone, shadow, "Colour of black."),
    PARAM_COLOR_REQUIRED(struct duotone, highlight, "Colour of white."),
    PARAM_END,
};

static int duotone_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct duotone *p = params;
    VipsImage *luma = NULL;
    double shadow[3];
    double slope[3];

    tone_color(in, &p->shadow, shadow);
    tone_color(in, &p->highlight, slope);
    for (int i = 0; i < 3; i++)
        slope[i] = (slope[i] - shadow[i]) / tone_most(in);
    const int result = tone_luma(in, &luma) || vips_linear(luma, out, slope, shadow, 3, NULL);

    g_clear_object(&luma);
    return result;
}

static enum err_code duotone_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    return vipsenv_done(tone_filter_rgb(in, out, duotone_pixels, params), err);
}

const struct op op_duotone = {
    .name = "duotone",
    .summary = "Print the image in two colours, by its BT.709 luma, in sRGB values.",
    .example = "shadow=1d2671&highlight=f6e7c1",
    .stage = STAGE_COLOUR,
    .params = duotone_params,
    .params_size = sizeof(struct duotone),
    .apply = duotone_apply,
};
