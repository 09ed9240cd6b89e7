#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct sepia {
    double amount; /* percent */
};

static const struct param sepia_params[] = {
    PARAM_REAL(struct sepia, amount, 0, 100, 100, "Strength, in percent."),
    PARAM_END,
};

/* Filter Effects Module Level 1, sepia(): the matrix of that text at full strength, mixed with the
 * picture. */
static int sepia_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    static const double full[9] = {0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131};
    static const double none[3] = {0, 0, 0};
    const double amount = ((const struct sepia *)params)->amount / 100;
    double mixed[9];

    for (int i = 0; i < 9; i++)
        mixed[i] = amount * full[i] + (i % 4 == 0 ? 1 - amount : 0);
    return tone_matrix(in, out, mixed, none);
}

static enum err_code sepia_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                 struct err *err)
{
    return vipsenv_done(tone_filter_rgb(in, out, sepia_pixels, params), err);
}

const struct op op_sepia = {
    .name = "sepia",
    .summary = "Give the image the brown of old prints, in sRGB values.",
    .example = "amount=80",
    .stage = STAGE_COLOUR,
    .params = sepia_params,
    .params_size = sizeof(struct sepia),
    .apply = sepia_apply,
};
