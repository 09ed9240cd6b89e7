#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>

struct levels {
    double black, white, gamma, out_black, out_white; /* percent but gamma */
};

static const struct param levels_params[] = {
    PARAM_REAL(struct levels, black, 0, 100, 0,
               "Value that becomes out_black, in percent of the range."),
    PARAM_REAL(struct levels, white, 0, 100, 100, "Value that becomes out_white, in percent."),
    PARAM_REAL(struct levels, gamma, 0.1, 10, 1, "Power for what lies between: over 1 lightens."),
    PARAM_REAL(struct levels, out_black, 0, 100, 0, "Darkest value of the result, in percent."),
    PARAM_REAL(struct levels, out_white, 0, 100, 100,
               "Lightest value of the result, in percent; may be under out_black."),
    PARAM_END,
};

static enum err_code levels_check(const void *params, struct err *err)
{
    const struct levels *p = params;

    if (p->black >= p->white)
        return err_param(err, ERR_PARAM_CONFLICT, "black", "black must be under white.");
    return ERR_OK;
}

static double levelled(double x, const void *params)
{
    const struct levels *p = params;
    const double between = fmin(fmax((100 * x - p->black) / (p->white - p->black), 0), 1);

    return (p->out_black + (p->out_white - p->out_black) * pow(between, 1 / p->gamma)) / 100;
}

static enum err_code levels_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    return vipsenv_done(tone_apply(in, out, levelled, params), err);
}

const struct op op_levels = {
    .name = "levels",
    .summary = "Set the black point, the white point and the gamma between, in sRGB values.",
    .example = "black=10&white=90&gamma=1.2",
    .stage = STAGE_COLOUR,
    .params = levels_params,
    .params_size = sizeof(struct levels),
    .check = levels_check,
    .apply = levels_apply,
};
