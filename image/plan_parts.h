/* image/plan_parts.h - what the files of the plan share. Private to image/plan*.c. */
#ifndef IMAGE_PLAN_PARTS_H
#define IMAGE_PLAN_PARTS_H

#include "image/plan.h"

/* The picture, or a square in place of one whose sides are not known. */
struct image_info plan_sized(const struct image_info *info, const struct limits *limits);

/* What the steps hold besides the picture, in bytes; the size may be a guess. */
uint64_t plan_steps_memory(const struct plan *plan, const struct image_info *info);

#endif
