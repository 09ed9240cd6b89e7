#include "image/inputs.h"

#include "base/check.h"
#include "image/svg.h"

#include <stdio.h>

struct inputs inputs_of(struct span picture)
{
    return (struct inputs){.n = 1, .at = {picture}};
}

struct window inputs_window(const struct inputs *inputs)
{
    return inputs->mapped ? window_mapped(inputs->at[0]) : window_of(inputs->at[0]);
}

bool step_takes_more(const struct step *step)
{
    const struct op *op = op_at(step->op);

    return op->source || op->gather;
}

const char *step_input_name(const struct step *step)
{
    const struct op *op = op_at(step->op);
    const struct source *source = op->source ? op->source(step->params) : NULL;

    if (source == NULL)
        return "image";
    if (source->asset[0])
        return source->asset;
    return source->part[0] ? source->part : op->name;
}

void step_bind(struct step *step, uint32_t first, uint32_t n)
{
    const struct op *op = op_at(step->op);

    CHECK(first + n <= INPUTS_MAX);
    step->input = (uint16_t)first;
    step->n_inputs = (uint16_t)n;
    if (op->gather)
        op->gather(step->params, n);
}

/* Decoded with up to 8 bytes a pixel while 4 of them are kept. */
uint64_t inputs_memory(const struct image_info *info, uint64_t bytes, const struct limits *limits)
{
    enum { PIXEL = 12 };
    const uint64_t pixels = image_info_pixels(info);
    const uint64_t most = limits->input_pixels;

    return bytes + PIXEL * (pixels > 0 && pixels < most ? pixels : most);
}

/* The layers of an SVG, image/vips/svg_bounds.h: 24 bytes a pixel with those of inputs_memory(). */
uint64_t inputs_passing(const struct image_info *info)
{
    enum { PIXEL = 12 };

    return info->format == FORMAT_SVG ? (uint64_t)PIXEL * SVG_PIXELS_MAX : 0;
}

enum err_code plan_place(const struct plan *plan, uint32_t step, enum err_code code,
                         struct err *err)
{
    char place[ERR_PARAM_MAX];

    if (code == ERR_OK || err == NULL || !plan->listed || err->param[0] == '\0')
        return code;
    (void)snprintf(place, sizeof(place), "steps[%u].", step);
    err_place(err, place);
    return code;
}
