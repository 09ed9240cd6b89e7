#include "image/lossless/lossless.h"
#include "image/plan_parts.h"
#include "image/planar/planar.h"
#include "image/raster/raster.h"
#include "image/vips/carry.h"

#include <math.h>

/* Bytes a pixel: four bands of 8 bits, or of 16. A worker's own needs without a picture are
 * measured with libvips 8.14; sequential readers keep a few hundred lines (vips_sequential,
 * vips_linecache).
 */
enum { WORKER_BASE = 40 << 20, STREAM_LINES = 512, DEEP_BANDS = 8, PLAIN_BANDS = 4 };

/* Between steps, libvips holds the lines that a filter or a scaling needs again, some of them as
 * floats of four bands: measured 280 lines a step with libvips 8.14, 530 with 8.16, with the most
 * demanding. */
enum { STEP_LINES = 700, STEP_BYTES = 16 };

/* Copies of the picture: decoded but not streamed, the decoder's own (coefficients of a progressive
 * JPEG are 6 bytes a pixel), the one in memory and what a step makes of it. Premultiplied lines are
 * floats. */
enum { COPIES_HELD = 3, COPIES_FLOAT = 4 };

/* Encoded, in pictures of 4 bytes a pixel: the encoder's own and the bytes it writes. libaom holds
 * reference frames and block data, libjxl floats, libwebp's exact coder its tries, a quantiser
 * floats of each pixel; a JPEG two bytes a sample until its tables are made. Measured with libvips
 * 8.14, and held to it by tests/contract/test_memory.c. */
enum {
    COPIES_ENCODED = 2,
    COPIES_WEBP = 3,
    COPIES_FULL_CHROMA = 3,
    COPIES_CMYK = 4,
    COPIES_PALETTE = 8,
    COPIES_AVIF = 10,
    COPIES_EXACT = 10,
    COPIES_JXL = 20
};

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
    const uint64_t pixels = image_info_pixels(info);

    return pixels > 0 && pixels < limits->input_pixels ? pixels : limits->input_pixels;
}

/* Of the picture and what each step makes of it. */
static double widest(const struct plan *plan, const struct image_info *info,
                     const struct limits *limits)
{
    struct plan part = *plan;
    double width = info->width;

    for (part.n_steps = 1; part.n_steps < plan->n_steps; part.n_steps++) {
        struct size size;

        if (plan_shape(&part, info, limits, &size, NULL) == ERR_OK)
            width = fmax(width, size.width);
    }
    return width;
}

static uint64_t held_between(const struct plan *plan, const struct image_info *info,
                             const struct limits *limits)
{
    if (plan->n_steps < 2 || info->width == 0)
        return 0;
    return (uint64_t)(STEP_LINES * STEP_BYTES * (plan->n_steps - 1.0) * widest(plan, info, limits));
}

static uint64_t pixels_held(const struct plan *plan, const struct image_info *info,
                            const struct limits *limits)
{
    const double area = (double)image_info_pixels(info);

    if (info->width == 0)
        return COPIES_HELD * guessed(info, limits);
    if (streams(plan, info)) {
        const double lines = widest(plan, info, limits) * STREAM_LINES;

        return (info->alpha ? COPIES_FLOAT : 1) *
               lesser(plan->n_steps > 1 ? lines : fmin(area, lines), limits->input_pixels);
    }
    return COPIES_HELD * lesser(area * frames_of(plan, info, limits), limits->input_pixels);
}

struct image_info plan_sized(const struct image_info *info, const struct limits *limits)
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
    const struct image_info known = plan_sized(info, limits);
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
    const struct image_info known = plan_sized(info, limits);

    return lesser((double)plan_steps_memory(plan, &known) * frames_of(plan, info, limits),
                  UINT64_MAX / 2);
}

static bool has_palette(const struct output *output, const struct image_info *info)
{
    const int bits = output_bits(output);

    return output_colors(output) > 0 ||
           (output_format(output) == FORMAT_PNG && bits > 0 && bits < 8 && info->bands != 1);
}

static uint64_t copies_encoded(const struct output *output, const struct image_info *info)
{
    switch (output_format(output)) {
    case FORMAT_AVIF:
        return COPIES_AVIF;
    case FORMAT_JXL:
        return COPIES_JXL;
    case FORMAT_WEBP:
        return output_wants_lossless(output) ? COPIES_EXACT : COPIES_WEBP;
    case FORMAT_JPEG:
        if (output->profile == PROFILE_CMYK || output->profile == PROFILE_KEEP)
            return COPIES_CMYK;
        return output_subsampling(output, output_quality(output)) == 1 ? COPIES_FULL_CHROMA
                                                                       : COPIES_ENCODED;
    default:
        return has_palette(output, info) ? COPIES_PALETTE : COPIES_ENCODED;
    }
}

/* What is encoded more than once is kept, and twice where it may be made smaller. */
static uint64_t copies_kept(const struct output *output)
{
    if (output->max_bytes > 0)
        return output->shrink == SHRINK_ALLOW ? 2 : 1;
    return output->quality == QUALITY_AUTO ? 1 : 0;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* The steps that another engine does for libvips, until they are done. */
static uint64_t held_by_head(const struct plan *plan, const struct image_info *info,
                             uint64_t input_bytes)
{
    struct plan head = *plan;
    const struct plan *one = &head;
    uint64_t bytes;

    head.n_steps = planar_head(plan, info);
    bytes = head.n_steps > 0 ? planar_memory(&one, 1, info) : 0;
    head.n_steps = raster_head(plan, info);
    return head.n_steps > 0 ? greater(bytes, raster_memory(&head, info, input_bytes)) : bytes;
}

uint64_t plan_memory(const struct plan *plan, const struct image_info *info, uint64_t input_bytes,
                     const struct limits *limits)
{
    const enum engine engine = plan_engine(plan, info);
    const uint64_t carried = carry_memory(plan, info, input_bytes);

    if (engine == ENGINE_PLANAR)
        return WORKER_BASE + input_bytes + carried + planar_memory(&plan, 1, info);
    if (engine == ENGINE_LOSSLESS)
        return WORKER_BASE + 2 * input_bytes + carried + lossless_memory(info);
    const bool plain = info->bits > 0 && info->bits <= 8;
    const uint64_t pixel = plain ? PLAIN_BANDS : DEEP_BANDS;
    const uint64_t held = pixels_held(plan, info, limits);
    const uint64_t made = pixels_made(plan, info, limits);
    const uint64_t copies = copies_encoded(&plan->output, info) + copies_kept(&plan->output);
    const uint64_t need = pixel * (held + copies * made) + raster_decoded(info, input_bytes) +
                          held_between(plan, info, limits);
    const uint64_t raster = raster_takes(plan, info) ? raster_memory(plan, info, input_bytes) : 0;

    return WORKER_BASE + input_bytes + held_by_steps(plan, info, limits) +
           greater(need, greater(raster, held_by_head(plan, info, input_bytes)));
}
