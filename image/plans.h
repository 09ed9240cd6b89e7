/* image/plans.h - plans and the picture they are for; several for one are the outputs of a request.
 *
 * The limits of a result hold for all outputs together. Pure functions, any thread.
 */
#ifndef IMAGE_PLANS_H
#define IMAGE_PLANS_H

#include "image/plan.h"

/* Steps: of all plans together, so that a job fits into one message (service/job.h). */
enum { PLANS_MAX = 16, PLANS_STEPS_MAX = 128 };

struct plans {
    const struct plan *at; /* borrowed */
    uint32_t n;            /* 1 to PLANS_MAX */
};

/* What is known of the picture that the plan is about, when info is known of the first one in the
 * file. Of another page of a TIFF what its directory says; where that does not lie in `file`, which
 * may be empty, and of an AVIF or HEIF only an area: that of the first, or the largest. */
struct image_info plan_subject(const struct plan *plan, const struct image_info *info,
                               struct span file);

/* plan_shape() of each into sizes[] (0 by 0 where the size of its picture is not known, see
 * plan_subject()), and their pixels together against limits->output_pixels. On an error *failed is
 * the plan at fault, or n where it is all of them. */
enum err_code plans_shape(const struct plans *plans, const struct image_info *info,
                          struct span file, const struct limits *limits,
                          struct size sizes[PLANS_MAX], uint32_t *failed,
                          struct err *err) MUST_CHECK;

/* The plans that one decode by the planar engine serves, in their order; *index of each in the
 * list. Returns how many; 0 where fewer than two could share it. */
uint32_t plans_shared(const struct plans *plans, const struct image_info *info,
                      const struct plan *shared[PLANS_MAX], uint32_t index[PLANS_MAX]);

/* Upper estimate of a worker's memory for all of them: as plan_memory() for one. For several it is
 * the greatest that one of them needs, what those that share a decode hold together, and each
 * result's bytes, at most 4 a pixel. */
uint64_t plans_memory(const struct plans *plans, const struct image_info *info, struct span file,
                      const struct limits *limits);

#endif
