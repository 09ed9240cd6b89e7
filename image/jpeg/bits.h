/* image/jpeg/bits.h - the bits of entropy-coded data, and one symbol of them.
 *
 * All inline, and without a look at the end of the data: whoever calls has made sure that FEED_UNIT
 * bytes (feed.h) may be read.
 */
#ifndef IMAGE_JPEG_BITS_H
#define IMAGE_JPEG_BITS_H

#include "image/jpeg/huff.h"

#include <string.h>

/* The next bits are at the top of `bits`: `n` of them, and below these some of those at `next`. */
struct bits {
    uint64_t bits;
    unsigned n;
    const unsigned char *next;
};

/* Bits that are there after bits_fill: enough for a symbol of 31, or one of a few looks. */
enum { BITS_FILLED = 56, BITS_SYMBOL = 31, BITS_LOOKS = 2 };

static inline void bits_fill(struct bits *in)
{
    uint64_t word;

    memcpy(&word, in->next, sizeof(word));
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        word = __builtin_bswap64(word);
    in->bits |= word >> in->n;
    in->next += (63 - in->n) >> 3;
    in->n |= BITS_FILLED;
}

static inline void bits_drop(struct bits *in, unsigned n)
{
    in->bits <<= n;
    in->n -= n;
}

/* One symbol, whatever it is; the bits are still there. 0: no such code. */
static inline uint32_t bits_symbol(const struct bits *in, const struct huff *huff)
{
    const uint32_t entry = huff->look[in->bits >> (64 - HUFF_BITS)];

    return entry != 0 ? entry : huff_long(huff, (unsigned)(in->bits >> 48));
}

/* How far the DC coefficient lies from that of the last block of its component; false: no such
 * code. Leaves bits for BITS_LOOKS looks. */
static inline bool bits_difference(struct bits *in, const struct huff *huff, int *difference)
{
    bits_fill(in);
    const uint32_t entry = bits_symbol(in, huff);

    *difference = huff_value(entry, in->bits);
    bits_drop(in, huff_length(entry));
    return entry != 0;
}

#endif
