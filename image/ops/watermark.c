#include "image/op.h"
#include "image/ops/overlay.h"
#include "image/ops/tone.h"
#include "image/param_row_text.h"
#include "image/vips/env.h"

#include <math.h>

enum { SIDE_MAX = 65535 };

struct watermark {
    struct source source;
    struct gravity gravity;
    struct length x, y;
    double scale, opacity;
    int32_t blend, gap;
    bool tile;
};

static const struct param watermark_params[] = {
    PARAM_SOURCE(struct watermark, source),
    PARAM_GRAVITY(struct watermark, gravity, GRAVITY_SOUTHEAST, "Where it lies in the image."),
    PARAM_LENGTH(struct watermark, x, -SIDE_MAX, SIDE_MAX,
                 "How far away from the edge that gravity names, in pixels or percent of the "
                 "picture's width; from the middle to the right."),
    PARAM_LENGTH(struct watermark, y, -SIDE_MAX, SIDE_MAX,
                 "The same downwards or upwards, with the picture's height."),
    PARAM_REAL(struct watermark, scale, 0, 100, 0,
               "Scaled to fit into this much of both of the picture's sides, in percent; 0 leaves "
               "its size."),
    PARAM_REAL(struct watermark, opacity, 0, 100, 100, "Opacity, in percent."),
    PARAM_ENUM(
        struct watermark, blend, overlay_mode_names, 0,
        "How it is blended: by an operator of Porter and Duff, or a mode of PDF. Those that clear "
        "what lies beside it are left out: mask does what dest-in does."),
    PARAM_BOOL(struct watermark, tile, 0, "Repeat it over the whole image."),
    PARAM_INT(struct watermark, gap, 0, SIDE_MAX, 0, "Pixels between the repeats."),
    PARAM_END,
};

static const struct source *watermark_source(const void *params)
{
    return &((const struct watermark *)params)->source;
}

static int resized(VipsImage *in, VipsImage **out, const void *params)
{
    const double factor = *(const double *)params;

    return vips_resize(in, out, fmax(factor, 1.0 / in->Xsize), "vscale",
                       fmax(factor, 1.0 / in->Ysize), NULL);
}

static int scaled(VipsImage *mark, VipsImage **out, VipsImage *in, double percent)
{
    const double factor =
        percent / 100 * fmin((double)in->Xsize / mark->Xsize, (double)in->Ysize / mark->Ysize);

    return percent > 0 ? color_premultiplied(mark, out, resized, &factor)
                       : vips_copy(mark, out, NULL);
}

/* With an alpha band, and less of it. */
static int faded(VipsImage *mark, VipsImage **out, double opacity)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = vips_black(&t[0], mark->Xsize, mark->Ysize, NULL) ||
                       vips_linear1(t[0], &t[1], 1, opacity / 100, NULL) ||
                       tone_scale_alpha(mark, out, t[1]);

    g_object_unref(scope);
    return result;
}

/* The first repeat that shows begins at or before 0. */
static int32_t first_repeat(int32_t at, int32_t step)
{
    const int32_t rest = at % step;

    return rest > 0 ? rest - step : rest;
}

/* Repeats on all sides of the one at *place, which then is the first of them. */
static int tiled(VipsImage *mark, VipsImage **out, VipsImage *in, int32_t gap, struct place *place)
{
    const int32_t width = mark->Xsize + gap;
    const int32_t height = mark->Ysize + gap;
    VipsImage *cell = NULL;

    *place = (struct place){first_repeat(place->left, width), first_repeat(place->top, height)};
    const int result =
        vips_embed(mark, &cell, 0, 0, width, height, "extend", VIPS_EXTEND_BLACK, NULL) ||
        vips_replicate(cell, out, (in->Xsize - place->left) / width + 1,
                       (in->Ysize - place->top) / height + 1, NULL);

    g_clear_object(&cell);
    return result;
}

static int lay(VipsImage *in, VipsImage *mark, VipsImage **out, const struct watermark *p)
{
    const struct size outer = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    struct overlay overlay = {.mode = overlay_mode(p->blend)};
    int result = scaled(mark, &t[0], in, p->scale) || faded(t[0], &t[1], p->opacity);

    if (result == 0) {
        const struct size inner = {(uint32_t)t[1]->Xsize, (uint32_t)t[1]->Ysize};

        overlay.at = overlay_place(&p->gravity, &p->x, &p->y, outer, inner);
        result =
            p->tile ? tiled(t[1], &t[2], in, p->gap, &overlay.at) : vips_copy(t[1], &t[2], NULL);
    }
    overlay.image = t[2];
    if (result == 0)
        result = overlay_blend(in, out, &overlay);
    g_object_unref(scope);
    return result;
}

static enum err_code watermark_combine(struct _VipsImage *in, struct _VipsImage *const *more,
                                       uint32_t n, struct _VipsImage **out, const void *params,
                                       struct err *err)
{
    (void)n;
    return vipsenv_done(lay(in, more[0], out, params), err);
}

const struct op op_watermark = {
    .name = "watermark",
    .summary = "Lay a second image on the image: a logo in a corner, or a pattern all over it.",
    .example = "scale=30&opacity=70&x=4&y=4",
    .stage = STAGE_AREA,
    .params = watermark_params,
    .params_size = sizeof(struct watermark),
    .source = watermark_source,
    .combine = watermark_combine,
};
