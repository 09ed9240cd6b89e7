#include "image/planar/depth.h"

#include "image/codec/jpeg.h"

static uint32_t divided(uint32_t a, uint32_t b)
{
    return (a + b - 1) / b;
}

/* What the first step lets libvips' loader do (image/vips/decode.c). */
static uint32_t shrink_of(const struct plan *plan, const struct image_info *info)
{
    struct step step = plan->steps[0];
    struct size size = {info->width, info->height};

    if (plan->n_steps == 0 || op_at(step.op)->shrink == NULL)
        return 1;
    if (plan->output.orient && info->orientation >= 5)
        size = (struct size){info->height, info->width};
    return (uint32_t)jpegin_shrink(op_at(step.op)->shrink(step.params, &size));
}

/* Chroma of half the lines and all the columns stays so when the IDCT scales; a row of MCUs then
 * waits for the next one, to interpolate between them (libjpeg-turbo's fancy upsampling). */
static bool looks_down(const struct image_info *info, uint32_t shrink)
{
    const uint8_t *sampling = info->jpeg.sampling;

    return info->bands == 3 && shrink < 8 && sampling[0] >> 4 == sampling[1] >> 4 &&
           (sampling[0] & 15) == 2 * (sampling[1] & 15);
}

uint32_t depth_of(const struct plan *plan, const struct image_info *info)
{
    const uint32_t shrink = shrink_of(plan, info);
    const uint32_t unit = 8u * (info->jpeg.sampling[0] & 15);
    const uint32_t lines = info->height / shrink;
    const uint32_t rows = divided(lines > 0 ? lines : 1, unit / shrink) + looks_down(info, shrink);
    const uint32_t all = divided(info->height, unit);

    return rows < all ? rows : all;
}
