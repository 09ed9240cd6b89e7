/* image/planar/course.h - a plan's moves brought into one order: cut, scale, part, pad, turn.
 *
 * Pure functions of plan and header; any thread.
 *
 *   stored picture        scaled           frame            result
 *   +-----------+
 *   |  +-cut--+ |         +------+       +--------+       turned, then
 *   |  |      | |  scale  | part |  pad  |  part  |       flipped; grey
 *   |  +------+ | ------> +------+ ----> +--------+ --->
 *   +-----------+
 */
#ifndef IMAGE_PLANAR_COURSE_H
#define IMAGE_PLANAR_COURSE_H

#include "image/plan.h"

struct box {
    uint32_t x, y, width, height; /* pixels */
};

struct course {
    struct box cut;     /* of the stored picture: nothing outside it counts */
    struct size scaled; /* what the cut is scaled to; its own size: not at all */
    struct box part;    /* of the scaled picture: what is kept of it */
    struct size frame;  /* what the part is laid into, at x,y; the part's own size: not at all */
    uint32_t x, y;
    struct color ground; /* of the frame */
    enum move_kernel kernel;
    int quarters; /* 0 to 3 clockwise, then: */
    bool flip;    /* left to right */
    bool grey;
};

/* Bring the plan's moves on this picture (orientation included) into that order. False: a step is
 * no move, or they cannot be ordered so (two scalings, a cut of a padded picture). */
bool course_of(const struct plan *plan, const struct image_info *info, struct course *course);

/* How far the IDCT may scale the stored picture down: 1, 2, 4 or 8. */
int course_shrink(const struct course *course, const struct image_info *info);

/* The same in eighths, 1 to 5 or 8: as small as leaves a factor of two to the resampler. */
int course_eighths(const struct course *course, const struct image_info *info);

bool course_scales(const struct course *course);

/* Whether the stored picture's rows (or with `vertical` its columns) run backwards in the result: a
 * clockwise quarter turn puts the last row first, half a turn both, a flip the side that ends up
 * horizontal. */
bool course_mirrors(const struct course *course, bool vertical);

/* The size of the result. */
struct size course_size(const struct course *course);

#endif
