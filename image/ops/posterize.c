#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>

struct posterize {
    int32_t levels;
};

static const struct param posterize_params[] = {
    PARAM_INT(struct posterize, levels, 2, 256, 4, "Values left of each band."),
    PARAM_END,
};

static double stepped(double x, const void *params)
{
    const int levels = ((const struct posterize *)params)->levels;

    return fmin(floor(x * levels), levels - 1) / (levels - 1);
}

static enum err_code posterize_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    return vipsenv_done(tone_apply(in, out, stepped, params), err);
}

const struct op op_posterize = {
    .name = "posterize",
    .summary = "Leave only a few values of each sRGB band.",
    .example = "levels=5",
    .stage = STAGE_COLOUR,
    .params = posterize_params,
    .params_size = sizeof(struct posterize),
    .apply = posterize_apply,
};
