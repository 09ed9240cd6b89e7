/* image/moves.h - what a plan does to a picture's geometry, as a list of primitive moves.
 *
 * Engines that know nothing of operations run these: each step's row says its moves for a picture
 * of a size (image/op.h, `moves`). Plain values, pure functions, any thread.
 */
#ifndef IMAGE_MOVES_H
#define IMAGE_MOVES_H

#include "image/param.h"

struct size {
    uint32_t width; /* pixels, at least 1 */
    uint32_t height;
};

enum move_kind {
    MOVE_SCALE, /* to `size` with `kernel`, edges kept: pixel centres at (i + 0.5) * ratio - 0.5 */
    MOVE_CUT,   /* keep the box of `size` at x,y, which lies inside the picture */
    MOVE_PAD,   /* onto a ground of `color` and `size`; the picture's corner comes to x,y >= 0 */
    MOVE_TURN,  /* by `quarters` (1 to 3) quarter turns clockwise */
    MOVE_FLIP,  /* left to right */
    MOVE_GREY, /* keep Y of ITU-R BT.601 (JFIF), 0.299 R + 0.587 G + 0.114 B of the stored values */
};

/* Kernels widen with the factor of reduction, so that what would alias is averaged out. */
enum move_kernel { MOVE_LINEAR, MOVE_CUBIC, MOVE_MITCHELL, MOVE_LANCZOS2, MOVE_LANCZOS3 };

struct move {
    enum move_kind kind;
    struct size size; /* of the result: SCALE, CUT, PAD */
    int32_t x, y;     /* CUT, PAD */
    enum move_kernel kernel;
    int32_t quarters;
    struct color color; /* sRGB, not premultiplied */
};

/* A plan has at most PLAN_STEPS_MAX steps of two moves, and two for the EXIF orientation. */
enum { MOVES_MAX = 72 };

struct moves {
    uint32_t count;
    struct move list[MOVES_MAX];
};

/* Append; false when the list is full. Moves that change nothing (a scale or cut to the size the
 * picture has, no turn) are left out by who appends. */
bool moves_add(struct moves *moves, struct move move) MUST_CHECK;

/* Append what makes a picture of this EXIF orientation (1..8) upright (TIFF 6.0, tag 274). */
bool moves_orient(struct moves *moves, int orientation) MUST_CHECK;

/* The size of a picture of size `in` after all of them. */
struct size moves_size(const struct moves *moves, struct size in);

#endif
