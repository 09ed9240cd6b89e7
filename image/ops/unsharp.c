#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct unsharp {
    double sigma, amount, threshold;
};

static const struct param unsharp_params[] = {
    PARAM_REAL(struct unsharp, sigma, 0.6, 20, 1, "Radius of the Gaussian, in pixels."),
    PARAM_REAL(struct unsharp, amount, 0, 10, 1, "How much of the difference to add, as a factor."),
    PARAM_REAL(struct unsharp, threshold, 0, 100, 0,
               "Differences under this are left alone, in percent of the range."),
    PARAM_END,
};

/* The picture is asked for again behind the Gaussian's reach. */
static bool unsharp_streams(const void *params)
{
    (void)params;
    return false;
}

/* On floats: libvips rounds the coefficients for 8 bits, and the error would be sharpened too. */
static int soften(VipsImage *in, VipsImage **out, const void *params)
{
    VipsImage *exact = NULL;
    const int result = vips_cast_float(in, &exact, NULL) ||
                       vips_gaussblur(exact, out, ((const struct unsharp *)params)->sigma,
                                      "precision", VIPS_PRECISION_FLOAT, NULL);

    g_clear_object(&exact);
    return result;
}

/* What the blurred picture lacks, colours only, as signed numbers. Blurred colours are divided by
 * the blurred alpha, so that hidden ones do not come forth. */
static int difference(VipsImage *in, VipsImage **out, const struct unsharp *p)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int colours = in->Bands - (in->Bands % 2 == 0);
    const int result = color_premultiplied(in, &t[0], soften, p) ||
                       vips_subtract(in, t[0], &t[1], NULL) ||
                       vips_extract_band(t[1], out, 0, "n", colours, NULL);

    g_object_unref(scope);
    return result;
}

static int unsharp_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct unsharp *p = params;
    const double least = p->threshold / 100 * tone_most(in);
    const int colours = in->Bands - (in->Bands % 2 == 0);
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    const int result = difference(in, &t[0], p) || vips_abs(t[0], &t[1], NULL) ||
                       vips_moreeq_const1(t[1], &t[2], least, NULL) || /* 255 where it counts */
                       vips_multiply(t[0], t[2], &t[3], NULL) ||
                       vips_linear1(t[3], &t[4], p->amount / 255, 0, NULL) ||
                       vips_extract_band(in, &t[5], 0, "n", colours, NULL) ||
                       vips_add(t[5], t[4], out, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code unsharp_apply(struct _VipsImage *in, struct _VipsImage **out,
                                   const void *params, struct err *err)
{
    return vipsenv_done(tone_filter_all(in, out, unsharp_pixels, params), err);
}

const struct op op_unsharp = {
    .name = "unsharp",
    .summary = "Sharpen by an unsharp mask on every sRGB band, as ImageMagick does.",
    .example = "sigma=1.5&amount=1.2&threshold=2",
    .stage = STAGE_AREA,
    .params = unsharp_params,
    .params_size = sizeof(struct unsharp),
    .streams = unsharp_streams,
    .apply = unsharp_apply,
};
