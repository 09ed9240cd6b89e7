#include "image/vips/prepare.h"

#include "image/codec/palette.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

enum { BYTE_BITS = 8, BYTE_TO_SHORT = 257 };

/* Whether the result has a depth of less than a byte, where that means grey without alpha. */
static bool is_low_tiff(const struct output *output)
{
    const int bits = output_bits(output);

    return output_format(output) == FORMAT_TIFF && bits > 0 && bits < BYTE_BITS;
}

static bool keeps_alpha(const struct output *output)
{
    return format_row(output_format(output))->alpha && !is_low_tiff(output) &&
           output->profile != PROFILE_CMYK;
}

static int flatten(VipsImage *in, const struct output *output, VipsImage **out)
{
    double bands[4];

    if (keeps_alpha(output) || !vips_image_hasalpha(in))
        return vips_copy(in, out, NULL);
    const int n = color_bands(in, &output->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n > 1 ? n - 1 : 1);
    const int result = vips_flatten(in, out, "background", background, NULL);

    vips_area_unref(VIPS_AREA(background));
    return result;
}

static VipsInterpretation deep_space(const VipsImage *image)
{
    if (image->Type == VIPS_INTERPRETATION_CMYK)
        return VIPS_INTERPRETATION_CMYK;
    return image->Bands <= 2 ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16;
}

/* libvips 8.14 writes a PNG of 16 bits from bytes by reading twice as many as there are. */
static int deepen(VipsImage *in, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = vips_linear1(in, &t[0], BYTE_TO_SHORT, 0, NULL) ||
                       vips_cast(t[0], &t[1], VIPS_FORMAT_USHORT, NULL) ||
                       vips_copy(t[1], out, "interpretation", deep_space(in), NULL);

    g_object_unref(scope);
    return result;
}

static int set_space(VipsImage *in, const struct output *output, VipsImage **out)
{
    if (output->profile == PROFILE_CMYK)
        return color_cmyk(in, out);
    if (is_low_tiff(output))
        return vips_colourspace(in, out, VIPS_INTERPRETATION_B_W, NULL);
    if (output_bits(output) > BYTE_BITS && in->BandFmt == VIPS_FORMAT_UCHAR)
        return deepen(in, out);
    return vips_copy(in, out, NULL);
}

int prepare_bits(enum format_id format, int colors)
{
    int bits = 1;

    while (1 << bits < colors)
        bits = format == FORMAT_PNG ? 2 * bits : bits + 1;
    return bits;
}

bool prepare_reduces(const VipsImage *in, const struct output *output)
{
    const int colors = output_colors(output);

    return output->colors > 0 && colors > 0 && in->BandFmt == VIPS_FORMAT_UCHAR &&
           1 << prepare_bits(output_format(output), colors) != colors;
}

static int as_rgb(VipsImage *in, VipsImage **out)
{
    return in->Bands < 3 ? vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, NULL)
                         : vips_copy(in, out, NULL);
}

static enum err_code reduce(VipsImage **image, const struct output *output, struct err *err)
{
    VipsImage *rgb = NULL;
    enum err_code code = vipsenv_done(as_rgb(*image, &rgb), err);

    if (code != ERR_OK)
        return code;
    VipsImage *pixels = vips_image_copy_memory(rgb);

    g_object_unref(rgb);
    if (pixels == NULL)
        return vipsenv_done(-1, err);
    const struct canvas canvas = {.width = (uint32_t)pixels->Xsize,
                                  .height = (uint32_t)pixels->Ysize,
                                  .bands = (uint32_t)pixels->Bands,
                                  .stride = (size_t)pixels->Xsize * (size_t)pixels->Bands,
                                  .first = pixels->data};

    if (!palette_reduce(&canvas, output_colors(output), output->dither))
        code = err_set(err, ERR_INTERNAL, "There is no memory left to write the result.");
    g_object_unref(*image);
    *image = pixels;
    return code;
}

enum err_code prepare_picture(VipsImage *in, const struct output *output, VipsImage **out,
                              struct err *err)
{
    VipsImage *flat = NULL;
    VipsImage *deep = NULL;
    enum err_code code = vipsenv_done(flatten(in, output, &flat), err);

    if (code == ERR_OK)
        code = vipsenv_done(set_space(flat, output, &deep), err);
    if (code == ERR_OK && deep && prepare_reduces(deep, output))
        code = reduce(&deep, output, err);
    if (code == ERR_OK)
        *out = g_object_ref(deep);
    g_clear_object(&flat);
    g_clear_object(&deep);
    return code;
}
