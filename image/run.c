#include "image/run.h"

#include "base/clock.h"
#include "image/codec/scans.h"
#include "image/lossless/lossless.h"
#include "image/original.h"
#include "image/planar/planar.h"
#include "image/raster/raster.h"
#include "image/run_on.h"
#include "image/vips/carry.h"
#include "image/vips/color.h"
#include "image/vips/decode.h"
#include "image/vips/env.h"
#include "image/vips/frames.h"
#include "image/vips/further.h"
#include "image/vips/hold.h"
#include "image/vips/save.h"

#include <vips/vips.h>

/* One job's state: the plan is a copy, because hooks write what they settle into it. */
struct job {
    struct plan plan;
    const struct limits *limits;
    struct run_facts *facts;
    uint32_t done; /* steps that the decoded picture has behind it */
    struct further further;
};

static enum err_code replace(VipsImage **image, VipsImage *next, enum err_code code)
{
    if (code != ERR_OK)
        return code;
    g_object_unref(*image);
    *image = next;
    return ERR_OK;
}

/* What the front could not foresee is checked as soon as it is known, before a pixel of the next
 * step is made. */
static enum err_code check_rest(const struct job *job, uint32_t next, const VipsImage *image,
                                struct err *err)
{
    const struct size size = {(uint32_t)image->Xsize, (uint32_t)image->Ysize};

    return plan_shape_rest(&job->plan, next, job->facts->input.frames, job->limits, &size, err);
}

static enum err_code apply_step(const struct job *job, uint32_t i, VipsImage **image,
                                struct err *err)
{
    const struct step *step = &job->plan.steps[i];
    const struct op *op = op_at(step->op);
    VipsImage *const *more = &job->further.at[step->input];
    VipsImage *next = NULL;
    enum err_code code = op->combine
                             ? op->combine(*image, more, step->n_inputs, &next, step->params, err)
                             : op->apply(*image, &next, step->params, err);

    code = replace(image, next, plan_place(&job->plan, i, code, err));
    if (code == ERR_OK && op->size_depends)
        code = check_rest(job, i + 1, *image, err);
    return code;
}

static enum err_code normalise(const struct job *job, VipsImage **image, struct err *err)
{
    VipsImage *next = NULL;
    const enum err_code code = color_normalise(*image, &job->plan.output, &next, err);

    return replace(image, next, code);
}

static bool scales_later(const struct plan *plan, uint32_t from)
{
    for (uint32_t i = from; i < plan->n_steps; i++)
        if (hold_suits_pieces(&plan->steps[i]))
            return true;
    return false;
}

/* Colour is converted after a first step that shrinks: fewer pixels to convert. */
static enum err_code run_steps(const struct job *job, VipsImage **image, struct err *err)
{
    const struct plan *plan = &job->plan;
    const bool late = job->done == 0 && plan->n_steps > 0 &&
                      op_at(plan->steps[0].op)->shrink != NULL && color_late(*image);
    bool held = job->done > 0 || decode_holds(plan, &job->facts->input);

    if (!decode_holds(plan, &job->facts->input) && scales_later(plan, job->done)) {
        hold_to_sequence(*image);
        held = false;
    }
    enum err_code code = late ? ERR_OK : normalise(job, image, err);

    for (uint32_t i = job->done; code == ERR_OK && i < plan->n_steps; i++) {
        if (!held && hold_needs_whole(&plan->steps[i])) {
            code = hold_whole(image, err);
            held = true;
        }
        if (code == ERR_OK)
            code = apply_step(job, i, image, err);
        if (code == ERR_OK && late && i == 0)
            code = normalise(job, image, err);
        if (code == ERR_OK && i + 1 < plan->n_steps && hold_suits_pieces(&plan->steps[i + 1])) {
            code = hold_pieces(image, err);
            held = false;
        }
    }
    return code;
}

static enum err_code frame_step(VipsImage **frame, const void *cls, struct err *err)
{
    return run_steps(cls, frame, err);
}

static enum err_code settle_steps(struct job *job, VipsImage *image, struct err *err)
{
    VipsImage *first = NULL;
    enum err_code code = frames_first(image, &first, err);

    for (uint32_t i = 0; code == ERR_OK && i < job->plan.n_steps; i++) {
        struct step *step = &job->plan.steps[i];
        const struct op *op = op_at(step->op);

        if (op->settle)
            code = plan_place(&job->plan, i, op->settle(first, step->params, err), err);
        if (code == ERR_OK)
            code = apply_step(job, i, &first, err);
    }
    g_clear_object(&first);
    return code;
}

static enum err_code process(struct job *job, VipsImage **image, struct err *err)
{
    if (job->facts->input.frames <= 1)
        return run_steps(job, image, err);
    enum err_code code = settle_steps(job, *image, err);

    if (code == ERR_OK)
        code = frames_each(image, frame_step, job, err);
    return code;
}

static enum err_code encode(const struct job *job, VipsImage *image, int out_fd, struct err *err)
{
    struct run_facts *facts = job->facts;
    struct saved saved = {0};

    facts->frames = (uint32_t)(image->Ysize / vips_image_get_page_height(image));
    facts->format = output_format(&job->plan.output);
    const enum err_code code = save_image(image, &job->plan.output, out_fd, &saved, err);

    facts->width = saved.width;
    facts->height = saved.height;
    facts->quality = saved.quality;
    facts->bytes = saved.bytes;
    return code;
}

static enum err_code check_output(const struct plan *plan, struct err *err)
{
    const enum format_id format = output_format(&plan->output);

