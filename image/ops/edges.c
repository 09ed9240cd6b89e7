#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

enum method { METHOD_SOBEL, METHOD_CANNY };

static const char *const method_names[] = {"sobel", "canny", NULL};

struct edges {
    int32_t method;
    double sigma;
};

static const struct param edges_params[] = {
    PARAM_ENUM(struct edges, method, method_names, METHOD_SOBEL,
               "Steepness of the lightness, or thin lines."),
    PARAM_REAL(struct edges, sigma, 0.6, 10, 1.4, "Radius of canny's Gaussian, in pixels."),
    PARAM_END,
};

/* Both operators look at the picture in several ways at once. */
static bool edges_streams(const void *params)
{
    (void)params;
    return false;
}

/* Sobel's two masks and the length of the vector; a step from black to white answers with 4 times
 * the range. Not vips_sobel(), which cuts at 255 from libvips 8.15 on, before it can be scaled. */
static int sobel(VipsImage *luma, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 8);

    t[0] = vips_image_new_matrixv(3, 3, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0, -1.0, -2.0, -1.0);
    const int result =
        !t[0] || vips_rot90(t[0], &t[1], NULL) || vips_conv(luma, &t[2], t[0], NULL) ||
        vips_conv(luma, &t[3], t[1], NULL) || vips_multiply(t[2], t[2], &t[4], NULL) ||
        vips_multiply(t[3], t[3], &t[5], NULL) || vips_add(t[4], t[5], &t[6], NULL) ||
        vips_math2_const1(t[6], &t[7], VIPS_OPERATION_MATH2_POW, 0.5, NULL) ||
        vips_linear1(t[7], out, 0.25, 0, NULL);

    g_object_unref(scope);
    return result;
}

/* vips_canny() gives a square that falls with that of sigma; the factor, measured on a step from
 * black to white for sigma 0.6 to 6.3, brings it back to the range within a tenth. */
static int canny(VipsImage *luma, VipsImage **out, double sigma)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result =
        vips_canny(luma, &t[0], "sigma", sigma, "precision", VIPS_PRECISION_FLOAT, NULL) ||
        vips_math2_const1(t[0], &t[1], VIPS_OPERATION_MATH2_POW, 0.5, NULL) ||
        vips_linear1(t[1], out, 25 * sigma, 0, NULL);

    g_object_unref(scope);
    return result;
}

static int edges_of(VipsImage *in, VipsImage **out, const void *params)
{
    const struct edges *p = params;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    int result = tone_luma(in, &t[0]) || vips_cast(t[0], &t[1], VIPS_FORMAT_FLOAT, NULL);

    if (result == 0)
        result = p->method == METHOD_SOBEL ? sobel(t[1], out) : canny(t[1], out, p->sigma);
    g_object_unref(scope);
    return result;
}

static int edges_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    return tone_weighted(in, out, edges_of, params);
}

static enum err_code edges_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                 struct err *err)
{
    return vipsenv_done(tone_filter_all(in, out, edges_pixels, params), err);
}

const struct op op_edges = {
    .name = "edges",
    .summary = "Show the edges of the BT.709 luma, white on black; the result is grey.",
    .example = "method=canny",
    .stage = STAGE_AREA,
    .params = edges_params,
    .params_size = sizeof(struct edges),
    .streams = edges_streams,
    .apply = edges_apply,
};
