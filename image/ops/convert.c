#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

/* A struct may not be empty; convert has no parameters of its own, the output's are enough. */
struct convert {
    int32_t unused;
};

static const struct param convert_params[] = {PARAM_END};

static enum err_code convert_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    (void)params;
    return vipsenv_done(vips_copy(in, out, NULL), err);
}

static bool convert_moves(const void *params, struct size in, struct moves *out)
{
    (void)params;
    (void)in;
    (void)out;
    return true;
}

const struct op op_convert = {
    .name = "convert",
    .summary = "Change nothing but the format and how it is written.",
    .example = "format=png",
    .stage = STAGE_NONE,
    .params = convert_params,
    .params_size = sizeof(struct convert),
    .moves = convert_moves,
    .apply = convert_apply,
};
