#include "image/output.h"

#include "image/param_row.h"

#include <limits.h>

static const char *const format_names[] = {"auto", "keep", "jpeg", "png", "webp",
                                           "gif",  "tiff", "avif", "jxl", NULL};
static const char *const chroma_names[] = {"auto", "420", "444", NULL};
static const char *const quality_words[] = {"auto", NULL};
static const char *const shrink_names[] = {"off", "allow", NULL};
static const char *const if_larger_names[] = {"keep", "original", NULL};
static const char *const metadata_names[] = {"none", "copyright", "nogps", "all", NULL};
static const char *const lossless_names[] = {"auto", "off", "require", "false",
                                             "true", "0",   "1",       NULL};
static const char *const bitdepth_names[] = {"auto", "1", "2", "4", "8", "12", "16", NULL};
static const int bits_of[] = {0, 1, 2, 4, 8, 12, 16};
static const char *const profile_names[] = {"srgb", "keep", "p3", "cmyk", NULL};

/* Bits a band that each format can have, a bit of the mask by enum bitdepth. libheif 1.15 asks
 * libaom for 10 bits in a profile that has none, and is aborted: not offered. */
enum {
    DEPTHS_PLAIN = 1 << BITDEPTH_8,
    DEPTHS_LOW = 1 << BITDEPTH_1 | 1 << BITDEPTH_2 | 1 << BITDEPTH_4 | DEPTHS_PLAIN
};
static const unsigned depths[FORMAT_COUNT] = {
    [FORMAT_JPEG] = DEPTHS_PLAIN,
    [FORMAT_PNG] = DEPTHS_LOW | 1 << BITDEPTH_16,
    [FORMAT_WEBP] = DEPTHS_PLAIN,
    [FORMAT_GIF] = DEPTHS_LOW,
    [FORMAT_TIFF] = DEPTHS_LOW | 1 << BITDEPTH_16,
    [FORMAT_AVIF] = DEPTHS_PLAIN | 1 << BITDEPTH_12,
    [FORMAT_JXL] = DEPTHS_PLAIN,
};

/* The words of format_names after OUTPUT_FIRST stand in the order of enum format_id. */
_Static_assert(FORMAT_JPEG == 0 && FORMAT_JXL == 6, "format_names follows enum format_id");

const struct param output_params[] = {
    PARAM_ENUM(struct output, format, format_names, OUTPUT_AUTO,
               "Format of the result; auto follows the Accept header, keep is the input's own."),
    PARAM_INT_OR_WORD(struct output, quality, 1, 100, quality_words,
                      "Quality of JPEG, WebP and AVIF; by default 80, 80 and 50; auto: the lowest "
                      "that keeps SSIM 0.96 on a sample."),
    PARAM_INT_OPTIONAL(struct output, effort, 1, 9,
                       "How hard the encoder tries, from fast to small."),
    PARAM_ENUM(struct output, lossless, lossless_names, LOSSLESS_AUTO,
               "Without loss: true for WebP, JPEG XL and, but for rounding by 1 or 2 of 255, AVIF; "
               "JPEG is turned and cut so where it is exact, unless off, and require refuses what "
               "is not."),
    PARAM_BOOL(struct output, progressive, 0, "Progressive JPEG, interlaced PNG and GIF."),
    PARAM_BOOL(struct output, interlace, 0, "Another name of progressive; either is enough."),
    PARAM_BOOL(struct output, palette, 0, "Reduce a PNG to a palette of at most 256 colours."),
    PARAM_INT_OPTIONAL(struct output, colors, 2, 256,
                       "Most colours of a PNG or GIF; a PNG gets a palette."),
    PARAM_REAL(struct output, dither, 0, 1, 1,
               "How much of what a palette cannot show is spread to the pixels around."),
    PARAM_ENUM(struct output, bitdepth, bitdepth_names, BITDEPTH_AUTO,
               "Bits a band: PNG 1 to 8 and 16, TIFF 1 to 8 and 16 (grey below 8), GIF 1 to 8 a "
               "pixel, AVIF 8 and 12, JPEG, WebP and JPEG XL 8; by default PNG and TIFF keep 16."),
    PARAM_BOOL(struct output, orient, 1, "Apply the EXIF orientation before anything else."),
    PARAM_ENUM(struct output, chroma, chroma_names, CHROMA_AUTO,
               "Chroma subsampling of JPEG, and of AVIF where it is 444."),
    PARAM_ENUM(struct output, metadata, metadata_names, METADATA_NONE,
               "Metadata kept: none, the copyright and artist, all but positions, or all; libvips "
               "8.14 writes none into JPEG XL."),
    PARAM_ENUM(
        struct output, profile, profile_names, PROFILE_SRGB,
        "Convert to sRGB, or to Display P3 or CMYK (JPEG and TIFF) with that ICC profile, or keep "
        "the pixel values and theirs."),
    PARAM_COLOR(struct output, background, 0xFFFFFFFF,
                "Colour under transparency where the format has none."),
    PARAM_INT_OPTIONAL(struct output, max_bytes, 100, INT_MAX,
                       "Most bytes of the result; quality is lowered to reach it."),
    PARAM_ENUM(struct output, shrink, shrink_names, SHRINK_OFF,
               "With max_bytes: allow a smaller picture rather than a quality below 40."),
    PARAM_ENUM(struct output, if_larger, if_larger_names, IF_LARGER_KEEP,
               "A result larger than what came in: keep it, or give the original instead where no "
               "step changes the picture."),
    PARAM_END,
};

