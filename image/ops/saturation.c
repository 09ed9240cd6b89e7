#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct saturation {
    double amount; /* percent */
};

static const struct param saturation_params[] = {
    PARAM_REAL_REQUIRED(struct saturation, amount, -100, 300,
                        "Percent of the chroma to add: -100 is grey, 0 changes nothing."),
    PARAM_END,
};

static int saturation_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    return tone_chroma(in, out, 1 + ((const struct saturation *)params)->amount / 100, 0);
}

static enum err_code saturation_apply(struct _VipsImage *in, struct _VipsImage **out,
                                      const void *params, struct err *err)
{
    return vipsenv_done(tone_filter(in, out, saturation_pixels, params), err);
}

const struct op op_saturation = {
    .name = "saturation",
    .summary = "Make colours stronger or weaker, by the chroma of CIELCh.",
    .example = "amount=50",
    .stage = STAGE_COLOUR,
    .params = saturation_params,
    .params_size = sizeof(struct saturation),
    .apply = saturation_apply,
};
