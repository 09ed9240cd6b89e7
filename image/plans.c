#include "image/plans.h"

#include "image/plan_parts.h"
#include "image/planar/planar.h"

/* Encoded, a pixel of the usual four bands is no longer than it was. */
enum { ENCODED = 4 };

/* Of which no more is known than how large it may be. */
static struct image_info unknown(const struct image_info *first)
{
    return (struct image_info){.format = first->format,
                               .frames = 1,
                               .orientation = 1,
                               .alpha = true,
                               .progressive = true,
                               .area = image_info_pixels(first)};
}

struct image_info plan_subject(const struct plan *plan, const struct image_info *info,
                               struct span file)
{
    const int32_t page = plan_frame(plan);
    struct image_info other;

    if (page <= 0)
        return *info;
    switch (info->format) {
    case FORMAT_TIFF:
        return probe_page(file, (uint32_t)page, &other) ? other : unknown(info);
    case FORMAT_AVIF:
    case FORMAT_HEIF:
        return unknown(info);
    default:
        return *info;
    }
}

enum err_code plans_shape(const struct plans *plans, const struct image_info *info,
                          struct span file, const struct limits *limits,
                          struct size sizes[PLANS_MAX], uint32_t *failed, struct err *err)
{
    double pixels = 0;

    for (uint32_t i = 0; i < plans->n; i++) {
        const struct image_info subject = plan_subject(&plans->at[i], info, file);
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

uint64_t plans_memory(const struct plans *plans, const struct image_info *info, struct span file,
                      const struct limits *limits)
{
    uint64_t most = 0;
    uint64_t encoded = 0;

    for (uint32_t i = 0; i < plans->n; i++) {
        const struct image_info subject = plan_subject(&plans->at[i], info, file);
        const struct image_info known = plan_sized(&subject, limits);
        const uint64_t one = plan_memory(&plans->at[i], &subject, file.len, limits);
        struct size size = {0, 0};

        most = one > most ? one : most;
        if (plan_shape(&plans->at[i], &known, limits, &size, NULL) == ERR_OK)
            encoded += ENCODED * (uint64_t)size.width * size.height;
    }
    return plans->n > 1 ? most + encoded + shared_memory(plans, info) : most;
}
