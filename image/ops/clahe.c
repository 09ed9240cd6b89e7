#include "image/op.h"
#include "image/ops/lightness.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct clahe {
    int32_t size;
    double slope;
};

/* vips_hist_local() takes at most 100 as its limit, which bounds slope * size * size / 256. */
static const struct param clahe_params[] = {
    PARAM_INT(struct clahe, size, 16, 64, 48,
              "Width and height of the neighbourhood, in pixels; at most the picture."),
    PARAM_REAL(struct clahe, slope, 1, 6, 3, "Most that contrast may grow by, as a factor."),
    PARAM_END,
};

static bool clahe_streams(const void *params)
{
    (void)params;
    return false;
}

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

/* The limit is in pixels a bin of 256, not in slope: it grows with the window. */
static int limit_of(double slope, int width, int height)
{
    const int limit = (int)(slope * width * height / 256 + 0.5);

    return limit < 1 ? 1 : limit;
}

/* vips_hist_local() has 8 bits. Its change is added to the full depth, so that deep pictures do not
 * lose their fine steps. */
static int clahe_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct clahe *p = params;
    const int width = lesser(p->size, in->Xsize);
    const int height = lesser(p->size, in->Ysize);
    const double scale = LIGHTNESS_MOST / 255.0;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const int result = vips_linear1(in, &t[0], 1 / scale, 0, "uchar", TRUE, NULL) ||
                       vips_hist_local(t[0], &t[1], width, height, "max_slope",
                                       limit_of(p->slope, width, height), NULL) ||
                       vips_subtract(t[1], t[0], &t[2], NULL) ||
                       vips_linear1(t[2], &t[3], scale, 0, NULL) || vips_add(in, t[3], out, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code clahe_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                 struct err *err)
{
    return vipsenv_done(lightness_filter(in, out, clahe_pixels, params), err);
}

const struct op op_clahe = {
    .name = "clahe",
    .summary = "Raise local contrast by limited adaptive histogram equalisation of the lightness "
               "of CIELAB.",
    .example = "size=32&slope=3",
    .stage = STAGE_AREA,
    .params = clahe_params,
    .params_size = sizeof(struct clahe),
    .streams = clahe_streams,
    .apply = clahe_apply,
};
