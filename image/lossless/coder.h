/* image/lossless/coder.h - a Huffman table for writing (T.81, C.2), and bits in bytes. */
#ifndef IMAGE_LOSSLESS_CODER_H
#define IMAGE_LOSSLESS_CODER_H

#include "image/codec/jpeg.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The entry of a symbol: code << 8 | length; 0: it has no code. */
struct coder {
    uint32_t entry[256];
};

/* False: this is no Huffman code. */
bool coder_init(struct coder *coder, const JHUFF_TBL *table);

static inline unsigned coder_length(uint64_t entry)
{
    return entry & 255;
}

/* Bits of a magnitude, 0 for 0: the category of T.81, table F.1. */
static inline unsigned coder_category(unsigned magnitude)
{
    return magnitude == 0 ? 0 : 32 - (unsigned)__builtin_clz(magnitude);
}

/* Code and value together, as an entry: of a coefficient behind `run` zeros, or with run 0 of a DC
 * difference (T.81, F.1.2.1 and F.1.2.2). */
static inline uint64_t coder_symbol(const struct coder *coder, unsigned run, int value)
{
    const unsigned size = coder_category((unsigned)abs(value));
    const uint32_t entry = coder->entry[run << 4 | size];
    const unsigned bits = (unsigned)(value - (value < 0)) & ((1u << size) - 1);

    return ((uint64_t)(entry >> 8) << size | bits) << 8 | (coder_length(entry) + size);
}

/* Most coefficients are near 0: those from -CODER_NEAR to CODER_NEAR - 1 have a table of their own,
 * by run and by the value's lowest bits. */
enum { CODER_RUNS = 16, CODER_NEAR = 16 };
struct coder_near {
    uint32_t entry[CODER_RUNS][2 * CODER_NEAR];
};
void coder_near_init(struct coder_near *near, const struct coder *coder);

static inline bool coder_is_near(int value)
{
    return value >= -CODER_NEAR && value < CODER_NEAR;
}

static inline uint64_t coder_load(const unsigned char *from)
{
    uint64_t word;

    memcpy(&word, from, sizeof(word));
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(word) : word;
}

static inline void coder_store(unsigned char *to, uint64_t word)
{
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        word = __builtin_bswap64(word);
    memcpy(to, &word, sizeof(word));
}

#endif
