#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct border {
    int32_t width;
    struct color color;
};

static const struct param border_params[] = {
    PARAM_INT(struct border, width, 1, 1000, 10, "Width of the frame on each side, in pixels."),
    PARAM_COLOR(struct border, color, 0x000000FF, "Its colour."),
    PARAM_END,
};

static enum err_code border_shape(const void *params, struct size *size, struct err *err)
{
    const uint32_t both = 2 * (uint32_t)((const struct border *)params)->width;

    (void)err;
    *size = (struct size){size->width + both, size->height + both};
    return ERR_OK;
}

static int frame(VipsImage *in, VipsImage **out, const struct border *p)
{
    double bands[4];
    const int n = color_bands(in, &p->color, bands);
    VipsArrayDouble *color = vips_array_double_new(bands, n);
    const int result =
        vips_embed(in, out, p->width, p->width, in->Xsize + 2 * p->width, in->Ysize + 2 * p->width,
                   "extend", VIPS_EXTEND_BACKGROUND, "background", color, NULL);

    vips_area_unref(VIPS_AREA(color));
    return result;
}

static enum err_code border_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    return vipsenv_done(frame(in, out, params), err);
}

const struct op op_border = {
    .name = "border",
    .summary = "Put a frame of one colour around the image, which grows by it.",
    .example = "width=6&color=336699",
    .stage = STAGE_GEOMETRY,
    .params = border_params,
    .params_size = sizeof(struct border),
    .shape = border_shape,
    .apply = border_apply,
};
