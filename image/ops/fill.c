#include "image/op.h"
#include "image/ops/regions.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct fill {
    struct color color;
    struct regions region;
};

static const struct param fill_params[] = {
    PARAM_REGIONS_REQUIRED(struct fill, region, REGIONS_SIDE_MAX, REGIONS_DOC),
    PARAM_COLOR(struct fill, color, 0x000000FF, "Colour of the boxes."),
    PARAM_END,
};

static enum err_code fill_shape(const void *params, struct size *size, struct err *err)
{
    return regions_check(&((const struct fill *)params)->region, size, err);
}

static int fill_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    double bands[4];
    const int n = color_bands(in, &((const struct fill *)params)->color, bands);

    *out = vips_image_new_from_image(in, bands, n);
    return *out ? 0 : -1;
}

static enum err_code fill_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    const struct fill *p = params;

    return vipsenv_done(regions_filter(in, out, &p->region, fill_pixels, p), err);
}

const struct op op_fill = {
    .name = "fill",
    .summary = "Cover boxes in the image with a colour.",
    .example = "region=10,10,40,10;20,30,30,20",
    .stage = STAGE_COLOUR,
    .params = fill_params,
    .params_size = sizeof(struct fill),
    .shape = fill_shape,
    .apply = fill_apply,
};
