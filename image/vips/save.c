#include "image/vips/save.h"

#include "image/vips/env.h"
#include "image/vips/metadata.h"
#include "image/vips/prepare.h"
#include "image/vips/save_png.h"
#include "image/vips/savers.h"

#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 7 };

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
    const enum err_code code = vipsenv_done(savers_write(in, target, output, quality), err);

    g_object_unref(target);
    if (code != ERR_OK)
        return code;
    if (fstat(fd, &file) != 0 || file.st_size <= 0)
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    *bytes = (uint64_t)file.st_size;
    return ERR_OK;
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
    VipsImage *ready = NULL;
    VipsImage *clean = NULL;

    *quality = (uint32_t)output_quality(output);
    enum err_code code = prepare_picture(in, output, &ready, err);

    if (code == ERR_OK)
        code = metadata_apply(ready, output, &clean, err);
    if (code == ERR_OK)
        code = encode_within(clean, output, fd, quality, bytes, err);
    g_clear_object(&ready);
    g_clear_object(&clean);
    return code;
}
