#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct zoom {
    int32_t factor;
};

static const struct param zoom_params[] = {
    PARAM_INT_REQUIRED(struct zoom, factor, 1, 32, "Side of the square that a pixel becomes."),
    PARAM_END,
};

static enum err_code zoom_shape(const void *params, struct size *size, struct err *err)
{
    const uint32_t factor = (uint32_t)((const struct zoom *)params)->factor;

    if (size->width > UINT32_MAX / 2 / factor || size->height > UINT32_MAX / 2 / factor)
        return err_set(err, ERR_RESULT_TOO_LARGE, "The result would be too large.");
    *size = (struct size){size->width * factor, size->height * factor};
    return ERR_OK;
}

static enum err_code zoom_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    const int factor = ((const struct zoom *)params)->factor;

    return vipsenv_done(vips_zoom(in, out, factor, factor, NULL), err);
}

const struct op op_zoom = {
    .name = "zoom",
    .summary = "Enlarge the image by a whole factor, every pixel a square.",
    .example = "factor=3",
    .stage = STAGE_GEOMETRY,
    .params = zoom_params,
    .params_size = sizeof(struct zoom),
    .shape = zoom_shape,
    .apply = zoom_apply,
};
