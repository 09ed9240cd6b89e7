#include "image/lossless/lossless.h"
#include "image/plan_parts.h"
#include "image/planar/planar.h"
#include "image/raster/raster.h"

#include <math.h>

/* Bytes a pixel: four bands of 8 bits, or of 16. A worker's own needs without a picture are
 * measured with libvips 8.14; sequential readers keep a few hundred lines (vips_sequential,
 * vips_linecache).
 */
enum { WORKER_BASE = 40 << 20, STREAM_LINES = 512, DEEP_BANDS = 8, PLAIN_BANDS = 4 };

/* Copies of the picture: decoded but not streamed, the decoder's own (coefficients of a progressive
 * JPEG are 6 bytes a pixel), the one in memory and what a step makes of it. Encoded, the encoder's
 * own and the bytes it writes; libaom holds reference frames and block data, libjxl floats
 * (measured: 0.7 takes 78 bytes a pixel). */
enum { COPIES_HELD = 3, COPIES_ENCODED = 2, COPIES_AVIF = 10, COPIES_JXL = 20 };

static uint64_t lesser(double a, uint64_t b)
{
    return a < (double)b ? (uint64_t)a : b;
}

static bool may_animate(const struct plan *plan, const struct image_info *info)
{
    const enum format_id out = output_format(&plan->output);

    if (plan_frame(plan) >= 0)
        return false;
    return info->animated && (out >= FORMAT_COUNT || format_row(out)->animates);
}

/* How many frames a moving picture has is not in its header: the most it may have, then. */
static double frames_of(const struct plan *plan, const struct image_info *info,
                        const struct limits *limits)
{
    if (!may_animate(plan, info))
        return 1;
    return info->frames > 1 ? info->frames : limits->frames;
}

static bool streams(const struct plan *plan, const struct image_info *info)
{
    const bool turned = plan->output.orient && info->orientation > 1;

    if (info->width == 0 || info->progressive || turned || may_animate(plan, info))
        return false;
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        if (op->streams && !op->streams(plan->steps[i].params))
            return false;
    }
    return true;
}

/* Pixels of a picture whose sides are not known: as many as its header names, or as there may be.
 */
static uint64_t guessed(const struct image_info *info, const struct limits *limits)
{
    return info->area > 0 && info->area < limits->input_pixels ? info->area : limits->input_pixels;
}

static uint64_t pixels_held(const struct plan *plan, const struct image_info *info,
                            const struct limits *limits)
{
    const double area = (double)info->width * info->height;

    if (info->width == 0)
        return COPIES_HELD * guessed(info, limits);
    if (streams(plan, info))
        return lesser(fmin(area, (double)info->width * STREAM_LINES), limits->input_pixels);
    return COPIES_HELD * lesser(area * frames_of(plan, info, limits), limits->input_pixels);
}

/* The picture, or a square in place of one whose sides are not known. */
static struct image_info sized(const struct image_info *info, const struct limits *limits)
{
    struct image_info square = *info;

    if (info->width == 0) {
        square.width = square.height = (uint32_t)ceil(sqrt((double)guessed(info, limits)));
        square.frames = 1;
    }
    return square;
}

/* A plan that does not fit this picture is refused before it costs more than the limit. */
static uint64_t pixels_made(const struct plan *plan, const struct image_info *info,
                            const struct limits *limits)
{
    const struct image_info known = sized(info, limits);
    struct size size;

    if (plan_shape(plan, &known, limits, &size, NULL) != ERR_OK)
        return limits->output_pixels;
    return lesser((double)size.width * size.height * frames_of(plan, info, limits),
                  limits->output_pixels);
}

/* Every frame is drawn on for itself. */
static uint64_t held_by_steps(const struct plan *plan, const struct image_info *info,
                              const struct limits *limits)
{
    const struct image_info known = sized(info, limits);

    return lesser((double)plan_steps_memory(plan, &known) * frames_of(plan, info, limits),
                  UINT64_MAX / 2);
}

static uint64_t copies_encoded(const struct plan *plan)
{
    const enum format_id format = output_format(&plan->output);
    const uint64_t copies = format == FORMAT_AVIF  ? COPIES_AVIF
                            : format == FORMAT_JXL ? COPIES_JXL
                                                   : COPIES_ENCODED;

    return copies + (plan->output.max_bytes > 0); /* kept to be encoded again */
}

uint64_t plan_memory(const struct plan *plan, const struct image_info *info, uint64_t input_bytes,
                     const struct limits *limits)
{
    const enum engine engine = plan_engine(plan, info);

    if (engine == ENGINE_PLANAR)
        return WORKER_BASE + input_bytes + planar_memory(&plan, 1, info);
    if (engine == ENGINE_LOSSLESS)
        return WORKER_BASE + 2 * input_bytes + lossless_memory(info);
    const bool plain = info->bits > 0 && info->bits <= 8;
    const uint64_t pixel = plain ? PLAIN_BANDS : DEEP_BANDS;
    const uint64_t held = pixels_held(plan, info, limits);
    const uint64_t made = pixels_made(plan, info, limits);
    const uint64_t need =
        pixel * (held + copies_encoded(plan) * made) + raster_decoded(info, input_bytes);
    const uint64_t raster = raster_takes(plan, info) ? raster_memory(plan, info, input_bytes) : 0;

    return WORKER_BASE + input_bytes + held_by_steps(plan, info, limits) +
           (need > raster ? need : raster);
}
