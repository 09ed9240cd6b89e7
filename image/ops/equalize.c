#include "image/op.h"
#include "image/ops/lightness.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <math.h>

/* The curve must fit into the parameters, so that all frames of an animation share the first one's:
 * its knots lie evenly between the darkest and the lightest pixel, straight lines between. */
enum { KNOTS = 128 };

struct equalize {
    bool settled;
    uint16_t low, high;        /* darkest and lightest there is */
    uint16_t share[KNOTS + 1]; /* of the pixels below each knot, times LIGHTNESS_MOST */
};

static const struct param equalize_params[] = {PARAM_END};

static bool equalize_streams(const void *params)
{
    (void)params;
    return false;
}

static double knot_at(const struct equalize *p, int i)
{
    return p->low + (double)(p->high - p->low) * i / KNOTS;
}

static void place_knots(const uint32_t *counts, struct equalize *p)
{
    double all = 0;
    double sum = 0;
    int at = 0;

    for (int i = 0; i <= LIGHTNESS_MOST; i++)
        all += counts[i];
    for (int i = 0; i <= KNOTS; i++) {
        while (at <= LIGHTNESS_MOST && at < knot_at(p, i) + (i == KNOTS))
            sum += counts[at++];
        p->share[i] = (uint16_t)(LIGHTNESS_MOST * sum / all);
    }
}

static int measure(VipsImage *in, struct equalize *p)
{
    uint32_t *counts;

    if (lightness_count(in, &counts) != 0)
        return -1;
    p->low = 0;
    p->high = LIGHTNESS_MOST;
    while (p->low < LIGHTNESS_MOST && counts[p->low] == 0)
        p->low++;
    while (p->high > p->low && counts[p->high] == 0)
        p->high--;
    place_knots(counts, p);
    p->settled = true;
    g_free(counts);
    return 0;
}

static double curve_at(const struct equalize *p, int lightness)
{
    const double at = KNOTS * (double)(lightness - p->low) / (p->high - p->low);
    const int knot = at < 0 ? 0 : at >= KNOTS ? KNOTS - 1 : (int)at;
    const double rest = at < 0 ? 0 : at > KNOTS ? 1 : at - knot;

    return p->share[knot] + rest * (p->share[knot + 1] - p->share[knot]);
}

static int flatten_counts(VipsImage *in, VipsImage **out, const void *params)
{
    const struct equalize *p = params;

    if (p->low >= p->high)
        return vips_copy(in, out, NULL);
    uint16_t *curve = g_new(uint16_t, LIGHTNESS_MOST + 1);

    for (int i = 0; i <= LIGHTNESS_MOST; i++)
        curve[i] = (uint16_t)lround(curve_at(p, i));
    VipsImage *table = vips_image_new_from_memory_copy(
        curve, (LIGHTNESS_MOST + 1) * sizeof(*curve), LIGHTNESS_MOST + 1, 1, 1, VIPS_FORMAT_USHORT);
    const int result = table ? vips_maplut(in, out, table, NULL) : -1;

    g_clear_object(&table);
    g_free(curve);
    return result;
}

static enum err_code equalize_settle(struct _VipsImage *first, void *params, struct err *err)
{
    return vipsenv_done(measure(first, params), err);
}

static enum err_code equalize_apply(struct _VipsImage *in, struct _VipsImage **out,
                                    const void *params, struct err *err)
{
    struct equalize p = *(const struct equalize *)params;

    if (!p.settled && measure(in, &p) != 0)
        return vipsenv_done(-1, err);
    return vipsenv_done(lightness_filter(in, out, flatten_counts, &p), err);
}

const struct op op_equalize = {
    .name = "equalize",
    .summary = "Spread the lightness of CIELAB evenly over its range; hues stay.",
    .example = "",
    .stage = STAGE_COLOUR,
    .params = equalize_params,
    .params_size = sizeof(struct equalize),
    .streams = equalize_streams,
    .settle = equalize_settle,
    .apply = equalize_apply,
};
