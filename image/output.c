#include "image/output.h"

#include "image/param_row.h"

#include <limits.h>

static const char *const format_names[] = {"auto", "keep", "jpeg", "png", "webp",
                                           "gif",  "tiff", "avif", NULL};
static const char *const chroma_names[] = {"auto", "420", "422", "444", NULL};
static const char *const metadata_names[] = {"none", "copyright", "nogps", "all", NULL};
static const char *const lossless_names[] = {"auto", "off", "require", "false",
                                             "true", "0",   "1",       NULL};
static const char *const profile_names[] = {"srgb", "keep", NULL};

/* The words of format_names after OUTPUT_FIRST stand in the order of enum format_id. */
_Static_assert(FORMAT_JPEG == 0 && FORMAT_AVIF == 5, "format_names follows enum format_id");

const struct param output_params[] = {
    PARAM_ENUM(struct output, format, format_names, OUTPUT_AUTO,
               "Format of the result; auto follows the Accept header, keep is the input's own."),
    PARAM_INT_OPTIONAL(struct output, quality, 1, 100,
                       "Quality of JPEG, WebP and AVIF; by default 80, 80 and 50."),
    PARAM_INT_OPTIONAL(struct output, effort, 1, 9,
                       "How hard the encoder tries, from fast to small."),
    PARAM_ENUM(struct output, lossless, lossless_names, LOSSLESS_AUTO,
               "Without loss: true for WebP and AVIF; JPEG is turned and cut so where it is exact, "
               "unless off, and require refuses what is not."),
    PARAM_BOOL(struct output, progressive, 0, "Progressive JPEG, interlaced PNG."),
    PARAM_BOOL(struct output, palette, 0, "Reduce a PNG to a palette of at most 256 colours."),
    PARAM_BOOL(struct output, orient, 1, "Apply the EXIF orientation before anything else."),
    PARAM_ENUM(struct output, chroma, chroma_names, CHROMA_AUTO,
               "Chroma subsampling of JPEG, and of AVIF where it is 444."),
    PARAM_ENUM(struct output, metadata, metadata_names, METADATA_NONE,
               "Metadata kept: none, the copyright and artist, all but positions, or all."),
    PARAM_ENUM(struct output, profile, profile_names, PROFILE_SRGB,
               "Convert to sRGB, or keep the pixel values and their ICC profile."),
    PARAM_COLOR(struct output, background, 0xFFFFFFFF,
                "Colour under transparency where the format has none."),
    PARAM_INT_OPTIONAL(struct output, max_bytes, 100, INT_MAX,
                       "Most bytes of the result; quality is lowered to reach it."),
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

    return !format->lossy ? 0 : output->quality ? output->quality : format->quality;
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

void output_set_format(struct output *output, enum format_id id)
{
    output->format = OUTPUT_FIRST + (int32_t)id;
}
