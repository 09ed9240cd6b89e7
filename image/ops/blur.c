#include "image/op.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct blur {
    double sigma;
};

/* Below 0.56 vips_gaussmat() yields a 1x1 kernel: cost without blur. */
static const struct param blur_params[] = {
    PARAM_REAL(struct blur, sigma, 0.6, 100.0, 1.0, "Radius of the Gaussian, in pixels."),
    PARAM_END,
};

static int blur_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct blur *p = params;

    return vips_gaussblur(in, out, p->sigma, NULL);
}

static enum err_code blur_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    return vipsenv_done(color_premultiplied(in, out, blur_pixels, params), err);
}

const struct op op_blur = {
    .name = "blur",
    .summary = "Soften the image with a Gaussian.",
    .example = "sigma=2.5",
    .stage = STAGE_AREA,
    .params = blur_params,
    .params_size = sizeof(struct blur),
    .apply = blur_apply,
};
