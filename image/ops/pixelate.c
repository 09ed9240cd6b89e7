#include "image/op.h"
#include "image/ops/regions.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct pixelate {
    int32_t size;
    struct regions region;
};

static const struct param pixelate_params[] = {
    PARAM_INT(struct pixelate, size, 2, 500, 16, "Side of a block, in pixels."),
    PARAM_REGIONS(struct pixelate, region, REGIONS_SIDE_MAX, REGIONS_DOC),
    PARAM_END,
};

static enum err_code pixelate_shape(const void *params, struct size *size, struct err *err)
{
    return regions_check(&((const struct pixelate *)params)->region, size, err);
}

/* A row of blocks is read again for every strip of the result. */
static bool pixelate_streams(const void *params)
{
    (void)params;
    return false;
}

static int whole_blocks(int side, int block)
{
    return (side + block - 1) / block * block;
}

/* The last blocks are filled up with the edge's own pixels. */
static int blocks(VipsImage *in, VipsImage **out, const void *params)
{
    const int size = ((const struct pixelate *)params)->size;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int result =
        vips_embed(in, &t[0], 0, 0, whole_blocks(in->Xsize, size), whole_blocks(in->Ysize, size),
                   "extend", VIPS_EXTEND_COPY, NULL) ||
        vips_shrink(t[0], &t[1], size, size, NULL) || vips_zoom(t[1], &t[2], size, size, NULL) ||
        vips_extract_area(t[2], out, 0, 0, in->Xsize, in->Ysize, NULL);

    g_object_unref(scope);
    return result;
}

static int pixelate_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    return color_premultiplied(in, out, blocks, params);
}

static enum err_code pixelate_apply(struct _VipsImage *in, struct _VipsImage **out,
                                    const void *params, struct err *err)
{
    const struct pixelate *p = params;

    return vipsenv_done(regions_filter(in, out, &p->region, pixelate_pixels, p), err);
}

const struct op op_pixelate = {
    .name = "pixelate",
    .summary = "Turn the image, or boxes in it, into blocks of one colour.",
    .example = "size=8&region=10,10,40,30",
    .stage = STAGE_AREA,
    .params = pixelate_params,
    .params_size = sizeof(struct pixelate),
    .shape = pixelate_shape,
    .streams = pixelate_streams,
    .apply = pixelate_apply,
};
