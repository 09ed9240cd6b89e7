#include "image/original.h"

#include "image/codec/jpeg.h"
#include "image/codec/strip.h"

#include <unistd.h>

/* No move is left of any step. */
static bool nothing_changes(const struct plan *plan, const struct image_info *info)
{
    const struct size size = {info->width, info->height};
    struct moves moves = {.count = 0};

    if (info->width == 0 || plan_frame(plan) >= 0 || (plan->output.orient && info->orientation > 1))
        return false;
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        if (op->moves == NULL || !op->moves(plan->steps[i].params, size, &moves))
            return false;
    }
    return moves.count == 0;
}

static bool has_encoding(const struct output *output, const struct image_info *info)
{
    const int bits = output_bits(output);

    return output_format(output) == info->format && output->chroma == CHROMA_AUTO &&
           (!output_interlaces(output) || info->progressive) && (bits == 0 || bits == info->bits) &&
           !output->palette && output->colors == 0 && !output_wants_lossless(output);
}

static bool has_profile(const struct output *output, const struct image_info *info)
{
    if (output->profile == PROFILE_KEEP)
        return true;
    return output->profile == PROFILE_SRGB && !info->cmyk && (!info->icc || info->jpeg.srgb);
}

static bool may_show_metadata(const struct output *output, const struct image_info *info)
{
    if (output->metadata == METADATA_ALL)
        return info->format != FORMAT_TIFF && /* of whose pages only one is written */
               info->format != FORMAT_AVIF;   /* whose profile only its decoder knows */
    return output->metadata == METADATA_NONE &&
           (info->format == FORMAT_JPEG || info->format == FORMAT_PNG ||
            info->format == FORMAT_WEBP);
}

bool original_stands(const struct plan *plan, const struct image_info *info)
{
    const struct output *output = &plan->output;

    return output->if_larger == IF_LARGER_ORIGINAL && has_encoding(output, info) &&
           has_profile(output, info) && may_show_metadata(output, info) &&
           nothing_changes(plan, info);
}

static enum err_code replace(struct span bytes, int out_fd, struct run_facts *facts,
                             struct err *err)
{
    if (ftruncate(out_fd, 0) != 0 || lseek(out_fd, 0, SEEK_SET) != 0 ||
        !codec_write(out_fd, bytes.data, bytes.len))
        return err_set(err, ERR_INTERNAL, "The result cannot be written.");
    facts->bytes = bytes.len;
    facts->quality = 0;
    facts->original = 1;
    return ERR_OK;
}

enum err_code original_hand_back(const struct plan *plan, struct span input, int out_fd,
                                 struct run_facts *facts, struct err *err)
{
    struct span bytes = input;
    struct buf stripped;
    bool whole = true;
    enum err_code code = ERR_OK;

    buf_init(&stripped, input.len);
    if (plan->output.metadata != METADATA_ALL) {
        whole = strip_metadata(output_format(&plan->output), input,
                               plan->output.profile == PROFILE_KEEP, &stripped);
        bytes = buf_span(&stripped);
    }
    if (whole && bytes.len < facts->bytes)
        code = replace(bytes, out_fd, facts, err);
    buf_fini(&stripped);
    return code;
}
