#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct median {
    int32_t radius;
};

static const struct param median_params[] = {
    PARAM_INT(struct median, radius, 1, 5, 1, "Pixels to each side: 1 is a window of 3x3."),
    PARAM_END,
};

/* Ranking whole numbers is many times as fast as ranking floats. */
static int median_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const int size = 2 * ((const struct median *)params)->radius + 1;
    const bool deep =
        in->Type == VIPS_INTERPRETATION_RGB16 || in->Type == VIPS_INTERPRETATION_GREY16;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result =
        vips_rint(in, &t[0], NULL) ||
        vips_cast(t[0], &t[1], deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR, NULL) ||
        tone_median(t[1], out, size);

    g_object_unref(scope);
    return result;
}

static enum err_code median_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    return vipsenv_done(color_premultiplied(in, out, median_pixels, params), err);
}

const struct op op_median = {
    .name = "median",
    .summary = "Replace every band by the median of its neighbourhood: specks go, edges stay.",
    .example = "radius=2",
    .stage = STAGE_AREA,
    .params = median_params,
    .params_size = sizeof(struct median),
    .apply = median_apply,
};
