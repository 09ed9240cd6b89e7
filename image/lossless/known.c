#include "image/lossless/lossless.h"

#include "image/planar/course.h"
#include "image/planar/planar.h"

enum { BLOCK = 8 };

static struct size mcu_of(const struct image_info *info)
{
    const uint32_t h = info->jpeg.sampling[0] >> 4;
    const uint32_t v = info->jpeg.sampling[0] & 15;

    return info->bands == 1 ? (struct size){BLOCK, BLOCK} : (struct size){BLOCK * h, BLOCK * v};
}

/* The picture's side that becomes the left or top one must lie on an MCU edge; the other one need
 * not: what an MCU has beyond it is not shown. */
static bool is_exact(const struct course *course, const struct image_info *info)
{
    const struct size mcu = mcu_of(info);
    const struct box *cut = &course->cut;
    const uint32_t left = course_mirrors(course, false) ? cut->x + cut->width : cut->x;
    const uint32_t top = course_mirrors(course, true) ? cut->y + cut->height : cut->y;

    return left % mcu.width == 0 && top % mcu.height == 0;
}

static bool only_moves(const struct course *course)
{
    return !course_scales(course) && !course->grey && course->frame.width == course->part.width &&
           course->frame.height == course->part.height;
}

static bool may_resample(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_steps; i++)
        if (op_at(plan->steps[i].op)->shrink)
            return true;
    return false;
}

static bool asks_encoding(const struct output *output)
{
    return output->quality != 0 || output->chroma != CHROMA_AUTO || output->max_bytes > 0;
}

static bool knows_files(const struct plan *plan, const struct image_info *info)
{
    return output_format(&plan->output) == FORMAT_JPEG && planar_knows(plan, info);
}

bool lossless_knows(const struct plan *plan, const struct image_info *info)
{
    struct course course;
    const bool wanted = output_wants_lossless(&plan->output) ||
                        (plan->output.lossless == LOSSLESS_AUTO && !may_resample(plan));

    return wanted && !asks_encoding(&plan->output) && knows_files(plan, info) &&
           course_of(plan, info, &course) && only_moves(&course) && is_exact(&course, info);
}

/* The multiple of `unit` nearest to `at` that is at least `least` and at most `most`, if any. */
static uint32_t nearest(uint32_t at, uint32_t unit, uint32_t least, uint32_t most)
{
    uint32_t near = (at + unit / 2) / unit * unit;

    if (near > most)
        near = most / unit * unit;
    return near < least ? (least + unit - 1) / unit * unit : near;
}

/* Move the edge that becomes the first one onto an MCU edge. */
static void align(uint32_t *at, uint32_t *len, bool mirrored, uint32_t unit, uint32_t side)
{
    if (mirrored)
        *len = nearest(*at + *len, unit, *at + 1, side) - *at;
    else
        *at = nearest(*at, unit, 0, side - 1);
    if (*len > side - *at)
        *len = side - *at;
}

static enum err_code refuse_cut(const struct course *course, const struct image_info *info,
                                struct err *err)
{
    const struct size mcu = mcu_of(info);
    struct box cut = course->cut;

    align(&cut.x, &cut.width, course_mirrors(course, false), mcu.width, info->width);
    align(&cut.y, &cut.height, course_mirrors(course, true), mcu.height, info->height);
    return err_param(err, ERR_LOSSLESS, "lossless",
                     "The nearest exact cut of the stored picture is x=%u y=%u width=%u height=%u; "
                     "its MCUs are %ux%u.",
                     cut.x, cut.y, cut.width, cut.height, mcu.width, mcu.height);
}

enum err_code lossless_refuse(const struct plan *plan, const struct image_info *info,
                              struct err *err)
{
    struct course course;
    const bool jpeg = output_format(&plan->output) == FORMAT_JPEG;

    if (!jpeg || plan->output.lossless != LOSSLESS_REQUIRE || lossless_knows(plan, info))
        return ERR_OK;
    if (asks_encoding(&plan->output))
        return err_param(err, ERR_LOSSLESS, "lossless",
                         "quality, chroma and max_bytes ask for a new encoding.");
    if (!knows_files(plan, info) || !course_of(plan, info, &course))
        return err_param(err, ERR_LOSSLESS, "lossless",
                         "Only a YCbCr or grey JPEG in the profile asked for, through turns, flips "
                         "and cuts, becomes a JPEG without loss.");
    if (!only_moves(&course))
        return err_param(err, ERR_LOSSLESS, "lossless",
                         "Scaling, padding and dropping the colour need a new encoding.");
    return refuse_cut(&course, info, err);
}

uint64_t lossless_memory(const struct image_info *info)
{
    enum { COEFFICIENT = 2, SIDES = 2 };

    return (uint64_t)(COEFFICIENT * SIDES * planar_samples(info));
}
