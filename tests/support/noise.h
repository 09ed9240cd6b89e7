/* tests/support/noise.h - JPEGs of coefficients that no picture has: every run, every size of
 * value, blocks that are empty, full or have nothing but their last coefficient. Written by
 * libjpeg.
 */
#ifndef TESTS_SUPPORT_NOISE_H
#define TESTS_SUPPORT_NOISE_H

#include "base/buf.h"

struct noise {
    int width, height;
    int h, v; /* sampling factors of luma; chroma has 1 and 1 */
    bool grey;
    int restart; /* MCUs between restart markers; 0: none */
    bool fitted; /* Huffman tables made for it, with codes of up to 16 bits */
    unsigned seed;
};

/* Add the JPEG to `out`, which the caller has initialised. */
bool noise_make(const struct noise *want, struct buf *out);

#endif
