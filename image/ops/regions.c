#include "image/ops/regions.h"

#include <math.h>

/* From `at` for `length` along a side of `most` pixels. */
static bool cut_span(const struct region *region, int axis, uint32_t most, int32_t *at,
                     int32_t *length)
{
    const int far = axis + 2;
    const bool percent = region->percent & 1u << axis;
    const double start = percent ? floor(region->side[axis] * most / 100) : region->side[axis];
    const double across = region->percent & 1u << far
                              ? fmax(1, ceil(region->side[far] * most / 100))
                              : region->side[far];
    const double end = fmin(start + across, most);

    if (start >= most)
        return false;
    *at = (int32_t)start;
    *length = (int32_t)(end - start);
    return true;
}

bool regions_box(const struct region *region, struct size size, struct box *box)
{
    struct box cut = {0};

    if (!cut_span(region, 0, size.width, &cut.left, &cut.width) ||
        !cut_span(region, 1, size.height, &cut.top, &cut.height))
        return false;
    *box = cut;
    return true;
}

enum err_code regions_check(const struct regions *regions, const struct size *size, struct err *err)
{
    struct box box;

    for (int i = 0; i < regions->n; i++)
        if (!regions_box(&regions->at[i], *size, &box))
            return err_set(err, ERR_OUT_OF_PICTURE, "Region %d lies outside a picture of %ux%u.",
                           i + 1, size->width, size->height);
    return ERR_OK;
}

static int filter_box(VipsImage *in, VipsImage **out, const struct box *box, color_filter *filter,
                      const void *params)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const int result =
        vips_extract_area(in, &t[0], box->left, box->top, box->width, box->height, NULL) ||
        filter(t[0], &t[1], params) || vips_insert(in, t[1], out, box->left, box->top, NULL);

    g_object_unref(scope);
    return result;
}

int regions_filter(VipsImage *in, VipsImage **out, const struct regions *regions,
                   color_filter *filter, const void *params)
{
    const struct size size = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    VipsImage *now = in;
    struct box box;
    int result = 0;

    if (regions->n == 0)
        return filter(in, out, params);
    g_object_ref(now);
    for (int i = 0; result == 0 && i < regions->n; i++) {
        VipsImage *next = NULL;

        if (!regions_box(&regions->at[i], size, &box))
            continue;
        result = filter_box(now, &next, &box, filter, params);
        if (result == 0) {
            g_object_unref(now);
            now = next;
        }
    }
    if (result == 0)
        *out = now;
    else
        g_object_unref(now);
    return result;
}
