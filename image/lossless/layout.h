/* image/lossless/layout.h - which blocks of a stored picture go where in the result.
 *
 * Plain values, made from a course and the header that libjpeg read. Any thread.
 */
#ifndef IMAGE_LOSSLESS_LAYOUT_H
#define IMAGE_LOSSLESS_LAYOUT_H

#include "image/codec/jpeg.h"
#include "image/planar/course.h"

enum { LAYOUT_PARTS = 3 };

/* The first block that counts and the one after the last, along a side of the stored picture. */
struct layout_range {
    uint32_t first, end;
};

struct layout {
    bool mirror_x, mirror_y, transposed; /* the stored picture, in this order */
    struct size size;                    /* of the result, pixels */
    struct size units;                   /* of the result, in MCUs that hold all components */
    int parts;                           /* components */
    struct layout_part {
        struct layout_range x, y;
        uint32_t across, down; /* sampling factors in the result */
    } part[LAYOUT_PARTS];
};

/* False: the course is of another picture than this. */
bool layout_init(struct layout *layout, const struct course *course,
                 const struct jpeg_decompress_struct *in);

/* Blocks of part i that count, as they lie in the result. */
struct size layout_blocks(const struct layout *layout, int i);

/* The result's place of a stored block that counts, of part i. */
struct layout_place {
    uint32_t x, y;
};
static inline struct layout_place layout_place(const struct layout *layout, int i, uint32_t x,
                                               uint32_t y)
{
    const struct layout_part *part = &layout->part[i];
    const uint32_t column = layout->mirror_x ? part->x.end - 1 - x : x - part->x.first;
    const uint32_t row = layout->mirror_y ? part->y.end - 1 - y : y - part->y.first;

    return layout->transposed ? (struct layout_place){row, column}
                              : (struct layout_place){column, row};
}

#endif
