#include "image/vips/color.h"

#include "image/vips/cmyk.h"
#include "image/vips/env.h"
#include "image/vips/profile.h"

#include <string.h>

/* The profile almost every camera and phone embeds (HP/Microsoft, 3144 bytes, ICC.1:1998) is the
 * space we convert to; passing pixels through it again would only round them. */
static bool is_srgb(VipsImage *image)
{
    static const char name[] = "sRGB IEC61966-2.1";
    const void *data;
    size_t len;

    if (vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &len) != 0)
        return false;
    return len < 4096 && memmem(data, len, name, sizeof(name) - 1) != NULL;
}

static bool is_deep(const VipsImage *image)
{
    return image->Type == VIPS_INTERPRETATION_RGB16 || image->Type == VIPS_INTERPRETATION_GREY16;
}

static bool is_grey(const VipsImage *image)
{
    return image->Bands <= 2 && image->Type != VIPS_INTERPRETATION_CMYK;
}

/* The profile of a picture that says nothing; NULL: that of its space, which is none of ICC's. */
static const char *unnamed(const VipsImage *image, const struct output *output)
{
    if (image->Type == VIPS_INTERPRETATION_CMYK)
        return "cmyk";
    return output->profile == PROFILE_P3 ? "srgb" : NULL;
}

static bool has_profile(VipsImage *image)
{
    return vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
}

static int transform(VipsImage *in, VipsImage **out, const char *from, const char *to)
{
    const int depth = is_deep(in) ? 16 : 8;

    if (cmyk_fits(in))
        return cmyk_to_rgb(in, to, out);
    if (from)
        return vips_icc_transform(in, out, to, "embedded", TRUE, "input_profile", from, "intent",
                                  VIPS_INTENT_RELATIVE, "depth", depth, NULL);
    return vips_icc_transform(in, out, to, "embedded", TRUE, "intent", VIPS_INTENT_RELATIVE,
                              "depth", depth, NULL);
}

/* A profile that does not fit its picture is ignored, as browsers do. */
static int through_profile(VipsImage *in, const struct output *output, VipsImage **out)
{
    const bool p3 = output->profile == PROFILE_P3;
    const bool cmyk = in->Type == VIPS_INTERPRETATION_CMYK;
    const bool there = !p3 && !cmyk && (!has_profile(in) || is_srgb(in));

    if (is_grey(in) || there || transform(in, out, unnamed(in, output), p3 ? "p3" : "srgb") != 0) {
        vips_error_clear();
        return vips_copy(in, out, NULL);
    }
    return 0;
}

static VipsInterpretation space_for(const VipsImage *image, bool deep)
{
    if (is_grey(image))
        return deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
    return deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
}

static int into_space(VipsImage *in, bool keep_deep, VipsImage **out)
{
    const bool deep = keep_deep && is_deep(in);
    const VipsInterpretation space = space_for(in, deep);
    VipsImage *converted = NULL;

    if (in->Type == space || in->Type == VIPS_INTERPRETATION_MULTIBAND)
        converted = g_object_ref(in);
    else if (vips_colourspace(in, &converted, space, NULL) != 0)
        return -1;
    const VipsBandFormat format = deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR;
    const gboolean shift = converted->BandFmt == VIPS_FORMAT_USHORT && !deep;
    const int result = vips_cast(converted, out, format, "shift", shift, NULL);

    g_object_unref(converted);
    return result;
}

/* Pictures of many bands (multispectral TIFF): the first three are shown, of CMYK the inks and an
 * alpha. CMYK has 8 bits from here on: libvips takes its alpha for that whatever its inks have. */
static int few_bands(VipsImage *in, VipsImage **out)
{
    const bool cmyk = in->Type == VIPS_INTERPRETATION_CMYK;
    VipsImage *few = NULL;
    int result = in->Bands > (cmyk ? 5 : 4)
                     ? vips_extract_band(in, &few, 0, "n", cmyk ? 5 : 3, NULL)
                     : vips_copy(in, &few, NULL);

    if (result == 0 && cmyk)
        result = vips_cast(few, out, VIPS_FORMAT_UCHAR, "shift", few->BandFmt == VIPS_FORMAT_USHORT,
                           NULL);
    else if (result == 0)
        *out = g_object_ref(few);
    g_clear_object(&few);
    return result;
}

bool color_late(const VipsImage *image)
{
    return image->BandFmt == VIPS_FORMAT_UCHAR &&
           (image->Type != VIPS_INTERPRETATION_CMYK || cmyk_fits(image));
}

static bool keeps_depth(const struct output *output)
{
    const enum format_id format = output_format(output);

    if (output_bits(output) > 0)
        return output_bits(output) > 8;
    return (format == FORMAT_PNG && output_colors(output) == 0) || format == FORMAT_TIFF;
}

static bool keeps_cmyk(const struct output *output)
{
    const enum format_id format = output_format(output);

    if (output->profile != PROFILE_KEEP && output->profile != PROFILE_CMYK)
        return false;
    return format == FORMAT_JPEG || format == FORMAT_TIFF;
}

enum err_code color_normalise(VipsImage *in, const struct output *output, VipsImage **out,
                              struct err *err)
{
    const bool cmyk = in->Type == VIPS_INTERPRETATION_CMYK;
    VipsImage *few = NULL;
    VipsImage *profiled = NULL;
    VipsImage *spaced = NULL;
    const bool keep = output->profile == PROFILE_KEEP && !cmyk;
    int result = few_bands(in, &few);

