#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

/* A struct may not be empty. */
struct invert {
    int32_t unused;
};

static const struct param invert_params[] = {PARAM_END};

static int invert_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    (void)params;
    return vips_invert(in, out, NULL);
}

static enum err_code invert_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    (void)params;
    return vipsenv_done(tone_filter(in, out, invert_pixels, NULL), err);
}

const struct op op_invert = {
    .name = "invert",
    .summary = "Make a negative, in sRGB values; transparency stays.",
    .example = "",
    .stage = STAGE_COLOUR,
    .params = invert_params,
    .params_size = sizeof(struct invert),
    .apply = invert_apply,
};
