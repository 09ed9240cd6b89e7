/* image/facts/small.h - the picture shrunk, which every field about pixels is computed from. */
#ifndef IMAGE_FACTS_SMALL_H
#define IMAGE_FACTS_SMALL_H

#include "base/err.h"
#include "base/span.h"
#include "image/limits.h"

/* Upright sRGB, 8 bits, red, green, blue, alpha (not premultiplied; 255 where there is none). */
struct small {
    uint32_t width, height;
    bool opaque; /* every pixel of the decoded picture, not only of this one */
    unsigned char *rgba;
};

/* Decode the first frame, as small as the format allows, check the limits on the way, and shrink to
 * FACTS_SIDE. Errors: ERR_UNDECODABLE, and those of plan_shape(). End with small_fini(). */
enum err_code small_make(struct span input, const struct limits *limits, struct small *small,
                         struct err *err);
void small_fini(struct small *small);

/* A smaller one of at most `side` pixels; false: no memory. */
bool small_shrink(const struct small *from, uint32_t side, struct small *to);

/* Pixels that are more transparent than not do not count where colours are told. */
bool small_is_seen(const struct small *small, size_t pixel);

/* Colour and luma (ITU-R BT.601) of a pixel over white, 0 to 255. */
double small_over_white(const struct small *small, size_t pixel, int band);
double small_luma(const struct small *small, size_t pixel);

#endif
