#include "image/op.h"
#include "image/ops/lightness.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct normalize {
    double lower, upper; /* percent */
    bool settled;
    int32_t low, high; /* lightness of these shares */
};

static const struct param normalize_params[] = {
    PARAM_REAL(struct normalize, lower, 0, 99, 1, "Percent of the darkest pixels to make black."),
    PARAM_REAL(struct normalize, upper, 1, 100, 99,
               "Percent of the pixels up to which to stretch; the lighter ones become white."),
    PARAM_END,
};

static enum err_code normalize_check(const void *params, struct err *err)
{
    const struct normalize *p = params;

    if (p->lower >= p->upper)
        return err_param(err, ERR_PARAM_CONFLICT, "lower", "lower must be under upper.");
    return ERR_OK;
}

static bool normalize_streams(const void *params)
{
    (void)params;
    return false;
}

/* The lightness that `share` of all pixels do not pass. */
static int32_t passed_at(const uint32_t *counts, double share)
{
    double all = 0;
    double sum = 0;
    int32_t i = 0;

    for (int at = 0; at <= LIGHTNESS_MOST; at++)
        all += counts[at];
    while (i < LIGHTNESS_MOST && (sum += counts[i]) < share * all)
        i++;
    return i;
}

static int measure(VipsImage *in, struct normalize *p)
{
    uint32_t *counts;

    if (lightness_count(in, &counts) != 0)
        return -1;
    while (p->low < LIGHTNESS_MOST && counts[p->low] == 0)
        p->low++;
    if (p->lower > 0)
        p->low = passed_at(counts, p->lower / 100);
    p->high = passed_at(counts, p->upper / 100);
    p->settled = true;
    g_free(counts);
    return 0;
}

static int stretch(VipsImage *in, VipsImage **out, const void *params)
{
    const struct normalize *p = params;

    if (p->low >= p->high)
        return vips_copy(in, out, NULL);
    const double slope = (double)LIGHTNESS_MOST / (p->high - p->low);

    return vips_linear1(in, out, slope, -slope * p->low, NULL);
}

static enum err_code normalize_settle(struct _VipsImage *first, void *params, struct err *err)
{
    return vipsenv_done(measure(first, params), err);
}

static enum err_code normalize_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    struct normalize p = *(const struct normalize *)params;

    if (!p.settled && measure(in, &p) != 0)
        return vipsenv_done(-1, err);
    return vipsenv_done(lightness_filter(in, out, stretch, &p), err);
}

const struct op op_normalize = {
    .name = "normalize",
    .summary = "Stretch the lightness of CIELAB from black to white; hues stay.",
    .example = "lower=2&upper=98",
    .stage = STAGE_COLOUR,
    .params = normalize_params,
    .params_size = sizeof(struct normalize),
    .check = normalize_check,
    .streams = normalize_streams,
    .settle = normalize_settle,
    .apply = normalize_apply,
};
