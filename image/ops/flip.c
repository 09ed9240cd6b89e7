#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

enum direction { FLIP_HORIZONTAL, FLIP_VERTICAL, FLIP_BOTH };

static const char *const direction_names[] = {"horizontal", "vertical", "both", NULL};

struct flip {
    int32_t direction;
};

static const struct param flip_params[] = {
    PARAM_ENUM(struct flip, direction, direction_names, FLIP_HORIZONTAL,
               "Left to right, top to bottom, or both."),
    PARAM_END,
};

static bool flip_streams(const void *params)
{
    return ((const struct flip *)params)->direction == FLIP_HORIZONTAL;
}

/* Top to bottom is left to right after half a turn. */
static bool flip_moves(const void *params, struct size in, struct moves *out)
{
    const struct flip *p = params;

    (void)in;
    if (p->direction != FLIP_HORIZONTAL &&
        !moves_add(out, (struct move){.kind = MOVE_TURN, .quarters = 2}))
        return false;
    return p->direction == FLIP_BOTH || moves_add(out, (struct move){.kind = MOVE_FLIP});
}

static enum err_code flip_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    const struct flip *p = params;

    if (p->direction == FLIP_BOTH)
        return vipsenv_done(vips_rot(in, out, VIPS_ANGLE_D180, NULL), err);
    return vipsenv_done(vips_flip(in, out, (VipsDirection)p->direction, NULL), err);
}

const struct op op_flip = {
    .name = "flip",
    .summary = "Mirror the image.",
    .example = "direction=vertical",
    .stage = STAGE_GEOMETRY,
    .params = flip_params,
    .params_size = sizeof(struct flip),
    .moves = flip_moves,
    .streams = flip_streams,
    .apply = flip_apply,
};
