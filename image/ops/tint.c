#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <string.h>

struct tint {
    struct color color;
    double amount; /* percent */
};

static const struct param tint_params[] = {
    PARAM_COLOR_REQUIRED(struct tint, color, "Colour whose hue and chroma are taken."),
    PARAM_REAL(struct tint, amount, 0, 100, 100, "Strength, in percent."),
    PARAM_END,
};

static int lab_of(const struct color *color, double lab[3])
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const double ones[] = {1, 1, 1};
    const double rgb[] = {color->r, color->g, color->b};
    double *values = NULL;
    int n = 0;
    const int result = vips_black(&t[0], 1, 1, "bands", 3, NULL) ||
                       vips_linear(t[0], &t[1], ones, rgb, 3, "uchar", TRUE, NULL) ||
                       vips_copy(t[1], &t[2], "interpretation", VIPS_INTERPRETATION_sRGB, NULL) ||
                       vips_colourspace(t[2], &t[3], VIPS_INTERPRETATION_LAB, NULL) ||
                       vips_getpoint(t[3], &values, &n, 0, 0, NULL) || n != 3;

    if (result == 0)
        memcpy(lab, values, 3 * sizeof(*lab));
    g_free(values);
    g_object_unref(scope);
    return result;
}

/* L stays, a and b move towards those of the colour. */
static int tint_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct tint *p = params;
    const double amount = p->amount / 100;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    double lab[3];
    int result = lab_of(&p->color, lab);

    if (result == 0) {
        const double scale[] = {1, 1 - amount, 1 - amount};
        const double add[] = {0, amount * lab[1], amount * lab[2]};

        result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_LAB, NULL) ||
                 vips_linear(t[0], &t[1], scale, add, 3, NULL) ||
                 vips_colourspace(t[1], out, in->Type, NULL);
    }
    g_object_unref(scope);
    return result;
}

static enum err_code tint_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    return vipsenv_done(tone_filter_rgb(in, out, tint_pixels, params), err);
}

const struct op op_tint = {
    .name = "tint",
    .summary = "Colour the image, keeping its lightness, in CIELAB.",
    .example = "color=336699&amount=70",
    .stage = STAGE_COLOUR,
    .params = tint_params,
    .params_size = sizeof(struct tint),
    .apply = tint_apply,
};
