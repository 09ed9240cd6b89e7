/* image/vips/further.h - a job's further pictures, decoded into memory as steps use them: the first
 * frame, upright, sRGB or grey, 8 bits. */
#ifndef IMAGE_VIPS_FURTHER_H
#define IMAGE_VIPS_FURTHER_H

#include "image/inputs.h"
#include "image/plan.h"

#include <vips/vips.h>

struct further {
    VipsImage *at[INPUTS_MAX]; /* NULL: no step of the plan uses it; at[0] is always NULL */
};

/* One picture, decoded; errors as of any picture. A new reference in *image, only on success. */
enum err_code further_decode(struct span bytes, const struct limits *limits,
                             struct image_info *info, VipsImage **image,
                             struct err *err) MUST_CHECK;

/* The same error as one of the part or asset of this name. */
enum err_code further_error(enum err_code code, const char *name, struct err *err);

/* Decode what the plan's steps name. Each picture, and all of them together, may have as many
 * pixels as an input. Errors name the part or asset: ERR_PART_FORMAT, ERR_PART_BROKEN,
 * ERR_PART_TOO_LARGE. Nothing is left open after an error. */
enum err_code further_open(const struct plan *plan, const struct limits *limits,
                           const struct inputs *inputs, struct further *further,
                           struct err *err) MUST_CHECK;
void further_close(struct further *further); /* accepts a zeroed one */

#endif
