#include "image/vips/further.h"

#include "image/vips/color.h"
#include "image/vips/decode.h"
#include "image/vips/env.h"

enum err_code further_error(enum err_code code, const char *name, struct err *err)
{
    const enum err_code mine =
        code == ERR_FORMAT_UNKNOWN || code == ERR_FORMAT_REFUSED      ? ERR_PART_FORMAT
        : code == ERR_IMAGE_TOO_LARGE || code == ERR_RESULT_TOO_LARGE ? ERR_PART_TOO_LARGE
        : code == ERR_INTERNAL                                        ? ERR_INTERNAL
                                                                      : ERR_PART_BROKEN;

    if (err) {
        err->code = mine;
        (void)span_copy(span_text(name), err->param, sizeof(err->param));
    }
    return mine;
}

/* Opened, turned and converted, but not yet decoded. */
static enum err_code open_one(struct span bytes, const struct limits *limits,
                              struct image_info *info, VipsImage **image, struct err *err)
{
    VipsImage *opened = NULL;
    struct plan plan;

    plan_init(&plan);
    output_set_format(&plan.output, FORMAT_PNG); /* which has one frame */
    const struct decode how = {&plan, limits, bytes, info, NULL};
    enum err_code code = decode_image(&how, &opened, err);

    if (code != ERR_OK)
        return code;
    output_set_format(&plan.output, FORMAT_JPEG); /* which has 8 bits */
    code = color_normalise(opened, &plan.output, image, err);
    g_object_unref(opened);
    return code;
}

enum err_code further_decode(struct span bytes, const struct limits *limits,
                             struct image_info *info, VipsImage **image, struct err *err)
{
    VipsImage *lazy = NULL;
    enum err_code code = open_one(bytes, limits, info, &lazy, err);

    if (code != ERR_OK)
        return code;
    VipsImage *memory = vips_image_copy_memory(lazy);

    g_object_unref(lazy);
    code = vipsenv_done(memory ? 0 : -1, err);
    if (code == ERR_OK)
        *image = memory;
    return code;
}

/* One that two steps use is decoded once. *left: pixels that may still come. */
static enum err_code open_next(const struct step *step, uint32_t index, const struct limits *limits,
                               const struct inputs *inputs, struct further *further, uint64_t *left,
                               struct err *err)
{
    struct limits now = *limits;
    struct image_info info = {.format = FORMAT_NONE};

    if (index == 0 || index >= inputs->n || index >= INPUTS_MAX || inputs->at[index].len == 0)
        return err_set(err, ERR_INTERNAL, "A second image did not reach the worker.");
    if (further->at[index])
        return ERR_OK;
    now.input_pixels = *left;
    const enum err_code code =
        further_decode(inputs->at[index], &now, &info, &further->at[index], err);

    *left -= code == ERR_OK ? image_info_claim(&info) : 0;
    return code == ERR_OK ? code : further_error(code, step_input_name(step), err);
}

enum err_code further_open(const struct plan *plan, const struct limits *limits,
                           const struct inputs *inputs, struct further *further, struct err *err)
{
    uint64_t left = limits->input_pixels;
    enum err_code code = ERR_OK;

    *further = (struct further){0};
    for (uint32_t i = 0; code == ERR_OK && i < plan->n_steps; i++) {
        const struct step *step = &plan->steps[i];

        for (uint32_t k = 0; code == ERR_OK && k < step->n_inputs; k++)
            code = plan_place(
                plan, i,
                open_next(step, (uint32_t)step->input + k, limits, inputs, further, &left, err),
                err);
    }
    if (code != ERR_OK)
        further_close(further);
    return code;
}

void further_close(struct further *further)
{
    for (int i = 0; i < INPUTS_MAX; i++)
        g_clear_object(&further->at[i]);
}
