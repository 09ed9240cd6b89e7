#include "image/ops/tone.h"

#include "image/vips/cmyk.h"
#include "image/vips/profile.h"

double tone_most(const VipsImage *image)
{
    const bool deep = image->BandFmt == VIPS_FORMAT_USHORT ||
                      image->Type == VIPS_INTERPRETATION_RGB16 ||
                      image->Type == VIPS_INTERPRETATION_GREY16;

    return deep ? 65535 : 255;
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

enum mode { MODE_COLORS, MODE_RGB, MODE_ALL };

struct request {
    color_filter *filter;
    const void *params;
    enum mode mode;
};

int tone_rgb(VipsImage *in, VipsImage **out)
{
    const bool deep = in->BandFmt == VIPS_FORMAT_USHORT;

    if (in->Bands >= 3)
        return vips_copy(in, out, NULL);
    if (vips_colourspace(in, out, deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB,
                         NULL) != 0)
        return -1;
    profile_drop_odd(*out); /* one of grey */
    return 0;
}

static int colours_of(VipsImage *in, VipsImage **out)
{
    VipsImage *colours = NULL;
    const int result =
        vips_extract_band(in, &colours, 0, "n", in->Bands - (in->Bands % 2 == 0), NULL) ||
        named(colours, out);

    g_clear_object(&colours);
    return result;
}

/* What the filter makes of the colours, without the alpha. */
static int filtered(VipsImage *in, VipsImage **out, const struct request *want)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    int result;

    if (want->mode == MODE_ALL)
        result = named(in, &t[0]) || want->filter(t[0], out, want->params);
    else if (want->mode == MODE_RGB)
        result =
            colours_of(in, &t[0]) || tone_rgb(t[0], &t[1]) || want->filter(t[1], out, want->params);
    else
        result = colours_of(in, &t[0]) || want->filter(t[0], out, want->params);
    g_object_unref(scope);
    return result;
}

static int filter_plain(VipsImage *in, VipsImage **out, const struct request *want)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    int result = filtered(in, &t[0], want) || finish(t[0], &t[1], in);

    if (result == 0 && in->Bands % 2 == 1)
        result = vips_copy(t[1], out, NULL);
    else if (result == 0)
        result = vips_extract_band(in, &t[2], in->Bands - 1, NULL) ||
                 vips_bandjoin2(t[1], t[2], out, NULL);
    g_object_unref(scope);
    return result;
}

static int rgb_of_inks(VipsImage *in, VipsImage **out)
{
    return cmyk_fits(in) ? cmyk_to_rgb(in, "srgb", out)
                         : vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, NULL);
}

static int filter_cmyk(VipsImage *in, VipsImage **out, const struct request *want)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const int result = rgb_of_inks(in, &t[0]) || filter_plain(t[0], &t[1], want) ||
                       color_like(t[1], in, &t[2]) || vips_cast(t[2], out, in->BandFmt, NULL);

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
    return run(in, out, &(struct request){filter, params, MODE_COLORS});
}

int tone_filter_rgb(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    return run(in, out, &(struct request){filter, params, MODE_RGB});
}

int tone_filter_all(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    return run(in, out, &(struct request){filter, params, MODE_ALL});
}

int tone_weighted(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    int result;

    if (in->Bands % 2 == 1)
        result = filter(in, out, params);
    else
        result = vips_premultiply(in, &t[0], NULL) ||
                 vips_extract_band(t[0], &t[1], 0, "n", in->Bands - 1, NULL) ||
                 filter(t[1], &t[2], params) || vips_extract_band(in, &t[3], in->Bands - 1, NULL) ||
                 vips_bandjoin2(t[2], t[3], &t[4], NULL) ||
                 vips_unpremultiply(t[4], &t[5], "max_alpha", tone_most(in), NULL) ||
                 vips_extract_band(t[5], out, 0, "n", t[4]->Bands - 1, NULL);
    g_object_unref(scope);
    return result;
}

int tone_with_alpha(VipsImage *in, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const bool cmyk = in->Type == VIPS_INTERPRETATION_CMYK;
    int result = cmyk ? rgb_of_inks(in, &t[0]) : vips_copy(in, &t[0], NULL);

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
