#include "image/vips/savers.h"

#include "image/vips/metadata.h"
#include "image/vips/prepare.h"

/* Efforts 1..9 in each encoder's own terms. AVIF's slowest four take many seconds a megapixel and
 * win a few percent: out of reach on purpose. Default: 3 of 9 for AVIF.
 */
enum { AVIF_EFFORT = 3, PNG_LEVEL = 6, GIF_EFFORT = 5 };
enum { JXL_EFFORT_LEAST = 3, JXL_EFFORT = 4, JXL_EFFORT_MOST = 7 };

static int save_jpeg(VipsImage *in, VipsTarget *target, const struct output *output, int quality,
                     gboolean strip)
{
    const VipsForeignSubsample subsample = output->chroma == CHROMA_444 ? VIPS_FOREIGN_SUBSAMPLE_OFF
                                           : output->chroma == CHROMA_420
                                               ? VIPS_FOREIGN_SUBSAMPLE_ON
                                               : VIPS_FOREIGN_SUBSAMPLE_AUTO;

    return vips_jpegsave_target(in, target, "Q", quality, "optimize_coding", TRUE, "interlace",
                                output_interlaces(output), "subsample_mode", subsample, "strip",
                                strip, NULL);
}

/* Where the picture was reduced already, its colours are all there are: nothing to spread. */
static double dither_of(VipsImage *in, const struct output *output)
{
    return prepare_reduces(in, output) ? 0 : output->dither;
}

/* Below 8 bits only grey goes without a palette. */
static int save_png(VipsImage *in, VipsTarget *target, const struct output *output, gboolean strip)
{
    const int bits = output_bits(output);
    const int colors = output_colors(output);
    const gboolean palette = colors > 0 || (bits > 0 && bits < 8 && in->Bands > 1);
    const int depth = bits > 0 ? bits : colors > 0 ? prepare_bits(FORMAT_PNG, colors) : 0;
    const int compression = output_effort(output, 9, PNG_LEVEL);

    if (depth == 0)
        return vips_pngsave_target(in, target, "compression", compression, "interlace",
                                   output_interlaces(output), "strip", strip, NULL);
    return vips_pngsave_target(in, target, "compression", compression, "interlace",
                               output_interlaces(output), "palette", palette, "bitdepth", depth,
                               "dither", dither_of(in, output), "strip", strip, NULL);
}

static int save_gif(VipsImage *in, VipsTarget *target, const struct output *output, gboolean strip)
{
    return vips_gifsave_target(in, target, "effort", output_effort(output, 9, GIF_EFFORT),
                               "bitdepth", prepare_bits(FORMAT_GIF, output_colors(output)),
                               "dither", dither_of(in, output), "interlace",
                               output_interlaces(output), "strip", strip, NULL);
}

static int save_tiff(VipsImage *in, VipsTarget *target, const struct output *output, gboolean strip)
{
    const int bits = output_bits(output);

    /* libtiff's differencing knows whole bytes only. */
    if (bits > 0 && bits < 8)
        return vips_tiffsave_target(
            in, target, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, "predictor",
            VIPS_FOREIGN_TIFF_PREDICTOR_NONE, "bitdepth", bits, "strip", strip, NULL);
    return vips_tiffsave_target(in, target, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE,
                                "predictor", VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL, "strip", strip,
                                NULL);
}

static int save_webp(VipsImage *in, VipsTarget *target, const struct output *output, int quality,
                     gboolean strip)
{
    return vips_webpsave_target(in, target, "Q", quality, "lossless", output_wants_lossless(output),
                                "effort", output_webp_method(output), "strip", strip, NULL);
}

static int save_avif(VipsImage *in, VipsTarget *target, const struct output *output, int quality,
                     gboolean strip)
{
    const int bits = output_bits(output);
    const bool lossless = output_wants_lossless(output);
    const VipsForeignSubsample subsample = lossless || output->chroma == CHROMA_444
                                               ? VIPS_FOREIGN_SUBSAMPLE_OFF
                                               : VIPS_FOREIGN_SUBSAMPLE_AUTO;

    return vips_heifsave_target(in, target, "Q", quality, "lossless", lossless, "compression",
                                VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "effort",
                                output_effort(output, 6, AVIF_EFFORT), "subsample_mode", subsample,
                                "bitdepth", bits > 0 ? bits : 8, "strip", strip, NULL);
}

/* Efforts are those of libjxl from 3 on, which is the least libvips 8.14 takes, to 7. The two above
 * take minutes a picture without loss. */
static int save_jxl(VipsImage *in, VipsTarget *target, const struct output *output, int quality,
                    gboolean strip)
{
    const int effort = output_effort(output, JXL_EFFORT_MOST, JXL_EFFORT);

    return vips_jxlsave_target(in, target, "Q", quality, "lossless", output_wants_lossless(output),
                               "effort", effort > JXL_EFFORT_LEAST ? effort : JXL_EFFORT_LEAST,
                               "strip", strip, NULL);
}

int savers_write(VipsImage *in, VipsTarget *target, const struct output *output, int quality)
{
    const gboolean strip = metadata_strips_all(in, output);

    switch (output_format(output)) {
    case FORMAT_JPEG:
        return save_jpeg(in, target, output, quality, strip);
    case FORMAT_PNG:
        return save_png(in, target, output, strip);
    case FORMAT_WEBP:
        return save_webp(in, target, output, quality, strip);
    case FORMAT_GIF:
        return save_gif(in, target, output, strip);
    case FORMAT_TIFF:
        return save_tiff(in, target, output, strip);
    case FORMAT_AVIF:
        return save_avif(in, target, output, quality, strip);
    case FORMAT_JXL:
        return save_jxl(in, target, output, quality, strip);
    case FORMAT_HEIF:
    case FORMAT_BMP:
    case FORMAT_SVG:
    case FORMAT_COUNT:
        break;
    }
    return -1;
}
