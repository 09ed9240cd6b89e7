#include "image/ops/lightness.h"

#include <string.h>

struct request {
    color_filter *filter;
    const void *params;
};

/* Grey 8 or 16 bits to the range of LabS' L, and back. */
static int scaled(VipsImage *in, VipsImage **out, double scale)
{
    VipsImage *t = NULL;
    const int result = vips_linear1(in, &t, scale, 0.5, NULL) ||
                       vips_cast(t, out, VIPS_FORMAT_USHORT, NULL); /* + 0.5: rounded */

    g_clear_object(&t);
    return result;
}

static int filter_grey(VipsImage *in, VipsImage **out, const void *params)
{
    const struct request *want = params;
    const double scale = LIGHTNESS_MOST / tone_most(in);
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = scaled(in, &t[0], scale) || want->filter(t[0], &t[1], want->params) ||
                       vips_linear1(t[1], out, 1 / scale, 0, NULL);

    g_object_unref(scope);
    return result;
}

/* The casts clip, so that nothing wraps: to unsigned at 0, to short at LIGHTNESS_MOST. */
static int as_short(VipsImage *in, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result = vips_rint(in, &t[0], NULL) ||
                       vips_cast(t[0], &t[1], VIPS_FORMAT_USHORT, NULL) ||
                       vips_cast(t[1], out, VIPS_FORMAT_SHORT, NULL);

    g_object_unref(scope);
    return result;
}

static int filter_color(VipsImage *in, VipsImage **out, const void *params)
{
    const struct request *want = params;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 8);
    const int result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_LABS, NULL) ||
                       vips_extract_band(t[0], &t[1], 0, NULL) ||
                       vips_cast(t[1], &t[2], VIPS_FORMAT_USHORT, NULL) ||
                       want->filter(t[2], &t[3], want->params) || as_short(t[3], &t[4]) ||
                       vips_extract_band(t[0], &t[5], 1, "n", 2, NULL) ||
                       vips_bandjoin2(t[4], t[5], &t[6], NULL) ||
                       vips_copy(t[6], &t[7], "interpretation", VIPS_INTERPRETATION_LABS, NULL) ||
                       vips_colourspace(t[7], out, in->Type, NULL);

    g_object_unref(scope);
    return result;
}

static int filter_any(VipsImage *in, VipsImage **out, const void *params)
{
    return in->Bands < 3 ? filter_grey(in, out, params) : filter_color(in, out, params);
}

int lightness_filter(VipsImage *in, VipsImage **out, color_filter *filter, const void *params)
{
    return tone_filter(in, out, filter_any, &(struct request){filter, params});
}

int lightness_of(VipsImage *in, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    int result;

    if (in->Bands < 3)
        result = vips_extract_band(in, &t[0], 0, NULL) ||
                 scaled(t[0], out, LIGHTNESS_MOST / tone_most(in));
    else
        result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_LABS, NULL) ||
                 vips_extract_band(t[0], &t[1], 0, NULL) ||
                 vips_cast(t[1], out, VIPS_FORMAT_USHORT, NULL);
    g_object_unref(scope);
    return result;
}

int lightness_count(VipsImage *in, uint32_t **counts)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int failed = lightness_of(in, &t[0]) || vips_hist_find(t[0], &t[1], NULL) ||
                       (t[2] = vips_image_copy_memory(t[1])) == NULL;

    if (!failed) {
        const size_t cells = LIGHTNESS_MOST + 1;
        const size_t n = (size_t)t[2]->Xsize < cells ? (size_t)t[2]->Xsize : cells;

        *counts = g_new0(uint32_t, cells);
        memcpy(*counts, t[2]->data, n * sizeof(**counts));
    }
    g_object_unref(scope);
    return failed;
}
