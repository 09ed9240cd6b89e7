/* image/vips/decode.h - from bytes to an upright picture, limits checked before a pixel is decoded.
 */
#ifndef IMAGE_VIPS_DECODE_H
#define IMAGE_VIPS_DECODE_H

#include "image/plan.h"

#include <vips/vips.h>

struct decode {
    struct plan *plan; /* borrowed; its first step learns the size before shrink-on-load */
    const struct limits *limits; /* borrowed */
    struct span input;           /* borrowed, must outlive the picture */
    struct image_info *info;     /* filled as soon as the header is known */
    uint32_t *done; /* steps of the plan that the picture has behind it; NULL: none may */
};

/* Whether the decoded picture is in memory, because it must be turned or has frames. */
bool decode_holds(const struct plan *plan, const struct image_info *info);

/* Open the header, check it and what the plan makes of it against the limits, and give the picture:
 * decoded smaller, or with the first steps done, where they allow it, all frames stacked where
 * input and output animate, turned by its EXIF orientation; in memory where decode_holds() says so,
 * else lazily, to be read once and top to bottom. A new reference in *image, only on success. */
enum err_code decode_image(const struct decode *decode, VipsImage **image, struct err *err);

#endif
