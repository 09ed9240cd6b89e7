#include "image/planar/axis.h"

#include <math.h>

/* Below this a position is a rounding error of ours. */
static const double NEAR = 1e-6;

static bool near(double a, double b)
{
    return fabs(a - b) < NEAR;
}

struct axis axis_of(const struct axis_want *want)
{
    const double from = want->cut_at * want->per;
    const double to = (double)(want->cut_at + want->cut) * want->per;
    const double step = want->cut * want->per / want->scaled;
    const uint32_t first = (uint32_t)floor(from + NEAR);
    const uint32_t last = (uint32_t)ceil(to - NEAR);
    const uint32_t end = last < want->have ? last : want->have;
    struct axis axis = {
        .first = first,
        .src = end > first ? end - first : 0,
        .dst = (want->lead + want->part + want->sub - 1) / want->sub,
    };

    axis.start = from - first + ((double)want->part_at - want->lead) * step;
    axis.span = (double)axis.dst * want->sub * step;
    axis.offset = (int64_t)floor(axis.start + 0.5);
    axis.plain = near(axis.span, axis.dst) && near(axis.start, (double)axis.offset) &&
                 axis.offset >= 0 && axis.offset + axis.dst <= axis.src;
    return axis;
}
