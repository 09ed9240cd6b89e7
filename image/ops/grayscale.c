#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

/* A struct may not be empty. */
struct grayscale {
    int32_t unused;
};

static const struct param grayscale_params[] = {PARAM_END};

static enum err_code grayscale_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    const bool deep = in->BandFmt == VIPS_FORMAT_USHORT;

    (void)params;
    return vipsenv_done(
        vips_colourspace(in, out, deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W,
                         NULL),
        err);
}

static bool grayscale_moves(const void *params, struct size in, struct moves *out)
{
    (void)params;
    (void)in;
    return moves_add(out, (struct move){.kind = MOVE_GREY});
}

const struct op op_grayscale = {
    .name = "grayscale",
    .summary = "Keep the lightness and drop the colour; transparency stays.",
    .example = "",
    .stage = STAGE_COLOUR,
    .params = grayscale_params,
    .params_size = sizeof(struct grayscale),
    .moves = grayscale_moves,
    .apply = grayscale_apply,
};
