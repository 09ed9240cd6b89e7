/* image/render.h - running several plans on one picture: bytes in, results one behind the other.
 *
 * Runs where image_run() does, with the same rules for threads.
 */
#ifndef IMAGE_RENDER_H
#define IMAGE_RENDER_H

#include "image/plans.h"
#include "image/run.h"

struct render_files {
    int out;     /* empty; the results, in the order of the plans and without gaps */
    int scratch; /* empty before and after; not used for a single plan */
};

/* As image_run() for each plan; facts[i].at and .bytes say where its result lies. All or nothing:
 * on an error *failed is the plan at fault, and what `out` holds has no meaning. */
enum err_code image_render(const struct plans *plans, const struct limits *limits,
                           const struct inputs *inputs, const struct render_files *files,
                           struct run_facts facts[PLANS_MAX], uint32_t *failed,
                           struct err *err) MUST_CHECK;

#endif
