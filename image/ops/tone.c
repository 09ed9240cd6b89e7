#include "image/ops/tone.h"

#include <math.h>

double tone_most(const VipsImage *image)
{
    return image->BandFmt == VIPS_FORMAT_USHORT ? 65535 : 255;
}

void tone_color(const VipsImage *image, const struct color *color, double rgb[3])
{
    const double scale = tone_most(image) / 255;

    rgb[0] = scale * color->r;
    rgb[1] = scale * color->g;
    rgb[2] = scale * color->b;
}

static VipsInterpretation space_of(const VipsImage *image, bool deep)
{
    if (image->Bands < 3)
        return deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
    return deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
}

/* A TIFF of odd bands is "multiband", from which libvips knows no way into a colour space. */
static int named(VipsImage *in, VipsImage **out)
{
    return vips_copy(in, out, "interpretation", space_of(in, in->BandFmt == VIPS_FORMAT_USHORT),
                     NULL);
}

/* Rounded, clipped, in the format of `like`, and called what it is. */
static int finish(VipsImage *in, VipsImage **out, const VipsImage *like)
{
    const bool deep = like->BandFmt == VIPS_FORMAT_USHORT;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = vips_rint(in, &t[0], NULL) || vips_cast(t[0], &t[1], like->BandFmt, NULL) ||
                       vips_copy(t[1], out, "interpretation", space_of(t[1], deep), NULL);

    g_object_unref(scope);
    return result;
}

struct request {
    color_filter *filter;
    const void *params;
    bool rgb;
};

static int to_rgb(VipsImage *in, VipsImage **out, const struct request *want)
{
    const bool deep = in->BandFmt == VIPS_FORMAT_USHORT;

    if (!want->rgb || in->Bands >= 3)
        return vips_copy(in, out, NULL);
    return vips_colourspace(in, out, deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB,
                            NULL);
}

static int filter_plain(VipsImage *in, VipsImage **out, const struct request *want)
{
    const bool alpha = in->Bands == 2 || in->Bands == 4;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    int result = vips_extract_band(in, &t[0], 0, "n", in->Bands - alpha, NULL) ||
                 named(t[0], &t[5]) || to_rgb(t[5], &t[1], want) ||
                 want->filter(t[1], &t[2], want->params) || finish(t[2], &t[3], in);

    if (result == 0 && !alpha)
        result = vips_copy(t[3], out, NULL);
    else if (result == 0)
        result = vips_extract_band(in, &t[4], in->Bands - 1, NULL) ||
                 vips_bandjoin2(t[3], t[4], out, NULL);
    g_object_unref(scope);
    return result;
}

static int filter_cmyk(VipsImage *in, VipsImage **out, const struct request *want)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const int result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_sRGB, NULL) ||
                       filter_plain(t[0], &t[1], want) ||
                       vips_colourspace(t[1], &t[2], VIPS_INTERPRETATION_CMYK, NULL) ||
                       vips_cast(t[2], out, in->BandFmt, NULL);

    g_object_unref(scope);
    return result;
}

static int run(VipsImage *in, VipsImage **out, const struct request *want)
{
    return in->Type == VIPS_INTERPRETATION_CMYK ? filter_cmyk(in, out, want)
                                                : filter_plain(in, out, want);
}

int tone_filter(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    return run(in, out, &(struct request){filter, params, false});
}

int tone_filter_rgb(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    return run(in, out, &(struct request){filter, params, true});
}

struct curve_request {
    tone_curve *curve;
    const void *params;
};

static double clipped(double x)
{
    return x > 0 ? fmin(x, 1) : 0; /* what is not a number is 0 too */
}

