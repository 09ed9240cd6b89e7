/* tests/support/exact.h - the samples a JPEG's coefficients mean, in double, without rounding.
 *
 * libjpeg reads the coefficients; each block is the inverse DCT of n points of its n x n lowest
 * frequencies, by the definition (T.81, A.3.3, with n for 8).
 */
#ifndef TESTS_SUPPORT_EXACT_H
#define TESTS_SUPPORT_EXACT_H

#include "base/span.h"

enum { EXACT_PLANES = 3 };

struct exact {
    struct exact_plane {
        int size;         /* n */
        int across, down; /* blocks */
        double *samples;  /* across * size in a row */
    } plane[EXACT_PLANES];
};

/* `sizes` of the first planes; 0: no such plane. False where libjpeg cannot read the file to its
 * end. Ended with exact_fini in any case. */
bool exact_make(struct exact *exact, struct span jpeg, const int sizes[EXACT_PLANES]);
void exact_fini(struct exact *exact);

static inline double exact_at(const struct exact_plane *plane, uint32_t x, uint32_t y)
{
    return plane->samples[(size_t)y * (size_t)(plane->across * plane->size) + x];
}

#endif
