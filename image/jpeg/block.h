/* image/jpeg/block.h - the AC coefficients of one block, several at a look.
 *
 * All inline and on the conditions of bits.h. A block has 63 of them at most, which take at most as
 * many symbols, whatever the data is.
 */
#ifndef IMAGE_JPEG_BLOCK_H
#define IMAGE_JPEG_BLOCK_H

#include "image/jpeg/bits.h"

enum { BLOCK_LAST = 63 };

/* Places of coefficients, in zigzag order. What is not kept goes behind the block, and so do the
 * runs of a damaged one, and HUFF_OUT: so many are needed. */
enum { BLOCK_PLACES = BLOCK_LAST + HUFF_OUT + 1 };

/* Where coefficients go: number k of the zigzag order to block[at[k]], and bit at[k] % 64 is set.
 */
struct block_to {
    const unsigned char *at;
    int16_t *block;
    uint64_t there;
};

static inline void block_put(struct block_to *to, int k, int value)
{
    to->block[to->at[k]] = (int16_t)value;
    to->there |= (uint64_t)1 << to->at[k] % 64;
}

/* One symbol on the slow way. Returns the new k; more than BLOCK_LAST where the block ends, or is
 * damaged (then *fine is false). */
static inline int block_one(struct bits *in, const struct huff *huff, int k, struct block_to *to,
                            bool *fine)
{
    bits_fill(in);
    const uint32_t entry = bits_symbol(in, huff);

    if (entry == 0)
        *fine = false;
    if (entry == 0 || entry & HUFF_END) {
        bits_drop(in, huff_length(entry));
        return k + HUFF_OUT;
    }
    k += huff_advance(entry);
    block_put(to, k, huff_value(entry, in->bits));
    bits_drop(in, huff_length(entry));
    if (k > BLOCK_LAST)
        *fine = false;
    return k;
}

/* From the DC coefficient to the end of the block, or until `kept` is reached or passed. Runs of 16
 * zeros are told as a coefficient of 0. Returns
 * the index of the last coefficient, plus HUFF_OUT where the block has ended. */
static inline int block_keep(struct bits *in, const struct huff_ac *ac, struct block_to *to,
                             int kept, bool *fine)
{
    const int late = BLOCK_LAST - 2 * HUFF_RUN; /* before it, no pair reaches the last one */
    int k = 0;

    for (;; bits_fill(in))
        for (int look = 0; look < BITS_LOOKS; look++) {
            const struct huff_pair *pair = &ac->pair[in->bits >> (64 - HUFF_PAIR_BITS)];

            /* Behind the last coefficient of all no end is told: what follows is another block. */
            if (pair->length == 0 || (kept > late && k >= late && pair->to[1] < HUFF_OUT &&
                                      k + pair->to[1] >= BLOCK_LAST)) {
                k = block_one(in, &ac->one, k, to, fine);
                if (k >= kept)
                    return k;
                break;
            }
            bits_drop(in, pair->length);
            block_put(to, k + pair->to[0], pair->value[0]);
            block_put(to, k + pair->to[1], pair->value[1]);
            k += pair->to[1];
            if (pair->end)
                return k | HUFF_OUT;
            if (k >= kept)
                return k;
        }
}

#endif
