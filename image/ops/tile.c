#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct tile {
    int32_t across, down;
};

static const struct param tile_params[] = {
    PARAM_INT(struct tile, across, 1, 100, 2, "Copies side by side."),
    PARAM_INT(struct tile, down, 1, 100, 2, "Copies on top of each other."),
    PARAM_END,
};

static enum err_code tile_shape(const void *params, struct size *size, struct err *err)
{
    const struct tile *p = params;

    if (size->width > UINT32_MAX / 2 / (uint32_t)p->across ||
        size->height > UINT32_MAX / 2 / (uint32_t)p->down)
        return err_set(err, ERR_RESULT_TOO_LARGE, "The result would be too large.");
    *size = (struct size){size->width * (uint32_t)p->across, size->height * (uint32_t)p->down};
    return ERR_OK;
}

/* The first line is read again for every copy below the first. */
static bool tile_streams(const void *params)
{
    return ((const struct tile *)params)->down == 1;
}

static enum err_code tile_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    const struct tile *p = params;

    return vipsenv_done(vips_replicate(in, out, p->across, p->down, NULL), err);
}

const struct op op_tile = {
    .name = "tile",
    .summary = "Repeat the image side by side and on top of each other.",
    .example = "across=3&down=2",
    .stage = STAGE_GEOMETRY,
    .params = tile_params,
    .params_size = sizeof(struct tile),
    .shape = tile_shape,
    .streams = tile_streams,
    .apply = tile_apply,
};
