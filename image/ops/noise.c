#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

enum { SEED_MAX = 1000000 };

struct noise {
    double amount; /* percent */
    int32_t seed;
    bool color;
};

static const struct param noise_params[] = {
    PARAM_REAL(struct noise, amount, 0, 100, 10, "Standard deviation, in percent of the range."),
    PARAM_INT(struct noise, seed, 0, SEED_MAX, 0,
              "Another number gives other noise, the same one the same."),
    PARAM_BOOL(struct noise, color, 0, "Noise of its own for each band."),
    PARAM_END,
};

/* One band of noise, or one for each. */
static int grain(VipsImage *like, VipsImage **out, const struct noise *p)
{
    const double sigma = p->amount / 100 * tone_most(like);
    const int n = p->color ? like->Bands : 1;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, n);
    int result = 0;

    for (int i = 0; result == 0 && i < n; i++)
        result = vips_gaussnoise(&t[i], like->Xsize, like->Ysize, "mean", 0.0, "sigma", sigma,
                                 "seed", p->seed + i * (SEED_MAX + 1), NULL);
    if (result == 0)
        result = vips_bandjoin(t, out, n, NULL);
    g_object_unref(scope);
    return result;
}

static int noise_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    VipsImage *added = NULL;
    const int result = grain(in, &added, params) || vips_add(in, added, out, NULL);

    g_clear_object(&added);
    return result;
}

static enum err_code noise_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                 struct err *err)
{
    return vipsenv_done(tone_filter(in, out, noise_pixels, params), err);
}

const struct op op_noise = {
    .name = "noise",
    .summary = "Add Gaussian grain to the sRGB values; the same request gives the same picture.",
    .example = "amount=8&seed=7",
    .stage = STAGE_COLOUR,
    .params = noise_params,
    .params_size = sizeof(struct noise),
    .apply = noise_apply,
};
