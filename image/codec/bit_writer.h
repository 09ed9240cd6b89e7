/* image/codec/bit_writer.h - bits into memory, the first one lowest in its byte (RFC 1951, 3.1.1).
 *
 * All inline, and without a look at the end of memory: up to 8 bytes behind what is written are
 * touched.
 */
#ifndef IMAGE_CODEC_BIT_WRITER_H
#define IMAGE_CODEC_BIT_WRITER_H

#include <stdint.h>
#include <string.h>

/* `n` bits wait in `bits`; at most 7 after bit_writer_flush(), and never more than 63. */
struct bit_writer {
    uint64_t bits;
    unsigned n;
    unsigned char *next;
};

/* `value` has no bits but the lowest n. */
static inline void bit_writer_add(struct bit_writer *out, uint64_t value, unsigned n)
{
    out->bits |= value << out->n;
    out->n += n;
}

static inline void bit_writer_flush(struct bit_writer *out)
{
    uint64_t word = out->bits;

    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        word = __builtin_bswap64(word);
    memcpy(out->next, &word, sizeof(word));
    out->next += out->n / 8;
    out->bits >>= out->n & ~7u;
    out->n &= 7;
}

/* Up to the next byte's beginning, with zeros. */
static inline void bit_writer_align(struct bit_writer *out)
{
    out->n = (out->n + 7) & ~7u;
    bit_writer_flush(out);
}

#endif
