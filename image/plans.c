#include "image/plans.h"

#include "image/planar/planar.h"

/* Encoded, a pixel of the usual four bands is no longer than it was. */
enum { ENCODED = 4 };

struct image_info plan_subject(const struct plan *plan, const struct image_info *info)
{
    const bool paged =
        info->format == FORMAT_TIFF || info->format == FORMAT_AVIF || info->format == FORMAT_HEIF;

    if (!paged || plan_frame(plan) <= 0)
        return *info;
    return (struct image_info){
        .format = info->format, .frames = 1, .orientation = 1, .alpha = true, .progressive = true};
}

enum err_code plans_shape(const struct plans *plans, const struct image_info *info,
                          const struct limits *limits, struct size sizes[PLANS_MAX],
                          uint32_t *failed, struct err *err)
{
    double pixels = 0;

    for (uint32_t i = 0; i < plans->n; i++) {
        const struct image_info subject = plan_subject(&plans->at[i], info);
        enum err_code code = ERR_OK;

        sizes[i] = (struct size){0, 0};
        if (subject.width > 0)
            code = plan_shape(&plans->at[i], &subject, limits, &sizes[i], err);
        *failed = i;
        if (code != ERR_OK)
            return code;
        pixels += (double)sizes[i].width * sizes[i].height;
    }
    *failed = plans->n;
    if (pixels <= (double)limits->output_pixels)
        return ERR_OK;
    return err_limit(err, ERR_RESULT_TOO_LARGE, (double)limits->output_pixels, pixels,
                     "The results would have %.1f megapixels together, more than %.1f.",
                     pixels / 1e6, (double)limits->output_pixels / 1e6);
}

bool plans_guess(const struct plans *plans, const struct image_info *info)
{
    for (uint32_t i = 0; i < plans->n; i++) {
        const struct image_info subject = plan_subject(&plans->at[i], info);

        if (subject.width == 0 && subject.area == 0)
            return true;
    }
    return false;
}

uint32_t plans_shared(const struct plans *plans, const struct image_info *info,
                      const struct plan *shared[PLANS_MAX], uint32_t index[PLANS_MAX])
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < plans->n; i++)
        if (plan_engine(&plans->at[i], info) == ENGINE_PLANAR) {
            index[n] = i;
            shared[n++] = &plans->at[i];
        }
    return n > 1 ? n : 0;
}

/* What the plans that share a decode hold while any other is run. */
static uint64_t shared_memory(const struct plans *plans, const struct image_info *info)
{
    const struct plan *shared[PLANS_MAX];
    uint32_t index[PLANS_MAX];
    const uint32_t n = plans_shared(plans, info, shared, index);

    return n > 0 ? planar_memory(shared, n, info) : 0;
}

uint64_t plans_memory(const struct plans *plans, const struct image_info *info,
                      uint64_t input_bytes, const struct limits *limits)
{
    uint64_t most = 0;
    uint64_t encoded = 0;

    for (uint32_t i = 0; i < plans->n; i++) {
        const uint64_t one = plan_memory(&plans->at[i], info, input_bytes, limits);
        const struct image_info subject = plan_subject(&plans->at[i], info);
        struct size size = {0, 0};

        most = one > most ? one : most;
        if (plan_shape(&plans->at[i], &subject, limits, &size, NULL) == ERR_OK)
            encoded += ENCODED * (uint64_t)size.width * size.height;
    }
    return plans->n > 1 ? most + encoded + shared_memory(plans, info) : most;
}