    if (result == 0 && cmyk_fits(few) && keeps_cmyk(output)) {
        *out = few;
        return ERR_OK;
    }
    if (result == 0)
        result = keep ? vips_copy(few, &profiled, NULL) : through_profile(few, output, &profiled);
    if (result == 0)
        result = into_space(profiled, keeps_depth(output), &spaced);
    if (result == 0 && !keep && (output->profile != PROFILE_P3 || is_grey(spaced)))
        (void)vips_image_remove(spaced, VIPS_META_ICC_NAME);
    if (result == 0)
        *out = spaced;
    g_clear_object(&few);
    g_clear_object(&profiled);
    return vipsenv_done(result, err);
}

/* Three bands of 8 bits. */
static int to_rgb(VipsImage *in, VipsImage **out)
{
    VipsImage *rgb = NULL;
    int result = is_grey(in) ? vips_colourspace(in, &rgb, VIPS_INTERPRETATION_sRGB, NULL)
                             : vips_copy(in, &rgb, NULL);

    if (result == 0)
        result = vips_cast(rgb, out, VIPS_FORMAT_UCHAR, "shift", rgb->BandFmt == VIPS_FORMAT_USHORT,
                           NULL);
    g_clear_object(&rgb);
    return result;
}

int color_premultiplied(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    int result;

    if (!vips_image_hasalpha(in)) {
        result = filter(in, out, params);
    } else {
        result = vips_premultiply(in, &t[0], NULL) || filter(t[0], &t[1], params) ||
                 vips_unpremultiply(t[1], &t[2], NULL) || vips_rint(t[2], &t[3], NULL) ||
                 vips_cast(t[3], out, in->BandFmt, NULL); /* which alone would round down */
    }
    g_object_unref(scope);
    return result;
}

/* NULL: as libvips' own CMYK, of 8 bits. */
static int into_inks(VipsImage *in, VipsImage *like, VipsImage **out)
{
    VipsImage *rgb = NULL;
    int result = to_rgb(in, &rgb);

    if (result == 0 && (like == NULL || cmyk_fits(like)))
        result = cmyk_from_srgb(rgb, like, out);
    else if (result == 0 && has_profile(like))
        result = profile_export(rgb, like, out);
    else if (result == 0)
        result = vips_colourspace(rgb, out, VIPS_INTERPRETATION_CMYK, NULL);
    g_clear_object(&rgb);
    return result;
}

int color_cmyk(VipsImage *in, VipsImage **out)
{
    return in->Type == VIPS_INTERPRETATION_CMYK ? cmyk_named(in, out) : into_inks(in, NULL, out);
}

int color_like(VipsImage *srgb, VipsImage *like, VipsImage **out)
{
    VipsImage *scaled = NULL;

    if (like->Type == VIPS_INTERPRETATION_CMYK)
        return into_inks(srgb, like, out);
    if (has_profile(like) && !is_srgb(like) && profile_export(srgb, like, out) == 0)
        return 0;
    vips_error_clear(); /* a profile that cannot serve is ignored here too */
    if (!is_deep(like))
        return vips_copy(srgb, out, NULL);
    const int result = vips_linear1(srgb, &scaled, 257, 0, NULL) ||
                       vips_cast(scaled, out, VIPS_FORMAT_USHORT, NULL);

    g_clear_object(&scaled);
    return result;
}

/* The colour in a space that is not sRGB or grey: that of the picture's profile, or CMYK. One pixel
 * is sent the same way the picture will come back. */
static int through_space(VipsImage *image, const struct color *color, VipsImage **pixel)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    double rgb[] = {color->r, color->g, color->b};
    const int result = vips_black(&t[0], 1, 1, "bands", 3, NULL) ||
                       vips_linear(t[0], &t[1], (double[]){1, 1, 1}, rgb, 3, "uchar", TRUE, NULL) ||
                       vips_copy(t[1], &t[2], "interpretation", VIPS_INTERPRETATION_sRGB, NULL) ||
                       color_like(t[2], image, pixel);

    g_object_unref(scope);
    return result;
}

/* How many colour bands were written; 0: this picture's space needs no care, or cannot be had. */
static int own_space(VipsImage *image, const struct color *color, double bands[4])
{
    const bool profiled = has_profile(image) && !is_srgb(image);
    VipsImage *pixel = NULL;
    double *values = NULL;
    int n = 0;

    if (is_grey(image) || (!profiled && image->Type != VIPS_INTERPRETATION_CMYK))
        return 0;
    if (through_space(image, color, &pixel) == 0 &&
        vips_getpoint(pixel, &values, &n, 0, 0, NULL) == 0 && n >= 3 && n <= 4)
        memcpy(bands, values, (size_t)n * sizeof(*values));
    else
        n = 0;
    vips_error_clear();
    g_clear_object(&pixel);
    g_free(values);
    return n;
}

static int plain_space(VipsImage *image, const struct color *color, double bands[4])
{
    const double scale = image->BandFmt == VIPS_FORMAT_USHORT ? 257.0 : 1.0;

    bands[0] = scale * color->r;
    bands[1] = scale * color->g;
    bands[2] = scale * color->b;
    if (!is_grey(image))
        return 3;
    /* Luma of ITU-R BT.601, as the grayscale operation, for a colour on a grey picture. */
    bands[0] = 0.299 * bands[0] + 0.587 * bands[1] + 0.114 * bands[2];
    return 1;
}

int color_bands(VipsImage *image, const struct color *color, double bands[4])
{
    int n = own_space(image, color, bands);

    if (n == 0)
        n = plain_space(image, color, bands);
    if (n < 4 && vips_image_hasalpha(image))
        bands[n++] = (image->BandFmt == VIPS_FORMAT_USHORT ? 257.0 : 1.0) * color->a;
    return n < image->Bands ? 1 : n;
}
