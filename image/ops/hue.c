#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct hue {
    double angle; /* degrees */
};

static const struct param hue_params[] = {
    PARAM_REAL_REQUIRED(struct hue, angle, -360, 360, "Degrees to turn every hue by."),
    PARAM_END,
};

static int hue_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    return tone_chroma(in, out, 1, ((const struct hue *)params)->angle);
}

static enum err_code hue_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                               struct err *err)
{
    return vipsenv_done(tone_filter(in, out, hue_pixels, params), err);
}

const struct op op_hue = {
    .name = "hue",
    .summary = "Turn every colour round the circle of hues of CIELCh.",
    .example = "angle=90",
    .stage = STAGE_COLOUR,
    .params = hue_params,
    .params_size = sizeof(struct hue),
    .apply = hue_apply,
};
