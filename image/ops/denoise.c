#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct denoise {
    double amount; /* percent */
};

static const struct param denoise_params[] = {
    PARAM_REAL(struct denoise, amount, 0, 100, 50, "Strength, in percent."),
    PARAM_END,
};

/* Median and picture are needed at once, and the Gaussian reaches further than both. */
static bool denoise_streams(const void *params)
{
    (void)params;
    return false;
}

/* Mixed with its median of 3x3, past half strength of 5x5: specks go, edges stay. */
static int smooth_lightness(VipsImage *in, VipsImage **out, double amount)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int result = tone_median(in, &t[0], amount > 0.5 ? 5 : 3) ||
                       vips_linear1(t[0], &t[1], amount, 0, NULL) ||
                       vips_linear1(in, &t[2], 1 - amount, 0, NULL) ||
                       vips_add(t[1], t[2], out, NULL);

    g_object_unref(scope);
    return result;
}

/* The eye sees little detail in colour: a Gaussian of up to 4 pixels takes its blotches away. */
static int smooth_color(VipsImage *in, VipsImage **out, double amount)
{
    return amount > 0 ? vips_gaussblur(in, out, 0.6 + 3.4 * amount, NULL)
                      : vips_copy(in, out, NULL);
}

static int denoise_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const double amount = ((const struct denoise *)params)->amount / 100;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 8);
    int result;

    if (in->Bands < 3)
        result = smooth_lightness(in, out, amount);
    else
        result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_LABS, NULL) ||
                 vips_extract_band(t[0], &t[1], 0, NULL) ||
                 vips_extract_band(t[0], &t[2], 1, "n", 2, NULL) ||
                 smooth_lightness(t[1], &t[3], amount) || smooth_color(t[2], &t[4], amount) ||
                 vips_bandjoin2(t[3], t[4], &t[5], NULL) ||
                 vips_cast(t[5], &t[6], VIPS_FORMAT_SHORT, NULL) ||
                 vips_copy(t[6], &t[7], "interpretation", VIPS_INTERPRETATION_LABS, NULL) ||
                 vips_colourspace(t[7], out, in->Type, NULL);
    g_object_unref(scope);
    return result;
}

static enum err_code denoise_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    return vipsenv_done(tone_filter(in, out, denoise_pixels, params), err);
}

const struct op op_denoise = {
    .name = "denoise",
    .summary =
        "Take away specks of lightness by a median, blotches of colour by a Gaussian, in CIELAB.",
    .example = "amount=70",
    .stage = STAGE_AREA,
    .params = denoise_params,
    .params_size = sizeof(struct denoise),
    .streams = denoise_streams,
    .apply = denoise_apply,
};