void output_defaults(struct output *output)
{
    *output = (struct output){0};
    param_defaults(output_params, output);
}

enum format_id output_format(const struct output *output)
{
    return output->format < OUTPUT_FIRST ? FORMAT_NONE
                                         : (enum format_id)(output->format - OUTPUT_FIRST);
}

bool output_wants_lossless(const struct output *output)
{
    return output->lossless == LOSSLESS_REQUIRE || output->lossless == LOSSLESS_TRUE ||
           output->lossless == LOSSLESS_1;
}

int output_quality(const struct output *output)
{
    const struct format *format = format_row(output_format(output));

    return !format->lossy ? 0 : output->quality > 0 ? output->quality : format->quality;
}

int output_subsampling(const struct output *output, int quality)
{
    enum { FULL_CHROMA_FROM = 90 };

    if (output_format(output) == FORMAT_WEBP || output->chroma == CHROMA_420)
        return 2;
    return output->chroma == CHROMA_444 || quality >= FULL_CHROMA_FROM ? 1 : 2;
}

int output_effort(const struct output *output, int most, int otherwise)
{
    return output->effort ? (output->effort * most + 4) / 9 : otherwise;
}

int output_webp_method(const struct output *output)
{
    enum { METHOD_MOST = 6, METHOD = 4 };

    return output_effort(output, METHOD_MOST, METHOD);
}

bool output_interlaces(const struct output *output)
{
    return output->progressive || output->interlace;
}

int output_bits(const struct output *output)
{
    return bits_of[output->bitdepth];
}

int output_colors(const struct output *output)
{
    enum { COLORS_MOST = 256 };
    const enum format_id format = output_format(output);
    const int bits = output_bits(output);

    if (format != FORMAT_GIF && (format != FORMAT_PNG || (!output->palette && !output->colors)))
        return 0;
    const int most = bits > 0 && bits < 8 ? 1 << bits : COLORS_MOST;

    return output->colors > 0 && output->colors < most ? output->colors : most;
}

void output_set_format(struct output *output, enum format_id id)
{
    output->format = OUTPUT_FIRST + (int32_t)id;
}

static enum err_code check_depth(const struct output *output, struct err *err)
{
    const enum format_id format = output_format(output);
    const int bits = output_bits(output);

    if (bits > 8 && (output->palette || output->colors > 0))
        return err_param(err, ERR_PARAM_CONFLICT, "bitdepth", "A palette has at most 8 bits.");
    if (bits > 0 && bits < 8 && output->colors > 1 << bits)
        return err_param(err, ERR_PARAM_CONFLICT, "colors", "%d bits hold %d colours.", bits,
                         1 << bits);
    if (format == FORMAT_NONE || bits == 0 || depths[format] & 1u << output->bitdepth)
        return ERR_OK;
    return err_param(err, ERR_UNSUPPORTED_RESULT, "bitdepth", "Format %s has no %d bits a band.",
                     format_row(format)->name, bits);
}

static enum err_code check_profile(const struct output *output, struct err *err)
{
    const enum format_id format = output_format(output);
    const bool cmyk = output->profile == PROFILE_CMYK;

    if (cmyk && output_bits(output) > 0 && output_bits(output) != 8)
        return err_param(err, ERR_PARAM_CONFLICT, "bitdepth", "CMYK is written with 8 bits.");
    if (format == FORMAT_NONE || (!cmyk && output->profile != PROFILE_P3))
        return ERR_OK;
    if (cmyk ? format == FORMAT_JPEG || format == FORMAT_TIFF : format != FORMAT_GIF)
        return ERR_OK;
    return err_param(err, ERR_UNSUPPORTED_RESULT, "profile", "Format %s cannot hold %s.",
                     format_row(format)->name, cmyk ? "CMYK" : "a profile");
}

enum err_code output_check(const struct output *output, struct err *err)
{
    const enum err_code code = check_depth(output, err);

    return code == ERR_OK ? check_profile(output, err) : code;
}
