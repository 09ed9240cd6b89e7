#include "image/planar/course.h"

#include "image/codec/jpeg.h"

#include <math.h>

static bool same(struct size a, struct size b)
{
    return a.width == b.width && a.height == b.height;
}

static struct size size_of(const struct box *box)
{
    return (struct size){box->width, box->height};
}

bool course_scales(const struct course *course)
{
    return !same(size_of(&course->cut), course->scaled);
}

static bool pads(const struct course *course)
{
    return !same(size_of(&course->part), course->frame);
}

static struct size turned(struct size size, int quarters)
{
    return quarters % 2 == 1 ? (struct size){size.height, size.width} : size;
}

struct size course_size(const struct course *course)
{
    return turned(course->frame, course->quarters);
}

bool course_mirrors(const struct course *course, bool vertical)
{
    const bool turned = vertical ? course->quarters == 1 || course->quarters == 2
                                 : course->quarters == 2 || course->quarters == 3;
    const bool flipped = course->flip && (course->quarters % 2 == 1) == vertical;

    return turned != flipped;
}

/* A box of a turned and flipped picture of size `outer`, as it lay before. A clockwise turn takes
 * the pixel x,y of a picture h high to h - 1 - y,x. */
static struct box before(const struct course *course, struct box box, struct size outer)
{
    if (course->flip)
        box.x = outer.width - box.x - box.width;
    for (int i = 0; i < course->quarters; i++) {
        box = (struct box){box.y, outer.width - box.x - box.width, box.height, box.width};
        outer = turned(outer, 1);
    }
    return box;
}

static bool scale(struct course *course, const struct move *move)
{
    if (course_scales(course) || pads(course))
        return false;
    course->scaled = turned(move->size, course->quarters);
    course->part = (struct box){0, 0, course->scaled.width, course->scaled.height};
    course->frame = course->scaled;
    course->kernel = move->kernel;
    return true;
}

static bool cut(struct course *course, const struct move *move)
{
    const struct box outer = {(uint32_t)move->x, (uint32_t)move->y, move->size.width,
                              move->size.height};
    const struct box box = before(course, outer, course_size(course));

    if (pads(course))
        return false;
    if (course_scales(course)) {
        course->part =
            (struct box){course->part.x + box.x, course->part.y + box.y, box.width, box.height};
    } else {
        course->cut =
            (struct box){course->cut.x + box.x, course->cut.y + box.y, box.width, box.height};
        course->scaled = size_of(&box);
        course->part = (struct box){0, 0, box.width, box.height};
    }
    course->frame = size_of(&box);
    return true;
}

static bool pad(struct course *course, const struct move *move)
{
    const struct size inner = course_size(course);
    const struct box outer = {(uint32_t)move->x, (uint32_t)move->y, inner.width, inner.height};
    const struct box box = before(course, outer, move->size);

    if (pads(course))
        return false;
    course->x = box.x;
    course->y = box.y;
    course->frame = turned(move->size, course->quarters);
    course->ground = move->color;
    return true;
}

/* Turning a flipped picture is flipping one turned the other way. */
static bool turn(struct course *course, int quarters)
{
    course->quarters = (course->quarters + (course->flip ? 4 - quarters : quarters)) % 4;
    return true;
}

static bool add(struct course *course, const struct move *move)
{
    switch (move->kind) {
    case MOVE_SCALE:
        return scale(course, move);
    case MOVE_CUT:
        return cut(course, move);
    case MOVE_PAD:
        return pad(course, move);
    case MOVE_TURN:
        return turn(course, move->quarters);
    case MOVE_FLIP:
        course->flip = !course->flip;
        return true;
    case MOVE_GREY:
        course->grey = true;
        return true;
    }
    return false;
}

/* A cut whose edges would fall inside a sample of the smaller picture is decoded whole, so that
 * nothing from outside the cut shows at its edges. */
static bool cut_fits(const struct box *cut, const struct image_info *info, uint32_t shrink)
{
    return cut->x % shrink == 0 && cut->y % shrink == 0 &&
           (cut->width % shrink == 0 || cut->x + cut->width == info->width) &&
           (cut->height % shrink == 0 || cut->y + cut->height == info->height);
}

static double factor_of(const struct course *course)
{
    return fmin((double)course->cut.width / course->scaled.width,
                (double)course->cut.height / course->scaled.height);
}

int course_shrink(const struct course *course, const struct image_info *info)
{
    int shrink = jpegin_shrink(factor_of(course));

    while (shrink > 1 && !cut_fits(&course->cut, info, (uint32_t)shrink))
        shrink /= 2;
    return shrink;
}

/* Six and seven eighths cost as much in the IDCT as they save in the resampler. */
int course_eighths(const struct course *course, const struct image_info *info)
{
    const double least = ceil(8 * 2 / factor_of(course));

    if (!cut_fits(&course->cut, info, 8))
        return 8 / course_shrink(course, info);
    return least > 5 ? 8 : (int)least;
}

static bool moves_of(const struct plan *plan, const struct image_info *info, struct moves *moves)
{
    const struct size stored = {info->width, info->height};

    if (plan->output.orient && !moves_orient(moves, info->orientation))
        return false;
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);
        struct size now = moves_size(moves, stored);

        /* A cut outside the picture is an error that the plan tells; here it is only no move. */
        if (op->moves == NULL || (op->shape && op->shape(plan->steps[i].params, &now, NULL)) ||
            !op->moves(plan->steps[i].params, moves_size(moves, stored), moves))
            return false;
    }
    return true;
}

bool course_of(const struct plan *plan, const struct image_info *info, struct course *course)
{
    struct moves moves = {0};
    const struct size stored = {info->width, info->height};

    if (info->width == 0 || !moves_of(plan, info, &moves))
        return false;
    *course = (struct course){.cut = {0, 0, info->width, info->height},
                              .scaled = stored,
                              .part = {0, 0, info->width, info->height},
                              .frame = stored,
                              .kernel = MOVE_LANCZOS3};
    for (uint32_t i = 0; i < moves.count; i++)
        if (!add(course, &moves.list[i]))
            return false;
    return true;
}
