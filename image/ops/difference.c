#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row_text.h"
#include "image/vips/env.h"

struct difference {
    struct source source;
    double amplify;
};

static const struct param difference_params[] = {
    PARAM_SOURCE(struct difference, source),
    PARAM_REAL(struct difference, amplify, 1, 255, 1, "Factor that makes small differences seen."),
    PARAM_END,
};

static const struct source *difference_source(const void *params)
{
    return &((const struct difference *)params)->source;
}

struct job {
    VipsImage *second;
    double amplify;
};

/* As large as the picture to the pixel, in its space and depth. */
static int like(VipsImage *second, VipsImage *in, VipsImage **out)
{
    const bool grey = in->Bands < 3;
    const double scale = tone_most(in) / 255;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const int result =
        vips_extract_band(second, &t[0], 0, "n", second->Bands - (second->Bands % 2 == 0), NULL) ||
        vips_colourspace(t[0], &t[1], grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB,
                         NULL) ||
        vips_resize(t[1], &t[2], (double)in->Xsize / t[1]->Xsize, "vscale",
                    (double)in->Ysize / t[1]->Ysize, NULL) ||
        vips_embed(t[2], &t[3], 0, 0, in->Xsize, in->Ysize, "extend", VIPS_EXTEND_COPY, NULL) ||
        vips_linear1(t[3], out, scale, 0, NULL);

    g_object_unref(scope);
    return result;
}

static int subtract(VipsImage *in, VipsImage **out, const void *params)
{
    const struct job *job = params;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int result = like(job->second, in, &t[0]) || vips_subtract(in, t[0], &t[1], NULL) ||
                       vips_abs(t[1], &t[2], NULL) ||
                       vips_linear1(t[2], out, job->amplify, 0, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code difference_combine(struct _VipsImage *in, struct _VipsImage *const *more,
                                        uint32_t n, struct _VipsImage **out, const void *params,
                                        struct err *err)
{
    const struct job job = {more[0], ((const struct difference *)params)->amplify};

    (void)n;
    return vipsenv_done(tone_filter(in, out, subtract, &job), err);
}

const struct op op_difference = {
    .name = "difference",
    .summary = "Show how far the colours differ from those of a second image, drawn out to the "
               "same size; alpha stays.",
    .example = "amplify=4",
    .stage = STAGE_COLOUR,
    .params = difference_params,
    .params_size = sizeof(struct difference),
    .source = difference_source,
    .combine = difference_combine,
};
