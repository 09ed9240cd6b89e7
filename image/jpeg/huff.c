#include "image/jpeg/huff.h"

#include <string.h>

enum { RUN_16 = 0xF0, SIZE = 15, MOST_ADVANCE = 63 };

/* The entry of a symbol whose code has `length` bits. */
static uint32_t entry_of(const struct huff *huff, unsigned symbol, unsigned length)
{
    const unsigned size = symbol & SIZE;
    const unsigned advance = (symbol >> 4) + 1;

    if (huff->dc || size > 0 || symbol == RUN_16)
        return size << 16 | advance << 8 | (length + size);
    return HUFF_END | length;
}

bool huff_init(struct huff *huff, const unsigned char counts[HUFF_LONGEST + 1],
               const unsigned char symbols[HUFF_SYMBOLS], bool dc)
{
    unsigned code = 0;
    unsigned n = 0;

    memset(huff->look, 0, sizeof(huff->look));
    memcpy(huff->symbols, symbols, HUFF_SYMBOLS);
    huff->dc = dc;
    for (unsigned length = 1; length <= HUFF_LONGEST; length++, code <<= 1) {
        huff->first[length] = (int32_t)n - (int32_t)code;
        for (unsigned i = 0; i < counts[length]; i++, n++, code++) {
            if (n >= HUFF_SYMBOLS || code >= 1u << length || (dc && symbols[n] > SIZE))
                return false;
            const unsigned spare = length <= HUFF_BITS ? HUFF_BITS - length : 0;

            for (unsigned j = 0; length <= HUFF_BITS && j < 1u << spare; j++)
                huff->look[code << spare | j] = entry_of(huff, symbols[n], length);
        }
        huff->past[length] = code << (HUFF_LONGEST - length);
    }
    return true;
}

uint32_t huff_long(const struct huff *huff, unsigned bits)
{
    for (unsigned length = HUFF_BITS + 1; length <= HUFF_LONGEST; length++)
        if (bits < huff->past[length]) {
            const int32_t n = huff->first[length] + (int32_t)(bits >> (HUFF_LONGEST - length));

            return entry_of(huff, huff->symbols[(unsigned)n % HUFF_SYMBOLS], length);
        }
    return 0;
}

/* The symbol at the top of `bits`, of which `known` are known and the rest are 0; 0: it is not
 * whole there. Codes that need an unknown bit are longer than what is known. */
static uint32_t whole(const struct huff *huff, uint64_t bits, unsigned known)
{
    const uint32_t entry = huff->look[bits >> (64 - HUFF_BITS)];

    return huff_length(entry) <= known ? entry : 0;
}

/* As many symbols as are whole. */
static uint16_t skim_of(const struct huff *huff, uint64_t bits)
{
    unsigned length = 0;
    int advance = 0;
    uint32_t entry = 0;

    while (!(entry & HUFF_END)) {
        entry = whole(huff, bits << length, HUFF_SKIM_BITS - length);
        if (entry == 0 || advance + huff_advance(entry) > MOST_ADVANCE)
            break;
        length += huff_length(entry);
        advance += huff_advance(entry);
    }
    return (uint16_t)((entry & HUFF_END) | (unsigned)advance << 8 | length);
}

static struct huff_pair pair_of(const struct huff *huff, uint64_t bits)
{
    struct huff_pair pair = {.to = {HUFF_OUT, HUFF_OUT}};

    for (int i = 0; i < 3 && !pair.end; i++) {
        const uint64_t rest = bits << pair.length;
        const uint32_t entry = whole(huff, rest, HUFF_PAIR_BITS - pair.length);

        pair.end = (entry & HUFF_END) != 0;
        if (entry == 0 || (i == 2 && !pair.end))
            break;
        pair.length = (uint8_t)(pair.length + huff_length(entry));
        if (pair.end)
            break;
        const uint8_t before = i > 0 ? pair.to[0] : 0;

        pair.to[1] = (uint8_t)(before + huff_advance(entry));
        pair.value[1] = (int16_t)huff_value(entry, rest);
        if (i == 0) {
            pair.to[0] = pair.to[1];
            pair.value[0] = pair.value[1];
        }
    }
    return pair;
}

bool huff_init_ac(struct huff_ac *huff, const unsigned char counts[HUFF_LONGEST + 1],
                  const unsigned char symbols[HUFF_SYMBOLS])
{
    if (!huff_init(&huff->one, counts, symbols, false))
        return false;
    for (uint64_t i = 0; i < 1u << HUFF_PAIR_BITS; i++)
        huff->pair[i] = pair_of(&huff->one, i << (64 - HUFF_PAIR_BITS));
    for (uint64_t i = 0; i < 1u << HUFF_SKIM_BITS; i++)
        huff->skim[i] = skim_of(&huff->one, i << (64 - HUFF_SKIM_BITS));
    return true;
}
