#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct brightness {
    double amount; /* percent */
};

static const struct param brightness_params[] = {
    PARAM_REAL_REQUIRED(struct brightness, amount, -100, 100,
                        "Percent of the range to add; 0 changes nothing."),
    PARAM_END,
};

static double brighter(double x, const void *params)
{
    return x + ((const struct brightness *)params)->amount / 100;
}

static enum err_code brightness_apply(struct _VipsImage *in, struct _VipsImage **out,
                                      const void *params, struct err *err)
{
    return vipsenv_done(tone_apply(in, out, brighter, params), err);
}

const struct op op_brightness = {
    .name = "brightness",
    .summary = "Add to or take from every sRGB value.",
    .example = "amount=15",
    .stage = STAGE_COLOUR,
    .params = brightness_params,
    .params_size = sizeof(struct brightness),
    .apply = brightness_apply,
};