static VipsImage *table_of(const struct curve_request *want, bool deep)
{
    const int n = deep ? 65536 : 256;
    const double most = n - 1;
    uint8_t bytes[256];
    uint16_t *words = deep ? g_new(uint16_t, 65536) : NULL;

    for (int i = 0; i < n; i++) {
        const double y = most * clipped(want->curve(i / most, want->params));

        if (deep)
            words[i] = (uint16_t)lround(y);
        else
            bytes[i] = (uint8_t)lround(y);
    }
    VipsImage *table =
        deep ? vips_image_new_from_memory_copy(words, 65536 * sizeof(*words), n, 1, 1,
                                               VIPS_FORMAT_USHORT)
             : vips_image_new_from_memory_copy(bytes, sizeof(bytes), n, 1, 1, VIPS_FORMAT_UCHAR);

    g_free(words);
    return table;
}

static int curve_filter(VipsImage *in, VipsImage **out, const void *params)
{
    VipsImage *table = table_of(params, in->BandFmt == VIPS_FORMAT_USHORT);
    const int result = table ? vips_maplut(in, out, table, NULL) : -1;

    g_clear_object(&table);
    return result;
}

int tone_apply(VipsImage *in, VipsImage **out, tone_curve *curve, const void *params)
{
    return tone_filter(in, out, curve_filter, &(struct curve_request){curve, params});
}

int tone_matrix(VipsImage *in, VipsImage **out, const double matrix[9], const double offset[3])
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const double ones[] = {1, 1, 1};
    const double most = tone_most(in);
    const double add[] = {most * offset[0], most * offset[1], most * offset[2]};

    t[0] = vips_image_new_matrix_from_array(3, 3, matrix, 9);
    const int result = t[0] == NULL || vips_recomb(in, &t[1], t[0], NULL) ||
                       vips_linear(t[1], out, ones, add, 3, NULL);

    g_object_unref(scope);
    return result;
}

int tone_chroma(VipsImage *in, VipsImage **out, double factor, double degrees)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const double scale[] = {1, factor, 1};
    const double turn[] = {0, 0, degrees};
    int result;

    if (in->Bands < 3)
        result = vips_copy(in, out, NULL);
    else
        result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_LCH, NULL) ||
                 vips_linear(t[0], &t[1], scale, turn, 3, NULL) ||
                 vips_colourspace(t[1], out, in->Type, NULL);
    g_object_unref(scope);
    return result;
}

int tone_luma(VipsImage *in, VipsImage **out)
{
    const double weights[] = {0.2126, 0.7152, 0.0722};

    if (in->Bands < 3)
        return vips_copy(in, out, NULL);
    VipsImage *row = vips_image_new_matrix_from_array(3, 1, weights, 3);
    const int result = row ? vips_recomb(in, out, row, NULL) : -1;

    g_clear_object(&row);
    return result;
}

int tone_with_alpha(VipsImage *in, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const bool cmyk = in->Type == VIPS_INTERPRETATION_CMYK;
    int result = cmyk ? vips_colourspace(in, &t[0], VIPS_INTERPRETATION_sRGB, NULL)
                      : vips_copy(in, &t[0], NULL);

    if (result == 0)
        result = vips_image_hasalpha(t[0]) ? vips_copy(t[0], &t[1], NULL)
                                           : vips_addalpha(t[0], &t[1], NULL);
    if (result == 0 && cmyk)
        (void)vips_image_remove(t[1], VIPS_META_ICC_NAME);
    if (result == 0)
        result = vips_cast(t[1], out, in->BandFmt, NULL);
    g_object_unref(scope);
    return result;
}

int tone_scale_alpha(VipsImage *in, VipsImage **out, VipsImage *mask)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    const int result = tone_with_alpha(in, &t[0]) ||
                       vips_extract_band(t[0], &t[1], 0, "n", t[0]->Bands - 1, NULL) ||
                       vips_extract_band(t[0], &t[2], t[0]->Bands - 1, NULL) ||
                       vips_multiply(t[2], mask, &t[3], NULL) || vips_rint(t[3], &t[4], NULL) ||
                       vips_cast(t[4], &t[5], in->BandFmt, NULL) ||
                       vips_bandjoin2(t[1], t[5], out, NULL);

    g_object_unref(scope);
    return result;
}
