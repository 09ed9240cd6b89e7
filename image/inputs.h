/* image/inputs.h - the pictures of one job: the one that plans are about, and those that steps lay
 * on it, mask it with or put beside it. Pure functions, any thread.
 */
#ifndef IMAGE_INPUTS_H
#define IMAGE_INPUTS_H

#include "base/window.h"
#include "image/plan.h"

enum { INPUTS_MAX = 16 };

struct inputs {
    uint32_t n;                 /* at least 1 */
    struct span at[INPUTS_MAX]; /* borrowed; at[0] is the picture, others as steps' `input` says */
    bool mapped;                /* from files, to be read only: pages may be given back meanwhile */
};

struct inputs inputs_of(struct span picture);

/* The picture, to be read once. */
struct window inputs_window(const struct inputs *inputs);

/* Whether the step needs more than the picture. */
bool step_takes_more(const struct step *step);

/* The part or asset that the step takes, for messages. */
const char *step_input_name(const struct step *step);

/* Give the step the job's pictures from `first` (at least 1) on, n of them. */
void step_bind(struct step *step, uint32_t first, uint32_t n);

/* An error of the step at this index, which names its parameter: put its place in front where the
 * plan is `listed`. Gives back `code`. */
enum err_code plan_place(const struct plan *plan, uint32_t step, enum err_code code,
                         struct err *err);

/* Upper estimate of what a further picture of this size costs a worker, in bytes. */
uint64_t inputs_memory(const struct image_info *info, uint64_t bytes, const struct limits *limits);

/* And what it costs only while it is decoded, which is one after the other. */
uint64_t inputs_passing(const struct image_info *info);

#endif
