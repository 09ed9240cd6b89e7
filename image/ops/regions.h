/* image/ops/regions.h - boxes in a picture, for operations that may work on parts of it. */
#ifndef IMAGE_OPS_REGIONS_H
#define IMAGE_OPS_REGIONS_H

#include "image/op.h"
#include "image/vips/color.h"

/* What the row of such a parameter says, in one wording for all. */
#define REGIONS_DOC                                                                                \
    "Boxes to work on, x,y,width,height in pixels or percent, separated by ;; cut at the edges."

enum { REGIONS_SIDE_MAX = 65535 };

struct box {
    int32_t left, top, width, height; /* pixels */
};

/* The box in a picture of this size, cut at its edges; percent are rounded outwards, so that what
 * is to be hidden is hidden. False: it lies wholly outside. */
bool regions_box(const struct region *region, struct size size, struct box *box);

/* ERR_OUT_OF_PICTURE for a box wholly outside: nothing would be hidden. For `shape`. */
enum err_code regions_check(const struct regions *regions, const struct size *size,
                            struct err *err);

/* Run the filter on the whole picture when there are no boxes; else on each box by itself, one
 * after the other. What it returns must have the size and bands it got. */
int regions_filter(VipsImage *in, VipsImage **out, const struct regions *regions,
                   color_filter *filter, const void *params);

#endif
