#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

/* A struct may not be empty. */
struct remove_alpha {
    int32_t unused;
};

static const struct param remove_alpha_params[] = {PARAM_END};

static int colours_only(VipsImage *in, VipsImage **out)
{
    if (!vips_image_hasalpha(in))
        return vips_copy(in, out, NULL);
    return vips_extract_band(in, out, 0, "n", in->Bands - 1, NULL);
}

static enum err_code remove_alpha_apply(struct _VipsImage *in, struct _VipsImage **out,
                                        const void *params, struct err *err)
{
    (void)params;
    return vipsenv_done(colours_only(in, out), err);
}

const struct op op_remove_alpha = {
    .name = "remove_alpha",
    .summary = "Drop the transparency and show the colours as they are stored.",
    .example = "",
    .stage = STAGE_COLOUR,
    .params = remove_alpha_params,
    .params_size = sizeof(struct remove_alpha),
    .apply = remove_alpha_apply,
};
