#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct contrast {
    double amount; /* percent */
};

static const struct param contrast_params[] = {
    PARAM_REAL_REQUIRED(struct contrast, amount, -100, 100,
                        "From flat grey at -100 to two levels at 100; 0 changes nothing."),
    PARAM_END,
};

/* A slope about middle grey that is 0 at -100, 1 at 0 and past 100 at 100, where a slope per se
 * would have no end: with a = amount / 100 it is (1 + a) / (1 + e - a) times (1 + e), and e = 4/255
 * is the common choice of editors for 8 bits. */
static double steeper(double x, const void *params)
{
    const double amount = ((const struct contrast *)params)->amount / 100;
    const double end = 1 + 4 / 255.0;

    return 0.5 + (x - 0.5) * end * (1 + amount) / (end - amount);
}

static enum err_code contrast_apply(struct _VipsImage *in, struct _VipsImage **out,
                                    const void *params, struct err *err)
{
    return vipsenv_done(tone_apply(in, out, steeper, params), err);
}

const struct op op_contrast = {
    .name = "contrast",
    .summary = "Stretch or press sRGB values about middle grey.",
    .example = "amount=25",
    .stage = STAGE_COLOUR,
    .params = contrast_params,
    .params_size = sizeof(struct contrast),
    .apply = contrast_apply,
};
