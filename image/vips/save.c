#include "image/vips/save.h"

#include "image/vips/color.h"
#include "image/vips/env.h"
#include "image/vips/metadata.h"
#include "image/vips/save_png.h"

#include <sys/stat.h>
#include <unistd.h>

/* Efforts 1..9 in each encoder's own terms. AVIF's slowest four take many seconds a megapixel and
 * win a few percent: out of reach on purpose. Default: 3 of 9 for AVIF.
 */
enum { AVIF_EFFORT = 3, PNG_LEVEL = 6, GIF_EFFORT = 5, TRIES = 7 };

static int save_jpeg(VipsImage *in, VipsTarget *target, const struct output *output, int quality,
                     gboolean strip)
{
    const VipsForeignSubsample subsample = output->chroma == CHROMA_444 ? VIPS_FOREIGN_SUBSAMPLE_OFF
                                           : output->chroma == CHROMA_420
                                               ? VIPS_FOREIGN_SUBSAMPLE_ON
                                               : VIPS_FOREIGN_SUBSAMPLE_AUTO;

    return vips_jpegsave_target(in, target, "Q", quality, "optimize_coding", TRUE, "interlace",
                                output->progressive, "subsample_mode", subsample, "strip", strip,
                                NULL);
}

static int save_png(VipsImage *in, VipsTarget *target, const struct output *output, gboolean strip)
{
    return vips_pngsave_target(in, target, "compression", output_effort(output, 9, PNG_LEVEL),
                               "interlace", output->progressive, "palette", output->palette,
                               "strip", strip, NULL);
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
    const VipsForeignSubsample subsample =
        output->chroma == CHROMA_444 ? VIPS_FOREIGN_SUBSAMPLE_OFF : VIPS_FOREIGN_SUBSAMPLE_AUTO;

    return vips_heifsave_target(in, target, "Q", quality, "lossless", output_wants_lossless(output),
                                "compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "effort",
                                output_effort(output, 6, AVIF_EFFORT), "subsample_mode", subsample,
                                "strip", strip, NULL);
}

static int save_to(VipsImage *in, VipsTarget *target, const struct output *output, int quality)
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
        return vips_gifsave_target(in, target, "effort", output_effort(output, 9, GIF_EFFORT),
                                   "strip", strip, NULL);
    case FORMAT_TIFF:
        return vips_tiffsave_target(in, target, "compression",
                                    VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, "predictor",
                                    VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL, "strip", strip, NULL);
    case FORMAT_AVIF:
        return save_avif(in, target, output, quality, strip);
    case FORMAT_HEIF:
    case FORMAT_COUNT:
        break;
    }
    return -1;
}

/* Encode once over whatever fd holds. */
static enum err_code encode(VipsImage *in, const struct output *output, int fd, int quality,
                            uint64_t *bytes, struct err *err)
{
    struct stat file;

    if (save_png_takes(in, output))
        return save_png_write(in, output, fd, bytes, err);
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    VipsTarget *target = vips_target_new_to_descriptor(fd);

    if (target == NULL)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    const enum err_code code = vipsenv_done(save_to(in, target, output, quality), err);

    g_object_unref(target);
    if (code != ERR_OK)
        return code;
    if (fstat(fd, &file) != 0 || file.st_size <= 0)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    *bytes = (uint64_t)file.st_size;
    return ERR_OK;
}

/* Formats without transparency get the background instead of it. */
static int flatten(VipsImage *in, const struct output *output, VipsImage **out)
{
    const struct format *format = format_row(output_format(output));
    double bands[4];

    if (format->alpha || !vips_image_hasalpha(in))
        return vips_copy(in, out, NULL);
    const int n = color_bands(in, &output->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n > 1 ? n - 1 : 1);
    const int result = vips_flatten(in, out, "background", background, NULL);

    vips_area_unref(VIPS_AREA(background));
    return result;
}

static enum err_code too_large(const struct output *output, uint64_t bytes, struct err *err)
{
    return err_limit(err, ERR_MAX_BYTES, output->max_bytes, (double)bytes,
                     "The smallest result has %llu bytes.", (unsigned long long)bytes);
}

/* Bounded binary search for the highest quality that fits; the pixels are in memory by now. The
 * last try is the answer, unless it was too large: then the best one is made again. */
static enum err_code search(VipsImage *in, const struct output *output, int fd, uint32_t *quality,
                            uint64_t *bytes, struct err *err)
{
    const uint64_t most = (uint64_t)output->max_bytes;
    int low = 0; /* fits, or 0: none known to */
    int high = (int)*quality + 1;
    int at = (int)*quality;
    enum err_code code = ERR_OK;

    for (int i = 1; code == ERR_OK && at > low && at < high; i++) {
        code = encode(in, output, fd, at, bytes, err);
        *quality = (uint32_t)at;
        if (*bytes <= most)
            low = at;
        else
            high = at;
        at = i < TRIES - 1 ? (low + high) / 2 : low;
    }
    if (code != ERR_OK || *bytes <= most)
        return code;
    *quality = low > 0 ? (uint32_t)low : 1;
    code = encode(in, output, fd, (int)*quality, bytes, err);
    return code == ERR_OK && *bytes > most ? too_large(output, *bytes, err) : code;
}

static enum err_code encode_within(VipsImage *in, const struct output *output, int fd,
                                   uint32_t *quality, uint64_t *bytes, struct err *err)
{
    if (output->max_bytes == 0)
        return encode(in, output, fd, (int)*quality, bytes, err);
    VipsImage *pixels = vips_image_copy_memory(in);

    if (pixels == NULL)
        return vipsenv_done(-1, err);
    enum err_code code;

    if (*quality > 0 && !output_wants_lossless(output)) {
        code = search(pixels, output, fd, quality, bytes, err);
    } else {
        code = encode(pixels, output, fd, (int)*quality, bytes, err);
        if (code == ERR_OK && *bytes > (uint64_t)output->max_bytes)
            code = too_large(output, *bytes, err);
    }
    g_object_unref(pixels);
    return code;
}

enum err_code save_image(VipsImage *in, const struct output *output, int fd, uint32_t *quality,
                         uint64_t *bytes, struct err *err)
{
    VipsImage *flat = NULL;
    VipsImage *clean = NULL;

    *quality = (uint32_t)output_quality(output);
    enum err_code code = vipsenv_done(flatten(in, output, &flat), err);

    if (code == ERR_OK)
        code = metadata_apply(flat, output, &clean, err);
    if (code == ERR_OK)
        code = encode_within(clean, output, fd, quality, bytes, err);
    g_clear_object(&flat);
    g_clear_object(&clean);
    return code;
}
