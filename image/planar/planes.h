/* image/planar/planes.h - result planes in memory: Y, or Y, Cb and Cr of full JPEG range.
 *
 * Rows are GRAPH_ALIGN-aligned. Owned by whoever holds the struct; planes_fini frees.
 */
#ifndef IMAGE_PLANAR_PLANES_H
#define IMAGE_PLANAR_PLANES_H

#include "image/planar/course.h"

enum { PLANES_MAX = 3 };

struct plane {
    unsigned char *data; /* NULL: none */
    size_t stride;       /* bytes */
    uint32_t width, height;
};

struct planes {
    int count; /* 1 or 3 */
    int sub;   /* pixels a chroma sample covers along both sides, 1 or 2 */
    struct plane plane[PLANES_MAX];
};

/* A plane of `width` x `height` samples of `depth` bytes; false: no memory. */
bool plane_init(struct plane *plane, uint32_t width, uint32_t height, size_t depth) MUST_CHECK;
void plane_fini(struct plane *plane);
void planes_fini(struct planes *planes);

/* Quarter turns clockwise, then a flip left to right. */
bool planes_turn(struct planes *planes, int quarters, bool flip) MUST_CHECK;

/* The colour as samples (JFIF 1.02: BT.601, full range). */
void planes_color(const struct color *color, unsigned char samples[PLANES_MAX]);

/* Chroma from full range to 16..240 (BT.601), as WebP stores it. */
void plane_limit_chroma(struct plane *plane);

#endif
