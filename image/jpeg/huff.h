/* image/jpeg/huff.h - Huffman tables of a JPEG, made for looking up several symbols at once.
 *
 * T.81, Annex C (codes), F.1.2 and F.2.2 (symbols and values).
 */
#ifndef IMAGE_JPEG_HUFF_H
#define IMAGE_JPEG_HUFF_H

#include <stdbool.h>
#include <stdint.h>

enum { HUFF_BITS = 10, HUFF_LONGEST = 16, HUFF_SYMBOLS = 256, HUFF_RUN = 16 };

/* Wider saves looks and costs cache: 16 KB and 8 KB a table (measured). */
enum { HUFF_PAIR_BITS = 11, HUFF_SKIM_BITS = 12 };

/* The entry of one symbol: size << 16 | HUFF_END | advance << 8 | length.
 *
 * length   bits of code and value together, 1 to 31; an entry of 0: no such code, or a longer one
 * advance  how far the coefficient lies behind the last one, 1 to 16
 * size     bits of the value
 * HUFF_END the block ends here
 */
enum { HUFF_END = 1 << 15 };

struct huff {
    uint32_t look[1 << HUFF_BITS];
    uint32_t past[HUFF_LONGEST + 1]; /* first 16 bits that are no code of up to this length */
    int32_t first[HUFF_LONGEST + 1]; /* symbol of code 0 of this length */
    unsigned char symbols[HUFF_SYMBOLS];
    bool dc;
};

/* One or two coefficients together, where codes and values fit. */
struct huff_pair {
    uint8_t length; /* bits; 0: look for one symbol */
    bool end;       /* the block ends after them */
    uint8_t to[2];  /* how far each lies behind the last one before; one alone is told twice */
    int16_t value[2];
};

/* How far an end with no coefficient before it goes: out of every block. */
enum { HUFF_OUT = 64 };

struct huff_ac {
    struct huff one;
    struct huff_pair pair[1 << HUFF_PAIR_BITS];
    uint16_t skim[1 << HUFF_SKIM_BITS]; /* as `one`, of as many whole symbols as fit, no sizes */
};

/* `counts`: codes of each length, from [1] on. False: this is no Huffman code. */
bool huff_init(struct huff *huff, const unsigned char counts[HUFF_LONGEST + 1],
               const unsigned char symbols[HUFF_SYMBOLS], bool dc);
bool huff_init_ac(struct huff_ac *huff, const unsigned char counts[HUFF_LONGEST + 1],
                  const unsigned char symbols[HUFF_SYMBOLS]);

/* The entry of a code too long for `look`, by the next 16 bits; 0: there is no such code. */
uint32_t huff_long(const struct huff *huff, unsigned bits);

static inline unsigned huff_length(uint32_t entry)
{
    return entry & 63;
}

static inline int huff_advance(uint32_t entry)
{
    return (int)(entry >> 8 & 63);
}

/* The value that stands behind the code at the top of `bits`; 0 where the size is. T.81, F.2.2.1,
 * EXTEND: values with a leading 0 are the negative ones. */
static inline int huff_value(uint32_t entry, uint64_t bits)
{
    const unsigned size = entry >> 16;
    const uint64_t value = bits << (huff_length(entry) - size);

    return (int)(value >> 1 >> (63 - size)) - (int)((value >> 63 ^ 1) * ((1u << size) - 1));
}

#endif
