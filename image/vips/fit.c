#include "image/vips/fit.h"

#include "image/ops/resize.h"
#include "image/vips/encode.h"
#include "image/vips/env.h"
#include "image/vips/frames.h"

#include <math.h>

/* Bytes grow with the area, or a little less: aim at this part of what is allowed, and be content
 * with a result that uses so much of it. */
static const double AIM = 0.95, CONTENT = 0.85;

struct fitting {
    VipsImage *pixels;
    const struct output *output;
    int fd;
    struct saved *saved;
    struct err *err;
};

static uint64_t most_of(const struct fitting *fit)
{
    return (uint64_t)fit->output->max_bytes;
}

static bool fits(const struct fitting *fit)
{
    return fit->saved->bytes <= most_of(fit);
}

static enum err_code too_large(const struct fitting *fit)
{
    return err_limit(fit->err, ERR_MAX_BYTES, fit->output->max_bytes, (double)fit->saved->bytes,
                     "The smallest result has %llu bytes.", (unsigned long long)fit->saved->bytes);
}

static enum err_code encode(const struct fitting *fit, VipsImage *ready, int quality)
{
    struct saved *saved = fit->saved;

    saved->quality = (uint32_t)quality;
    saved->width = (uint32_t)ready->Xsize;
    saved->height = (uint32_t)vips_image_get_page_height(ready);
    return encode_once(ready, fit->output, fit->fd, quality, &saved->bytes, fit->err);
}

/* Bounded binary search. The last try is the answer, unless it was too large: then the best one is
 * made again, or the worst there is. */
static enum err_code search_quality(const struct fitting *fit, VipsImage *ready, int least)
{
    const int most = (int)fit->saved->quality;
    int low = least - 1; /* fits, or none is known to */
    int high = most + 1;
    int at = most;
    enum err_code code = ERR_OK;

    for (int i = 1; code == ERR_OK && at > low && at < high; i++) {
        code = encode(fit, ready, at);
        if (fits(fit))
            low = at;
        else
            high = at;
        at = i < FIT_TRIES - 1 ? (low + high) / 2 : low;
    }
    if (code != ERR_OK || fits(fit))
        return code;
    const int best = low >= least ? low : least;

    return best == (int)fit->saved->quality ? ERR_OK : encode(fit, ready, best);
}

static enum err_code shrink_frame(VipsImage **frame, const void *cls, struct err *err)
{
    VipsImage *smaller = NULL;
    const enum err_code code = op_resize.apply(*frame, &smaller, cls, err);

    if (code != ERR_OK)
        return code;
    g_object_unref(*frame);
    *frame = smaller;
    return ERR_OK;
}

static int32_t scaled(int side, double factor)
{
    return (int32_t)fmax(1, rint(side * factor));
}

static enum err_code shrink(const struct fitting *fit, double factor, VipsImage **out)
{
    const int height = vips_image_get_page_height(fit->pixels);
    const struct resize how = {.width = scaled(fit->pixels->Xsize, factor),
                               .height = scaled(height, factor),
                               .fit = FIT_FILL,
                               .kernel = KERNEL_LANCZOS3};
    VipsImage *image = g_object_ref(fit->pixels);
    const enum err_code code = height < fit->pixels->Ysize
                                   ? frames_each(&image, shrink_frame, &how, fit->err)
                                   : shrink_frame(&image, &how, fit->err);

    if (code == ERR_OK)
        *out = image;
    else
        g_object_unref(image);
    return code;
}

static enum err_code encode_shrunk(const struct fitting *fit, double factor)
{
    const int quality = (int)fit->saved->quality;
    VipsImage *smaller = NULL;
    VipsImage *ready = NULL;
    enum err_code code = shrink(fit, factor, &smaller);

    if (code == ERR_OK)
        code = encode_ready(smaller, fit->output, &ready, fit->err);
    if (code == ERR_OK)
        code = encode(fit, ready, quality);
    g_clear_object(&smaller);
    g_clear_object(&ready);
    return code;
}

/* The next factor between one that fits and one that does not, by the area that the last one's
 * bytes would have. */
static double next_factor(const struct fitting *fit, double last, double low, double high)
{
    const double want = last * sqrt(AIM * (double)most_of(fit) / (double)fit->saved->bytes);

    return want > low && want < high ? want : (low + high) / 2;
}

static enum err_code search_size(const struct fitting *fit)
{
    double low = 0, high = 1, at = next_factor(fit, 1, 0, 1);
    enum err_code code = ERR_OK;
    bool done = false;

    for (int i = 0; code == ERR_OK && !done && i < FIT_TRIES - 1; i++) {
        code = encode_shrunk(fit, at);
        if (fits(fit))
            low = at;
        else
            high = at;
        done = fits(fit) && (double)fit->saved->bytes >= CONTENT * (double)most_of(fit);
        if (!done)
            at = next_factor(fit, at, low, high);
    }
    if (code != ERR_OK || fits(fit))
        return code;
    return low > 0 ? encode_shrunk(fit, low) : too_large(fit);
}

static int least_quality(const struct fitting *fit)
{
    const int asked = (int)fit->saved->quality;

    if (asked == 0 || output_wants_lossless(fit->output))
        return asked;
    if (fit->output->shrink != SHRINK_ALLOW)
        return 1;
    return asked < FIT_QUALITY_MIN ? asked : FIT_QUALITY_MIN;
}

enum err_code fit_save(VipsImage *pixels, const struct output *output, int fd, struct saved *saved,
                       struct err *err)
{
    const struct fitting fit = {pixels, output, fd, saved, err};
    VipsImage *ready = NULL;
    enum err_code code = encode_ready(pixels, output, &ready, err);

    if (code == ERR_OK)
        code = search_quality(&fit, ready, least_quality(&fit));
    g_clear_object(&ready);
    if (code != ERR_OK || fits(&fit))
        return code;
    return output->shrink == SHRINK_ALLOW ? search_size(&fit) : too_large(&fit);
}
