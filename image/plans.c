#include "image/plans.h"

/* Encoded, a pixel of the usual four bands is no longer than it was. */
enum { ENCODED = 4 };

enum err_code plans_shape(const struct plans *plans, const struct image_info *info,
                          const struct limits *limits, struct size sizes[PLANS_MAX],
                          uint32_t *failed, struct err *err)
{
    double pixels = 0;

    for (uint32_t i = 0; i < plans->n; i++) {
        const enum err_code code = plan_shape(&plans->at[i], info, limits, &sizes[i], err);

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

uint64_t plans_memory(const struct plans *plans, const struct image_info *info,
                      uint64_t input_bytes, const struct limits *limits)
{
    uint64_t most = 0;
    uint64_t encoded = 0;

    for (uint32_t i = 0; i < plans->n; i++) {
        const uint64_t one = plan_memory(&plans->at[i], info, input_bytes, limits);
        struct size size = {0, 0};

        most = one > most ? one : most;
        if (plan_shape(&plans->at[i], info, limits, &size, NULL) == ERR_OK)
            encoded += ENCODED * (uint64_t)size.width * size.height;
    }
    return plans->n > 1 ? most + encoded : most;
}
