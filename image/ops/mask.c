#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row_text.h"
#include "image/vips/env.h"

enum channel { CHANNEL_AUTO, CHANNEL_ALPHA, CHANNEL_LUMA };

static const char *const channel_names[] = {"auto", "alpha", "luma", NULL};

struct mask {
    struct source source;
    int32_t channel;
    bool invert;
};

static const struct param mask_params[] = {
    PARAM_SOURCE(struct mask, source),
    PARAM_ENUM(struct mask, channel, channel_names, CHANNEL_AUTO,
               "What of the second image counts: its alpha, its luma (BT.709), or the one where "
               "there is one, else the other."),
    PARAM_BOOL(struct mask, invert, 0, "Hide what the mask would show, and the other way round."),
    PARAM_END,
};

static const struct source *mask_source(const void *params)
{
    return &((const struct mask *)params)->source;
}

static int luma_of(VipsImage *second, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 1);
    const int colours = second->Bands - (second->Bands % 2 == 0);
    const int result =
        vips_extract_band(second, &t[0], 0, "n", colours, NULL) || tone_luma(t[0], out);

    g_object_unref(scope);
    return result;
}

/* One band from 0 to 255. A picture without alpha is opaque. */
static int band_of(VipsImage *second, VipsImage **out, const struct mask *p)
{
    const bool has = vips_image_hasalpha(second);
    VipsImage *with = NULL;

    if (p->channel == CHANNEL_LUMA || (p->channel == CHANNEL_AUTO && !has))
        return luma_of(second, out);
    const int result =
        tone_with_alpha(second, &with) || vips_extract_band(with, out, with->Bands - 1, NULL);

    g_clear_object(&with);
    return result;
}

/* As large as the picture to the pixel: a rounded factor may miss it by one. */
static int fitted(VipsImage *band, VipsImage **out, const VipsImage *in)
{
    VipsImage *near = NULL;
    const int result =
        vips_resize(band, &near, (double)in->Xsize / band->Xsize, "vscale",
                    (double)in->Ysize / band->Ysize, "kernel", VIPS_KERNEL_LINEAR, NULL) ||
        vips_embed(near, out, 0, 0, in->Xsize, in->Ysize, "extend", VIPS_EXTEND_COPY, NULL);

    g_clear_object(&near);
    return result;
}

static int cover(VipsImage *in, VipsImage *second, VipsImage **out, const struct mask *p)
{
    const double factor = p->invert ? -1 / 255.0 : 1 / 255.0;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int result = band_of(second, &t[0], p) || fitted(t[0], &t[1], in) ||
                       vips_linear1(t[1], &t[2], factor, p->invert, NULL) ||
                       tone_scale_alpha(in, out, t[2]);

    g_object_unref(scope);
    return result;
}

static enum err_code mask_combine(struct _VipsImage *in, struct _VipsImage *const *more, uint32_t n,
                                  struct _VipsImage **out, const void *params, struct err *err)
{
    (void)n;
    return vipsenv_done(cover(in, more[0], out, params), err);
}

const struct op op_mask = {
    .name = "mask",
    .summary = "Make transparent what a second image, drawn out to the same size, is dark or "
               "transparent at; alpha that is there is multiplied.",
    .example = "channel=luma",
    .stage = STAGE_COLOUR,
    .params = mask_params,
    .params_size = sizeof(struct mask),
    .source = mask_source,
    .combine = mask_combine,
};
