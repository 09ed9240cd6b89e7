#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>

struct temperature {
    double kelvin;
};

static const struct param temperature_params[] = {
    PARAM_REAL_REQUIRED(
        struct temperature, kelvin, 2000, 15000,
        "Colour temperature of the light, in kelvin: 6500 changes nothing, less is warmer."),
    PARAM_END,
};

/* Chromaticity of a black body: the cubic approximation of Kim et al., "Design of advanced color
 * temperature control system for HDTV applications" (2002), good from 1667 to 25000 K. */
static void black_body(double kelvin, double *x, double *y)
{
    const double t = 1000 / kelvin;

    if (kelvin < 4000)
        *x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910;
    else
        *x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390;
    if (kelvin < 2222)
        *y = ((-1.1063814 * *x - 1.34811020) * *x + 2.18555832) * *x - 0.20219683;
    else if (kelvin < 4000)
        *y = ((-0.9549476 * *x - 1.37418593) * *x + 2.09137015) * *x - 0.16748867;
    else
        *y = ((3.0817580 * *x - 5.87338670) * *x + 3.75112997) * *x - 0.37001483;
}

/* In linear sRGB at luminance 1: the inverse of the primaries' matrix (IEC 61966-2-1). */
static void light_of(double kelvin, double rgb[3])
{
    double x;
    double y;

    black_body(kelvin, &x, &y);
    const double X = x / y;
    const double Z = (1 - x - y) / y;

    rgb[0] = fmax(0, 3.2406 * X - 1.5372 - 0.4986 * Z);
    rgb[1] = fmax(0, -0.9689 * X + 1.8758 + 0.0415 * Z);
    rgb[2] = fmax(0, 0.0557 * X - 0.2040 + 1.0570 * Z);
}

/* What white becomes; its luminance stays 1. */
static void gains_of(double kelvin, double gains[3])
{
    double neutral[3];

    light_of(6500, neutral);
    light_of(kelvin, gains);
    for (int i = 0; i < 3; i++)
        gains[i] /= neutral[i];
    const double luminance = 0.2126 * gains[0] + 0.7152 * gains[1] + 0.0722 * gains[2];

    for (int i = 0; i < 3; i++)
        gains[i] /= luminance;
}

static int temperature_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    static const double none[3] = {0, 0, 0};
    double gains[3];
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);

    gains_of(((const struct temperature *)params)->kelvin, gains);
    const int result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_scRGB, NULL) ||
                       vips_linear(t[0], &t[1], gains, none, 3, NULL) ||
                       vips_colourspace(t[1], out, in->Type, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code temperature_apply(struct _VipsImage *in, struct _VipsImage **out,
                                       const void *params, struct err *err)
{
    return vipsenv_done(tone_filter_rgb(in, out, temperature_pixels, params), err);
}

const struct op op_temperature = {
    .name = "temperature",
    .summary = "Make the light warmer or cooler, in linear sRGB.",
    .example = "kelvin=4500",
    .stage = STAGE_COLOUR,
    .params = temperature_params,
    .params_size = sizeof(struct temperature),
    .apply = temperature_apply,
};
