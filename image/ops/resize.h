/* image/ops/resize.h - resize's parameters, for operations that are a resize by another name. */
#ifndef IMAGE_OPS_RESIZE_H
#define IMAGE_OPS_RESIZE_H

#include "image/op.h"
#include "image/ops/geometry.h"

enum { KERNEL_NEAREST, KERNEL_LINEAR, KERNEL_LANCZOS3 = 5, RESIZE_SIDE_MAX = 65535 };
enum { RESIZE_DPR_MAX = 8 };

enum fit { FIT_INSIDE, FIT_COVER, FIT_CONTAIN, FIT_FILL, FIT_OUTSIDE };

struct resize {
    int32_t width, height; /* 0: follows the other */
    double dpr;            /* multiplies both; 0 is 1 */
    int32_t fit;
    int32_t kernel;
    bool enlarge;
    bool settled; /* place is fixed, whatever gravity says */
    struct color background;
    struct gravity gravity;
    struct place place;
    struct size source; /* of the picture before shrink-on-load; 0: the picture's own */
};

extern const struct op op_resize;

#endif
