#include "image/ops/resize.h"
#include "image/param_row.h"

/* A resize that fills its box; `size` stands for both sides. */
struct thumbnail {
    struct resize resize;
    int32_t size;
};

static const struct param thumbnail_params[] = {
    {PARAM_ROW(PARAM_TYPE_INT, PARAM_OPTIONAL, struct thumbnail, size, 1, RESIZE_SIDE_MAX, 0,
               "Side of a square, in pixels; instead of width and height.")},
    {.name = "width",
     .type = PARAM_TYPE_INT,
     .need = PARAM_OPTIONAL,
     .offset = offsetof(struct thumbnail, resize.width),
     .min = 1,
     .max = RESIZE_SIDE_MAX,
     .doc = "Width of the result, in pixels."},
    {.name = "height",
     .type = PARAM_TYPE_INT,
     .need = PARAM_OPTIONAL,
     .offset = offsetof(struct thumbnail, resize.height),
     .min = 1,
     .max = RESIZE_SIDE_MAX,
     .doc = "Height of the result, in pixels."},
    {.name = "dpr",
     .type = PARAM_TYPE_REAL,
     .need = PARAM_DEFAULTS,
     .offset = offsetof(struct thumbnail, resize.dpr),
     .min = 1,
     .max = RESIZE_DPR_MAX,
     .def = 1,
     .doc = "Pixels of the screen for one of the sides, which are multiplied by it."},
    {.name = "gravity",
     .type = PARAM_TYPE_GRAVITY,
     .need = PARAM_DEFAULTS,
     .offset = offsetof(struct thumbnail, resize.gravity),
     .max = 1,
     .def = GRAVITY_CENTER,
     .doc = "Which part to keep where the shapes differ."},
    PARAM_END,
};

static enum err_code thumbnail_check(const void *params, struct err *err)
{
    const struct thumbnail *p = params;
    const bool box = p->resize.width > 0 || p->resize.height > 0;

    if (p->size > 0 && box)
        return err_param(err, ERR_PARAM_CONFLICT, "size",
                         "size stands instead of width and height.");
    if (p->size == 0 && (p->resize.width == 0 || p->resize.height == 0))
        return err_param(err, ERR_PARAM_MISSING, p->resize.width > 0 ? "height" : "size",
                         "thumbnail needs size, or width and height.");
    return ERR_OK;
}

/* The resize that this is. */
static void fill_in(struct thumbnail *p)
{
    if (p->size > 0)
        p->resize.width = p->resize.height = p->size;
    p->resize.fit = FIT_COVER;
    p->resize.kernel = KERNEL_LANCZOS3;
    p->resize.enlarge = true;
}

static struct thumbnail filled_in(const void *params)
{
    struct thumbnail p = *(const struct thumbnail *)params;

    fill_in(&p);
    return p;
}

static enum err_code thumbnail_shape(const void *params, struct size *size, struct err *err)
{
    const struct thumbnail p = filled_in(params);

    return op_resize.shape(&p.resize, size, err);
}

static bool thumbnail_moves(const void *params, struct size in, struct moves *out)
{
    const struct thumbnail p = filled_in(params);

    return op_resize.moves(&p.resize, in, out);
}

static bool thumbnail_streams(const void *params)
{
    const struct thumbnail p = filled_in(params);

    return op_resize.streams(&p.resize);
}

static double thumbnail_shrink(void *params, const struct size *original)
{
    struct thumbnail *p = params;

    fill_in(p);
    return op_resize.shrink(&p->resize, original);
}

static enum err_code thumbnail_settle(struct _VipsImage *first, void *params, struct err *err)
{
    struct thumbnail *p = params;

    fill_in(p);
    return op_resize.settle(first, &p->resize, err);
}

static enum err_code thumbnail_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    const struct thumbnail p = filled_in(params);

    return op_resize.apply(in, out, &p.resize, err);
}

const struct op op_thumbnail = {
    .name = "thumbnail",
    .summary = "Fill a box of exactly this size and cut what is over.",
    .example = "width=120&height=90&gravity=attention",
    .stage = STAGE_GEOMETRY,
    .params = thumbnail_params,
    .params_size = sizeof(struct thumbnail),
    .check = thumbnail_check,
    .shape = thumbnail_shape,
    .moves = thumbnail_moves,
    .streams = thumbnail_streams,
    .shrink = thumbnail_shrink,
    .settle = thumbnail_settle,
    .apply = thumbnail_apply,
};
