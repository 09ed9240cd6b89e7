/* image/lossless/coder.h - a Huffman table for writing (T.81, C.2), and bits in bytes. */
#ifndef IMAGE_LOSSLESS_CODER_H
#define IMAGE_LOSSLESS_CODER_H

#include "image/codec/jpeg.h"

#include <stdint.h>
#include <string.h>

/* The entry of a symbol: code << 8 | length; 0: it has no code. */
struct coder {
    uint32_t entry[256];
};

/* False: this is no Huffman code. */
bool coder_init(struct coder *coder, const JHUFF_TBL *table);

static inline unsigned coder_length(uint32_t entry)
{
    return entry & 255;
}

/* Bits of a magnitude, 0 for 0: the category of T.81, table F.1. */
static inline unsigned coder_category(unsigned magnitude)
{
    return magnitude == 0 ? 0 : 32 - (unsigned)__builtin_clz(magnitude);
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
