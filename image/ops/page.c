#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

enum { INDEX_MAX = 9999 };

struct page {
    int32_t index;
};

static const struct param page_params[] = {
    PARAM_INT(struct page, index, 0, INDEX_MAX, 0,
              "Which frame or page, counted from 0; of a HEIF 0 is the primary image."),
    PARAM_END,
};

static int32_t page_frame(const void *params)
{
    return ((const struct page *)params)->index;
}

/* The decoder has left the other frames out already. */
static enum err_code page_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    (void)params;
    return vipsenv_done(vips_copy(in, out, NULL), err);
}

const struct op op_page = {
    .name = "page",
    .summary = "Take one frame of an animation, or one page of a TIFF, AVIF or HEIF.",
    .example = "index=0",
    .stage = STAGE_NONE,
    .params = page_params,
    .params_size = sizeof(struct page),
    .frame = page_frame,
    .apply = page_apply,
};
