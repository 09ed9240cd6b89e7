/* image/plan.h - what is to be done: steps in order and one output. A value without pointers.
 *
 * The front builds it from text and checks it before a body byte is read; a worker runs it as it
 * is. A plan is valid only within one build (operation indexes). Pure functions, any thread.
 */
#ifndef IMAGE_PLAN_H
#define IMAGE_PLAN_H

#include "image/limits.h"
#include "image/op.h"
#include "image/output.h"
#include "image/probe.h"

enum { PLAN_STEPS_MAX = 32 };

struct step {
    int32_t op;               /* op_at() */
    uint16_t input, n_inputs; /* which of the job's pictures it uses besides (image/inputs.h) */
    _Alignas(8) unsigned char params[OP_PARAMS_MAX];
};

struct plan {
    uint32_t n_steps;
    uint32_t listed; /* 1: the steps came as a list, and errors say which: "steps[2].width" */
    struct step steps[PLAN_STEPS_MAX];
    struct output output;
};

enum engine { ENGINE_VIPS, ENGINE_PLANAR, ENGINE_LOSSLESS, ENGINE_PNG, ENGINE_COUNT };

void plan_init(struct plan *plan);

/* Append `op` with its defaults. ERR_PLAN_STEPS beyond limits->steps or PLAN_STEPS_MAX. */
enum err_code plan_add(struct plan *plan, int op, const struct limits *limits,
                       struct err *err) MUST_CHECK;

/* Set one parameter of the last step, or of the output. `seen` (starts as {0}) remembers what was
 * set since the step was added: ERR_PARAM_REPEATED, ERR_PARAM_UNKNOWN (nearest name told). A name
 * that the step has goes to the step; else, when `with_output`, the output's table is tried. */
struct plan_seen {
    uint64_t step, output; /* a bit a row */
};
enum err_code plan_set(struct plan *plan, struct plan_seen *seen, bool with_output,
                       struct span name, struct span value, struct err *err) MUST_CHECK;
enum err_code plan_set_output(struct plan *plan, struct plan_seen *seen, struct span name,
                              struct span value, struct err *err) MUST_CHECK;

/* After the last step's last plan_set: what it requires, op->check, one picked frame at most. */
enum err_code plan_check_step(const struct plan *plan, const struct plan_seen *seen,
                              struct err *err) MUST_CHECK;

/* The one frame that a step picks, from 0, or -1. */
int32_t plan_frame(const struct plan *plan);

/* What the header claims against the limits: ERR_FRAMES, ERR_IMAGE_TOO_LARGE. */
enum err_code plan_check_input(const struct image_info *info, const struct limits *limits,
                               struct err *err) MUST_CHECK;

/* Size of the result for an image of this size (one frame, pixels, not 0), and the limits on the
 * way: ERR_IMAGE_TOO_LARGE, ERR_RESULT_TOO_LARGE, ERR_OUT_OF_PICTURE. */
enum err_code plan_shape(const struct plan *plan, const struct image_info *info,
                         const struct limits *limits, struct size *size,
                         struct err *err) MUST_CHECK;

/* Whether the size of the result depends on the pixels, or on max_bytes: plan_shape() then reckons
 * with the most the step may give, which is what it is asked for, and the worker asks
 * plan_shape_rest() again. */
bool plan_size_depends(const struct plan *plan);

/* The steps from `first` on, for frames that have the size `from`: the errors of plan_shape(). */
enum err_code plan_shape_rest(const struct plan *plan, uint32_t first, uint32_t frames,
                              const struct limits *limits, const struct size *from,
                              struct err *err) MUST_CHECK;

/* Upper estimate of a worker's memory for this plan on this image, in bytes:
 *
 *   40 MiB + input_bytes + B * (held + C * made) + frames * what steps hold (op->memory)
 *
 * B: 4 bytes a pixel, 8 above 8 bits a band or where the depth is not known. held: 512 lines where
 * the picture streams (baseline JPEG through steps that read top to bottom), else 3 pictures. made:
 * pixels of the result; C: 2 copies, to 20 by encoder, to 2 more with max_bytes. An image of
 * unknown size is charged as a square of its area or as the limits, a moving one with all frames;
 * no term is above its limit. libvips may have to stand in, so the greater need counts. Planar:
 *
 *   40 MiB + input_bytes + 864 * width / s + 6 * kept width * height / s + 10 * made
 *
 * with s the scale of the IDCT (1, 2, 4, 8), and 2 bytes a stored sample more for a progressive
 * file; on the lossless one 40 MiB + 2 * input_bytes + 4 * stored samples. Both are charged for
 * what the result carries besides (image/vips/carry.h). */
uint64_t plan_memory(const struct plan *plan, const struct image_info *info, uint64_t input_bytes,
                     const struct limits *limits);

/* The engine that will run it, by plan and header alone. */
enum engine plan_engine(const struct plan *plan, const struct image_info *info);
const char *engine_name(enum engine engine);

/* {"steps":[{"op":"resize","width":800},...],"output":{...}}: what the pipeline endpoint reads. */
void plan_write(const struct plan *plan, struct emit *json, const char *key);

#endif
