/* tests/support/bmps.h - BMPs of every kind, written by hand, and what their pixels are.
 *
 * Safe before a fork.
 */
#ifndef TESTS_SUPPORT_BMPS_H
#define TESTS_SUPPORT_BMPS_H

#include "base/buf.h"

struct bmp_kind {
    const char *name;
    uint32_t header; /* size of the info header: 12, 40, 52, 56, 64, 108, 124 */
    int bits;
    uint32_t compression; /* 0 none, 1 and 2 runs, 3 and 6 masks */
    bool top_down;
    uint32_t masks[4]; /* red, green, blue, alpha; as they are meant where none are written */
};

extern const struct bmp_kind bmp_kinds[];
extern const int n_bmp_kinds;

const struct bmp_kind *bmps_kind(const char *name); /* NULL: no such */

/* Add the file to `out`, which the caller has initialised. Width and height from 2 to 2^15. */
void bmps_make(const struct bmp_kind *kind, uint32_t width, uint32_t height, struct buf *out);

/* What a reader must say of a pixel; alpha is 255 where the kind has none. */
void bmps_pixel(const struct bmp_kind *kind, uint32_t x, uint32_t y, unsigned char rgba[4]);

#endif