    if (format >= FORMAT_COUNT || !format_row(format)->writes)
        return err_set(err, ERR_INTERNAL, "The plan names no format to write.");
    if (!(image_writes() & 1u << format))
        return err_param(err, ERR_PARAM_INVALID, "format",
                         "The libraries here cannot write format %s.", format_row(format)->name);
    return output_check(&plan->output, err);
}

static enum err_code run_vips(const struct plan *plan, const struct limits *limits,
                              const struct inputs *inputs, int out_fd, struct run_facts *facts,
                              struct err *err)
{
    struct job job = {.plan = *plan, .limits = limits, .facts = facts};
    const struct decode how = {&job.plan, limits, inputs->at[0], &facts->input, &job.done};
    VipsImage *image = NULL;
    const int64_t start_ns = clock_now_ns();

    *facts = (struct run_facts){.engine = ENGINE_VIPS, .format = FORMAT_NONE};
    facts->input.format = FORMAT_NONE;
    enum err_code code = decode_image(&how, &image, err);

    if (code == ERR_OK)
        code = further_open(plan, limits, inputs, &job.further, err);
    const int64_t decoded_ns = clock_now_ns();

    if (code == ERR_OK)
        code = process(&job, &image, err);
    const int64_t processed_ns = clock_now_ns();

    if (code == ERR_OK)
        code = encode(&job, image, out_fd, err);
    facts->decode_ns = decoded_ns - start_ns;
    facts->process_ns = processed_ns - decoded_ns;
    facts->encode_ns = clock_now_ns() - processed_ns;
    g_clear_object(&image);
    further_close(&job.further);
    return code;
}

/* JPEG's own engines: what libvips' way checks before pixels is checked here too. */
static enum err_code run_jpeg(const struct plan *plan, const struct limits *limits,
                              const struct inputs *inputs, int out_fd, struct run_facts *facts,
                              bool *mine, struct err *err)
{
    const struct image_info info = facts->input;
    struct dest dest = {.fd = out_fd};
    enum err_code code = ERR_OK;
    struct buf extras;

    *mine = true;
    buf_init(&extras, CARRY_MAX);
    if (!(limits->formats_in & 1u << FORMAT_JPEG))
        code = err_set(err, ERR_FORMAT_REFUSED, "Images of format jpeg are not taken.");
    if (code == ERR_OK)
        code = scans_check(inputs_window(inputs), limits, err);
    if (code == ERR_OK)
        code = carry_make(plan, limits, inputs->at[0], &info, &extras, err);
    dest.extras = buf_span(&extras);
    if (code == ERR_OK && facts->engine == ENGINE_LOSSLESS)
        code = lossless_run(plan, limits, inputs->at[0], &dest, facts, mine, err);
    else if (code == ERR_OK)
        code = planar_run(plan, limits, inputs, &dest, facts, mine, err);
    facts->input = info;
    buf_fini(&extras);
    return code;
}

static bool knows(enum engine engine, const struct plan *plan, const struct image_info *info)
{
    return (engine == ENGINE_PLANAR && planar_knows(plan, info)) ||
           (engine == ENGINE_LOSSLESS && lossless_knows(plan, info));
}

static enum err_code run_engine(enum engine engine, const struct plan *plan,
                                const struct limits *limits, const struct inputs *inputs,
                                int out_fd, struct run_facts *facts, struct err *err)
{
    const struct span input = inputs->at[0];
    struct image_info info = {.format = FORMAT_NONE};
    bool mine = false;
    enum err_code code = check_output(plan, err);

    if (engine != ENGINE_VIPS)
        (void)probe_header(input, true, &info);
    *facts = (struct run_facts){.engine = engine, .format = FORMAT_NONE, .input = info};
    if (code == ERR_OK && knows(engine, plan, &info))
        code = run_jpeg(plan, limits, inputs, out_fd, facts, &mine, err);
    if (code == ERR_OK && engine == ENGINE_PNG)
        mine = raster_run(plan, limits, input, out_fd, facts, &code, err);
    if (code != ERR_OK || mine)
        return code;
    return run_vips(plan, limits, inputs, out_fd, facts, err);
}

enum err_code run_on(enum engine engine, const struct plan *plan, const struct limits *limits,
                     struct span input, int out_fd, struct run_facts *facts, struct err *err)
{
    const struct inputs inputs = inputs_of(input);

    return run_engine(engine, plan, limits, &inputs, out_fd, facts, err);
}

enum err_code image_run(const struct plan *plan, const struct limits *limits, struct span input,
                        int out_fd, struct run_facts *facts, struct err *err)
{
    const struct inputs inputs = inputs_of(input);

    return image_run_inputs(plan, limits, &inputs, out_fd, facts, err);
}

enum err_code image_run_inputs(const struct plan *plan, const struct limits *limits,
                               const struct inputs *inputs, int out_fd, struct run_facts *facts,
                               struct err *err)
{
    struct image_info info;
    const bool known = probe_header(inputs->at[0], true, &info) == PROBE_DONE;
    enum err_code code = known ? lossless_refuse(plan, &info, err) : ERR_OK;

    if (code != ERR_OK) {
        *facts =
            (struct run_facts){.engine = ENGINE_LOSSLESS, .format = FORMAT_NONE, .input = info};
        return code;
    }
    code = run_engine(known ? plan_engine(plan, &info) : ENGINE_VIPS, plan, limits, inputs, out_fd,
                      facts, err);
    if (code == ERR_OK && known && original_stands(plan, &info))
        code = original_hand_back(plan, inputs->at[0], out_fd, facts, err);
    return code;
}
