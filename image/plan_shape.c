#include "image/inputs.h"
#include "image/plan_parts.h"

/* Largest side a format can hold, in pixels: JPEG as libjpeg's JPEG_MAX_DIMENSION, WebP 14 bits
 * less the value 0, GIF 16 bits, AVIF as MaxHSize of the highest AV1 level (AV1, A.3); 0: no limit
 * that the output limit would let us reach. */
static uint32_t side_max(enum format_id format)
{
    static const uint32_t sides[FORMAT_COUNT] = {
        [FORMAT_JPEG] = 65500, [FORMAT_WEBP] = 16383, [FORMAT_GIF] = 65535, [FORMAT_AVIF] = 16384};

    return format < FORMAT_COUNT ? sides[format] : 0;
}

enum err_code plan_check_input(const struct image_info *info, const struct limits *limits,
                               struct err *err)
{
    const double pixels = (double)image_info_claim(info) * info->frames;

    if (info->frames > limits->frames)
        return err_limit(err, ERR_FRAMES, limits->frames, info->frames,
                         "The image has more than %u frames.", limits->frames);
    if (pixels > (double)limits->input_pixels)
        return err_limit(err, ERR_IMAGE_TOO_LARGE, (double)limits->input_pixels, pixels,
                         "The image has %.1f megapixels, more than %.1f.", pixels / 1e6,
                         (double)limits->input_pixels / 1e6);
    return ERR_OK;
}

static enum err_code check_result(const struct size *size, uint32_t frames,
                                  const struct limits *limits, struct err *err)
{
    const double pixels = (double)size->width * size->height * frames;

    if (pixels <= (double)limits->output_pixels)
        return ERR_OK;
    return err_limit(err, ERR_RESULT_TOO_LARGE, (double)limits->output_pixels, pixels,
                     "The result would have %.1f megapixels, more than %.1f.", pixels / 1e6,
                     (double)limits->output_pixels / 1e6);
}

static enum err_code check_side(const struct plan *plan, const struct size *size, struct err *err)
{
    const enum format_id format = output_format(&plan->output);
    const uint32_t most = side_max(format);
    const uint32_t side = size->width > size->height ? size->width : size->height;

    if (most == 0 || side <= most)
        return ERR_OK;
    return err_limit(err, ERR_UNSUPPORTED_RESULT, most, side,
                     "A side of %u pixels is over the %u of %s.", side, most,
                     format_row(format)->name);
}

static struct size oriented(const struct plan *plan, const struct image_info *info)
{
    const bool turned = plan->output.orient && info->orientation >= 5;

    return turned ? (struct size){info->height, info->width}
                  : (struct size){info->width, info->height};
}

/* Only formats that keep frames are charged for them. */
static uint32_t frames_of(const struct plan *plan, const struct image_info *info)
{
    const enum format_id format = output_format(&plan->output);

    if (plan_frame(plan) >= 0)
        return 1;
    return format < FORMAT_COUNT && format_row(format)->animates ? info->frames : 1;
}

static enum err_code shape_steps(const struct plan *plan, uint32_t first, uint32_t frames,
                                 const struct limits *limits, struct size *size, struct err *err)
{
    enum err_code code = ERR_OK;

    for (uint32_t i = first; code == ERR_OK && i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        if (op->shape == NULL)
            continue;
        code = plan_place(plan, i, op->shape(plan->steps[i].params, size, err), err);
        if (code == ERR_OK)
            code = check_result(size, frames, limits, err);
    }
    if (code == ERR_OK)
        code = check_result(size, frames, limits, err);
    return code == ERR_OK ? check_side(plan, size, err) : code;
}

enum err_code plan_shape(const struct plan *plan, const struct image_info *info,
                         const struct limits *limits, struct size *size, struct err *err)
{
    struct size now = oriented(plan, info);
    enum err_code code = plan_check_input(info, limits, err);

    if (code == ERR_OK)
        code = shape_steps(plan, 0, frames_of(plan, info), limits, &now, err);
    if (code == ERR_OK)
        *size = now;
    return code;
}

enum err_code plan_shape_rest(const struct plan *plan, uint32_t first, uint32_t frames,
                              const struct limits *limits, const struct size *from, struct err *err)
{
    struct size now = *from;

    return shape_steps(plan, first, frames, limits, &now, err);
}

uint64_t plan_steps_memory(const struct plan *plan, const struct image_info *info)
{
    struct size now = oriented(plan, info);
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        if (op->memory)
            bytes += op->memory(plan->steps[i].params, now);
        if (op->shape && op->shape(plan->steps[i].params, &now, NULL) != ERR_OK)
            break;
    }
    return bytes;
}

bool plan_size_depends(const struct plan *plan)
{
    if (plan->output.max_bytes > 0 && plan->output.shrink == SHRINK_ALLOW)
        return true;
    for (uint32_t i = 0; i < plan->n_steps; i++)
        if (op_at(plan->steps[i].op)->size_depends)
            return true;
    return false;
}
