#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

struct orient {
    int32_t orientation;
};

static const struct param orient_params[] = {
    PARAM_INT_REQUIRED(struct orient, orientation, 1, 8,
                       "How the image is stored, as EXIF counts: 1 upright, 6 needs a quarter "
                       "turn clockwise."),
    PARAM_END,
};

static enum err_code orient_shape(const void *params, struct size *size, struct err *err)
{
    (void)err;
    if (((const struct orient *)params)->orientation >= 5)
        *size = (struct size){size->height, size->width};
    return ERR_OK;
}

static bool orient_streams(const void *params)
{
    return ((const struct orient *)params)->orientation <= 2;
}

static bool orient_moves(const void *params, struct size in, struct moves *out)
{
    (void)in;
    return moves_orient(out, ((const struct orient *)params)->orientation);
}

/* Turned like a picture that carries this mark, which is gone afterwards. */
static int turn(VipsImage *in, VipsImage **out, const struct orient *p)
{
    VipsImage *marked = NULL;

    if (vips_copy(in, &marked, NULL) != 0)
        return -1;
    vips_image_set_int(marked, VIPS_META_ORIENTATION, p->orientation);
    const int result = vips_autorot(marked, out, NULL);

    g_object_unref(marked);
    return result;
}

static enum err_code orient_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    return vipsenv_done(turn(in, out, params), err);
}

const struct op op_orient = {
    .name = "orient",
    .summary = "Turn and mirror the image as an EXIF orientation says.",
    .example = "orientation=6",
    .stage = STAGE_GEOMETRY,
    .params = orient_params,
    .params_size = sizeof(struct orient),
    .shape = orient_shape,
    .uprights = true,
    .moves = orient_moves,
    .streams = orient_streams,
    .apply = orient_apply,
};
