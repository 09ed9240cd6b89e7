#include "image/op.h"
#include "image/ops/regions.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <string.h>
#include <vips/vips.h>

enum { MARGIN_MAX = 1000, BANDS_MAX = 5 };

struct trim {
    int32_t threshold;
    int32_t margin;
    struct color color;
    bool left, right, top, bottom;
    bool settled;
    struct box box; /* what is left */
};

static const struct param trim_params[] = {
    PARAM_INT(struct trim, threshold, 0, 255, 10,
              "How far from the border's colour a band may be, of 255, and still be border."),
    PARAM_COLOR(struct trim, color, 0x00000000,
                "Colour of the border; a transparent one stands for the top left pixel's."),
    PARAM_INT(struct trim, margin, 0, MARGIN_MAX, 0, "Pixels of border to leave."),
    PARAM_BOOL(struct trim, left, 1, "Trim the left side."),
    PARAM_BOOL(struct trim, right, 1, "Trim the right side."),
    PARAM_BOOL(struct trim, top, 1, "Trim the top."),
    PARAM_BOOL(struct trim, bottom, 1, "Trim the bottom."),
    PARAM_END,
};

/* Never more than the picture. */
static enum err_code trim_shape(const void *params, struct size *size, struct err *err)
{
    (void)params;
    (void)size;
    (void)err;
    return ERR_OK;
}

static bool trim_streams(const void *params)
{
    (void)params;
    return false;
}

/* The border's colour, premultiplied like the picture it is compared with, and negative. */
static int border_of(VipsImage *in, VipsImage *flat, const struct trim *p, double bands[BANDS_MAX])
{
    double *corner = NULL;
    int n = 0;

    if (p->color.a == 0) {
        if (vips_getpoint(flat, &corner, &n, 0, 0, NULL) != 0)
            return -1;
        n = n < BANDS_MAX ? n : BANDS_MAX;
        memcpy(bands, corner, (size_t)n * sizeof(*bands));
        g_free(corner);
    } else {
        n = color_bands(in, &p->color, bands);
    }
    for (int i = 0; i < n; i++)
        bands[i] = -bands[i];
    return n;
}

/* 255 where a pixel differs from the border in any band. */
static int differing(VipsImage *in, VipsImage **out, const struct trim *p)
{
    const double ones[BANDS_MAX] = {1, 1, 1, 1, 1};
    double border[BANDS_MAX] = {0};
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    int result =
        vips_image_hasalpha(in) ? vips_premultiply(in, &t[0], NULL) : vips_copy(in, &t[0], NULL);
    const int n = result == 0 ? border_of(in, t[0], p, border) : -1;

    if (n < 1)
        result = -1;
    else
        result = vips_linear(t[0], &t[1], ones, border, n, NULL) || vips_abs(t[1], &t[2], NULL) ||
                 vips_more_const1(t[2], &t[3], p->threshold * tone_most(in) / 255, NULL) ||
                 vips_bandor(t[3], out, NULL);
    g_object_unref(scope);
    return result;
}

/* First and last of n counts that are not 0. False: all are. */
static bool reach(VipsImage *counts, int n, int32_t *first, int32_t *last)
{
    const void *data = counts->data;
    const uint32_t *cells = data;

    *first = 0;
    *last = n - 1;
    while (*first < n && cells[*first] == 0)
        ++*first;
    while (*last > *first && cells[*last] == 0)
        --*last;
    return *first < n;
}

static void keep_margin(const struct trim *p, VipsImage *in, int32_t x[2], int32_t y[2])
{
    x[0] = p->left ? VIPS_MAX(0, x[0] - p->margin) : 0;
    y[0] = p->top ? VIPS_MAX(0, y[0] - p->margin) : 0;
    x[1] = p->right ? VIPS_MIN(in->Xsize - 1, x[1] + p->margin) : in->Xsize - 1;
    y[1] = p->bottom ? VIPS_MIN(in->Ysize - 1, y[1] + p->margin) : in->Ysize - 1;
}

/* A picture that is all border is left alone: there is nothing that it would be the border of. */
static int measure(VipsImage *in, struct trim *p)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 5);
    int32_t x[2];
    int32_t y[2];
    int result = differing(in, &t[0], p) || vips_project(t[0], &t[1], &t[2], NULL) ||
                 (t[3] = vips_image_copy_memory(t[1])) == NULL ||
                 (t[4] = vips_image_copy_memory(t[2])) == NULL;

    if (result == 0) {
        p->box = (struct box){0, 0, in->Xsize, in->Ysize};
        if (reach(t[3], in->Xsize, &x[0], &x[1]) && reach(t[4], in->Ysize, &y[0], &y[1])) {
            keep_margin(p, in, x, y);
            p->box = (struct box){x[0], y[0], x[1] - x[0] + 1, y[1] - y[0] + 1};
        }
        p->settled = true;
    }
    g_object_unref(scope);
    return result;
}

static enum err_code trim_settle(struct _VipsImage *first, void *params, struct err *err)
{
    return vipsenv_done(measure(first, params), err);
}

static enum err_code trim_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    struct trim p = *(const struct trim *)params;

    if (!p.settled && measure(in, &p) != 0)
        return vipsenv_done(-1, err);
    return vipsenv_done(
        vips_extract_area(in, out, p.box.left, p.box.top, p.box.width, p.box.height, NULL), err);
}

const struct op op_trim = {
    .name = "trim",
    .summary = "Cut off a border of one colour; of an animation the first frame decides.",
    .example = "threshold=20",
    .stage = STAGE_GEOMETRY,
    .params = trim_params,
    .params_size = sizeof(struct trim),
    .size_depends = true,
    .shape = trim_shape,
    .streams = trim_streams,
    .settle = trim_settle,
    .apply = trim_apply,
};
