#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct flatten {
    struct color background;
};

static const struct param flatten_params[] = {
    PARAM_COLOR(struct flatten, background, 0xFFFFFFFF, "Colour behind transparent pixels."),
    PARAM_END,
};

static int flatten_pixels(VipsImage *in, VipsImage **out, const struct flatten *p)
{
    double bands[4];

    if (!vips_image_hasalpha(in))
        return vips_copy(in, out, NULL);
    const int n = color_bands(in, &p->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n > 1 ? n - 1 : 1);
    const int result =
        vips_flatten(in, out, "background", background, "max_alpha", tone_most(in), NULL);

    vips_area_unref(VIPS_AREA(background));
    return result;
}

static enum err_code flatten_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    return vipsenv_done(flatten_pixels(in, out, params), err);
}

const struct op op_flatten = {
    .name = "flatten",
    .summary = "Lay the image on a colour; transparency goes.",
    .example = "background=336699",
    .stage = STAGE_COLOUR,
    .params = flatten_params,
    .params_size = sizeof(struct flatten),
    .apply = flatten_apply,
};
