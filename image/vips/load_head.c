#include "image/vips/load_head.h"

#include "image/planar/planar.h"
#include "image/vips/canvas_image.h"
#include "image/vips/env.h"

#include <stdlib.h>

static uint32_t count_steps(const struct plan *plan, struct span input, struct image_info *info)
{
    if (probe_header(input, true, info) != PROBE_DONE || plan_engine(plan, info) != ENGINE_VIPS)
        return 0;
    return planar_head(plan, info);
}

static bool is_upright(const struct plan *head)
{
    bool upright = head->output.orient;

    for (uint32_t i = 0; i < head->n_steps; i++)
        upright |= op_at(head->steps[i].op)->uprights;
    return upright;
}

static enum err_code replace(VipsImage **image, struct canvas *canvas, bool upright,
                             struct err *err)
{
    VipsImage *pixels = canvas_image(canvas, *image);

    if (pixels == NULL)
        return vipsenv_done(-1, err);
    if (upright)
        vips_autorot_remove_angle(pixels);
    g_object_unref(*image);
    *image = pixels;
    return ERR_OK;
}

enum err_code load_head(const struct plan *plan, const struct limits *limits, struct span input,
                        VipsImage **image, uint32_t *steps, struct err *err)
{
    struct plan head = *plan;
    struct image_info info;
    bool mine = false;
    struct canvas *canvas = calloc(1, sizeof(*canvas));

    *steps = 0;
    head.n_steps = count_steps(plan, input, &info);
    if (head.n_steps == 0 || canvas == NULL) {
        free(canvas);
        return ERR_OK;
    }
    output_set_format(&head.output, FORMAT_PNG);
    head.output.chroma = CHROMA_444;
    enum err_code code = planar_pixels(&head, limits, input, &info, canvas, &mine, err);

    if (code == ERR_OK && mine) {
        *steps = head.n_steps;
        return replace(image, canvas, is_upright(&head), err);
    }
    free(canvas);
    return code;
}
