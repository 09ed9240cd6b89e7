#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>

struct gamma {
    double value;
};

static const struct param gamma_params[] = {
    PARAM_REAL_REQUIRED(
        struct gamma, value, 0.1, 10,
        "Over 1 lightens, under 1 darkens: a value v in 0..1 becomes v to the power of 1/gamma."),
    PARAM_END,
};

static double powered(double x, const void *params)
{
    return pow(x, 1 / ((const struct gamma *)params)->value);
}

static enum err_code gamma_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                 struct err *err)
{
    return vipsenv_done(tone_apply(in, out, powered, params), err);
}

const struct op op_gamma = {
    .name = "gamma",
    .summary = "Lighten or darken the middle tones by a power of the sRGB values.",
    .example = "value=1.8",
    .stage = STAGE_COLOUR,
    .params = gamma_params,
    .params_size = sizeof(struct gamma),
    .apply = gamma_apply,
};
