#include "image/lossless/transcode_parts.h"

/* Bits on their way out, from the top of `bits` on. */
struct joint {
    uint64_t bits;
    unsigned n; /* 0 to 63 */
    unsigned char *next;
};

/* T.81, B.1.1.5: a 0 follows each 0xFF. */
static unsigned char *put_stuffed(unsigned char *to, uint64_t word, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++, word <<= 8) {
        const unsigned char byte = (unsigned char)(word >> 56);

        *to++ = byte;
        if (byte == 0xFF)
            *to++ = 0;
    }
    return to;
}

SCAN_INLINE void put_word(struct joint *joint, uint64_t word)
{
    const uint64_t ones = 0x0101010101010101;

    /* A byte of 0xFF becomes 0 and loses its top bit; so may one behind it that is 0xFE. */
    if (__builtin_expect((word & ~(word + ones) & ones << 7) != 0, 0)) {
        joint->next = put_stuffed(joint->next, word, sizeof(word));
        return;
    }
    coder_store(joint->next, word);
    joint->next += sizeof(word);
}

/* `n` bits, 1 to 64, at the top of a word that is 0 below them. */
SCAN_INLINE void put(struct joint *joint, uint64_t word, unsigned n)
{
    joint->bits |= word >> joint->n;
    if (joint->n + n >= 64) {
        put_word(joint, joint->bits);
        joint->bits = word << 1 << (63 - joint->n);
        joint->n += n - 64;
    } else {
        joint->n += n;
    }
}

SCAN_INLINE uint64_t top_of(uint64_t word, unsigned n)
{
    return word >> (64 - n) << (64 - n);
}

SCAN_INLINE void put_bits(struct joint *joint, const unsigned char *from, unsigned n)
{
    for (; n > 64; n -= 64, from += sizeof(uint64_t))
        put(joint, coder_load(from), 64);
    put(joint, top_of(coder_load(from), n), n);
}

SCAN_INLINE void put_difference(struct joint *joint, const struct coder *dc, int difference)
{
    const uint64_t symbol = coder_symbol(dc, 0, difference);

    put(joint, symbol >> 8 << (64 - coder_length(symbol)), coder_length(symbol));
}

SCAN_INLINE void put_end(struct joint *joint, const struct coder *ac)
{
    const unsigned n = coder_length(ac->entry[0]);

    put(joint, (uint64_t)(ac->entry[0] >> 8) << (64 - n), n);
}

SCAN_INLINE void write_part(struct joint *joint, const struct transcode *from,
                            const struct transcode_part *part, const struct coded *coded, int *mean)
{
    const uint32_t blocks = part->across * part->down;

    for (uint32_t i = 0; i < blocks; i++) {
        const bool filling = coded[i].bits == 0;
        const int now = filling ? *mean : coded[i].mean;

        put_difference(joint, &part->dc, now - *mean);
        *mean = now;
        if (filling)
            put_end(joint, &part->ac);
        else
            put_bits(joint, from->bytes + coded[i].at, coded[i].bits);
    }
}

static bool flush(struct joint *joint, struct jpeg_sink *sink)
{
    const size_t len = (size_t)(joint->next - sink->data);

    if (!codec_write(sink->fd, sink->data, len))
        return false;
    sink->written += len;
    joint->next = sink->data;
    return true;
}

/* Ones fill the last byte (T.81, F.1.2.3). */
static bool finish(struct joint *joint, struct jpeg_sink *sink)
{
    joint->next =
        put_stuffed(joint->next, joint->bits | UINT64_MAX >> joint->n, (joint->n + 7) / 8);
    *joint->next++ = 0xFF;
    *joint->next++ = JPEG_EOI;
    return flush(joint, sink);
}

bool transcode_write(const struct transcode *from, struct jpeg_sink *sink)
{
    enum { MOST = 2 * (D_MAX_BLOCKS_IN_MCU * CODED_MOST + 16) }; /* of an MCU, stuffed */
    const unsigned char *end = sink->data + sink->size;
    const size_t units = (size_t)from->units.width * from->units.height;
    const struct coded *coded = from->blocks;
    struct joint joint = {.next = sink->base.next_output_byte};
    int means[LAYOUT_PARTS] = {0};

    for (size_t unit = 0; unit < units; unit++) {
        if (end - joint.next < MOST && !flush(&joint, sink))
            return false;
        for (int i = 0; i < from->parts; i++) {
            const struct transcode_part *part = &from->part[i];

            write_part(&joint, from, part, coded, &means[i]);
            coded += (size_t)part->across * part->down;
        }
    }
    return (end - joint.next >= MOST || flush(&joint, sink)) && finish(&joint, sink);
}
