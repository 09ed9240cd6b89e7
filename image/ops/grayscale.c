#include "base/macros.h"
#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

/* A struct may not be empty. */
struct grayscale {
    int32_t unused;
};

static const struct param grayscale_params[] = {PARAM_END};

/* Linear light with every band the luminance of ITU-R BT.709, alpha as it was. libvips 8.14 weighs
 * 0.2, 0.7 and 0.1 when it makes one band of three, which turns pure blue 13 levels too light;
 * three equal bands come out the same whatever the weights. */
static int weigh(VipsImage *linear, VipsImage **out)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722, 0, 0.2126, 0.7152, 0.0722, 0,
                                     0.2126, 0.7152, 0.0722, 0, 0,      0,      0,      1};
    VipsImage *four = vips_image_new_matrix_from_array(4, 4, weights, (int)ARRAY_LEN(weights));
    VipsImage *matrix = NULL;
    const int failed = !four ||
                       vips_extract_area(four, &matrix, 0, 0, linear->Bands, linear->Bands, NULL) ||
                       vips_recomb(linear, out, matrix, NULL);

    g_clear_object(&four);
    g_clear_object(&matrix);
    return failed;
}

static int grey_of_colour(VipsImage *in, VipsImage **out, VipsInterpretation space)
{
    VipsImage *linear = NULL;
    VipsImage *weighed = NULL;
    int failed = vips_colourspace(in, &linear, VIPS_INTERPRETATION_scRGB, NULL);

    if (!failed)
        failed = weigh(linear, &weighed) || vips_colourspace(weighed, out, space, NULL);
    g_clear_object(&linear);
    g_clear_object(&weighed);
    return failed;
}

static enum err_code grayscale_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    const bool deep = in->BandFmt == VIPS_FORMAT_USHORT;
    const VipsInterpretation space = deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
    const bool colour = in->Bands == 3 || in->Bands == 4;

    (void)params;
    return vipsenv_done(
        colour ? grey_of_colour(in, out, space) : vips_colourspace(in, out, space, NULL), err);
}

const struct op op_grayscale = {
    .name = "grayscale",
    .summary = "Keep the lightness and drop the colour; transparency stays.",
    .example = "",
    .stage = STAGE_COLOUR,
    .params = grayscale_params,
    .params_size = sizeof(struct grayscale),
    .apply = grayscale_apply,
};
