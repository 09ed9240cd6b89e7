#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct sharpen {
    double sigma;
    double amount;
};

static const struct param sharpen_params[] = {
    PARAM_REAL(struct sharpen, sigma, 0.5, 10.0, 0.7, "Radius of the Gaussian, in pixels."),
    PARAM_REAL(struct sharpen, amount, 0.0, 10.0, 1.5,
               "Slope for edges; flat areas are left alone."),
    PARAM_END,
};

/* vips_sharpen() works on L of LAB: m1 is the slope of flat areas, m2 of edges; the first picture
 * of a sequential chain must not be asked for twice, which it takes care of. */
static enum err_code sharpen_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    const struct sharpen *p = params;
    VipsImage *sharp = NULL;
    enum err_code code = vipsenv_done(
        vips_sharpen(in, &sharp, "sigma", p->sigma, "m1", 0.0, "m2", p->amount, NULL), err);

    if (code != ERR_OK)
        return code;
    code = vipsenv_done(vips_cast(sharp, out, in->BandFmt, NULL), err);
    g_object_unref(sharp);
    return code;
}

const struct op op_sharpen = {
    .name = "sharpen",
    .summary = "Sharpen edges by an unsharp mask on the lightness.",
    .example = "sigma=1&amount=2",
    .stage = STAGE_AREA,
    .params = sharpen_params,
    .params_size = sizeof(struct sharpen),
    .apply = sharpen_apply,
};
