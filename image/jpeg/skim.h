/* image/jpeg/skim.h - over coefficients that nobody wants, as many symbols at a look as fit.
 *
 * All inline and on the conditions of bits.h.
 */
#ifndef IMAGE_JPEG_SKIM_H
#define IMAGE_JPEG_SKIM_H

#include "image/jpeg/block.h"

/* From coefficient k over the rest of the block; false where it is damaged. */
static inline bool block_skim(struct bits *in, const struct huff_ac *ac, int k)
{
    for (;; bits_fill(in))
        for (int look = 0; look < BITS_LOOKS; look++) {
            uint32_t entry = ac->skim[in->bits >> (64 - HUFF_SKIM_BITS)];
            const bool slow = entry == 0 || k + huff_advance(entry) >= BLOCK_LAST;

            if (slow) {
                bits_fill(in);
                entry = bits_symbol(in, &ac->one);
                if (entry == 0)
                    return false;
            }
            bits_drop(in, huff_length(entry));
            k += huff_advance(entry);
            if (entry & HUFF_END)
                return true;
            if (k >= BLOCK_LAST)
                return k == BLOCK_LAST;
            if (slow)
                break;
        }
}

#endif
