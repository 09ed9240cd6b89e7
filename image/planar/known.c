#include "image/planar/planar.h"

#include "image/codec/jpeg.h"
#include "image/planar/course.h"

#include <math.h>

/* Bytes. Rows of a strip: 64 lines of luma, and as many of each chroma plane where the IDCT gives
 * them luma's size; twice, where a part of them
 * is cut out; and once more for all halved levels. A middle sample is 16 bits, of three
 * planes. A result pixel: three planes, one being turned, and two bytes of coefficient for each
 * sample until the tables are optimised. */
enum { STRIP = 3 * 96, MIDDLE = 3 * 2, RESULT = 3 + 1 + 3 * 2, COEFFICIENT = 2 };

static bool is_pair(uint8_t most, uint8_t factors)
{
    const int h = most >> 4, v = most & 15;
    const int a = factors >> 4, b = factors & 15;

    return (h == a || h == 2 * a) && (v == b || v == 2 * b);
}

static bool knows_sampling(const struct image_info *info)
{
    const uint8_t *sampling = info->jpeg.sampling;

    return info->bands == 1 || (sampling[1] == sampling[2] && is_pair(sampling[0], sampling[1]));
}

static bool pads(const struct course *course)
{
    return course->frame.width != course->part.width || course->frame.height != course->part.height;
}

/* Whether the values are sRGB's, so that a colour of the plan can be laid beside them. Grey
 * profiles are passed over. */
static bool is_srgb(const struct image_info *info)
{
    return !info->icc || info->jpeg.srgb || info->bands == 1;
}

/* Whether the stored values are those the result must have. */
static bool keeps_color(const struct output *output, const struct image_info *info,
                        const struct course *course)
{
    if (output->profile == PROFILE_KEEP)
        return is_srgb(info) || !pads(course);
    return output->profile == PROFILE_SRGB && is_srgb(info);
}

static bool knows_input(const struct image_info *info)
{
    return info->format == FORMAT_JPEG && info->bits == 8 && info->jpeg.ycc &&
           info->jpeg.process <= 2 && knows_sampling(info);
}

static bool knows_output(const struct output *output)
{
    const enum format_id format = output_format(output);

    return (format == FORMAT_JPEG || (format == FORMAT_WEBP && !output_wants_lossless(output))) &&
           output->max_bytes == 0 && output->quality != QUALITY_AUTO;
}

bool planar_knows(const struct plan *plan, const struct image_info *info)
{
    struct course course;

    return knows_input(info) && knows_output(&plan->output) && course_of(plan, info, &course) &&
           keeps_color(&plan->output, info, &course);
}

static bool shrinks(const struct course *course)
{
    return course_scales(course) && course->scaled.width <= course->cut.width &&
           course->scaled.height <= course->cut.height;
}

/* Grey and a ground's colour are of sRGB: in another space they are left to later steps. */
static bool keeps_values(const struct course *course)
{
    return !course->grey && !pads(course);
}

uint32_t planar_head(const struct plan *plan, const struct image_info *info)
{
    const bool srgb = !info->icc || info->jpeg.srgb;
    struct plan head = *plan;
    struct course course;
    uint32_t steps = 0;

    if (!knows_input(info))
        return 0;
    for (head.n_steps = 1; head.n_steps <= plan->n_steps && course_of(&head, info, &course);
         head.n_steps++)
        if (shrinks(&course) && (srgb || keeps_values(&course)))
            steps = head.n_steps;
    return steps;
}

double planar_samples(const struct image_info *info)
{
    const double pixels = (double)info->width * info->height;
    const int luma = (info->jpeg.sampling[0] >> 4) * (info->jpeg.sampling[0] & 15);
    const int chroma = (info->jpeg.sampling[1] >> 4) * (info->jpeg.sampling[1] & 15);

    return info->bands == 1 ? pixels : pixels * (1 + 2.0 * chroma / luma);
}

uint64_t planar_memory(const struct plan *const *plans, uint32_t n, const struct image_info *info)
{
    struct course course;
    double shrink = DCTSIZE;
    double made = 0;
    double kept = 0; /* middle samples before the IDCT's scale divides their rows */

    for (uint32_t i = 0; i < n; i++) {
        if (!course_of(plans[i], info, &course))
            return 0;
        const struct size size = course_size(&course);

        shrink = fmin(shrink, course_shrink(&course, info));
        made += (double)size.width * size.height;
        kept += (double)course.part.width * course.cut.height;
    }
    const double held = info->progressive ? planar_samples(info) : 0;

    return (uint64_t)(3 * STRIP * (info->width / shrink) + MIDDLE * kept / shrink +
                      COEFFICIENT * held + RESULT * made);
}
