#include "image/lossless/transcode_parts.h"

#include <stdlib.h>

/* Bits that were coded last, at the bottom of `bits`, and bytes before them. */
struct tail {
    uint64_t bits;
    unsigned n; /* at most 32 between two symbols */
    unsigned char *next;
};

SCAN_INLINE void put(struct tail *tail, uint64_t bits, unsigned n)
{
    tail->bits = tail->bits << n | bits;
    tail->n += n;
    if (tail->n > 32) {
        tail->n -= 32;
        coder_store(tail->next, tail->bits >> tail->n << 32);
        tail->next += 4;
    }
}

/* A run of zeros and a coefficient behind it (T.81, F.1.2.2.1). */
SCAN_INLINE void put_coefficient(struct tail *tail, const struct coder *ac, unsigned run, int value)
{
    enum { RUN_16 = 0xF0 };

    for (; run >= CODER_RUNS; run -= CODER_RUNS)
        put(tail, ac->entry[RUN_16] >> 8, coder_length(ac->entry[RUN_16]));
    const uint64_t symbol = coder_symbol(ac, run, value);

    put(tail, symbol >> 8, coder_length(symbol));
}

/* The coefficients that are there, in the result's order. Returns all the magnitudes over
 * CODER_NEAR, or-ed. */
SCAN_INLINE unsigned put_block(struct tail *tail, const struct transcode_part *part,
                               const int16_t *block, const int16_t *sign, uint64_t there)
{
    unsigned last = 0;
    unsigned far = 0;

    for (; there != 0; there &= there - 1) {
        const unsigned at = (unsigned)__builtin_ctzll(there);
        const int value = (block[at] ^ sign[at]) - sign[at];
        const unsigned run = at - last - 1;

        if (value == 0)
            continue;
        last = at;
        if (run < CODER_RUNS && coder_is_near(value)) {
            const uint32_t symbol = part->near.entry[run][value & (2 * CODER_NEAR - 1)];

            put(tail, symbol >> 8, coder_length(symbol));
        } else {
            put_coefficient(tail, &part->ac, run, value);
            far |= (unsigned)abs(value);
        }
    }
    if (last < BLOCK_LAST)
        put(tail, part->ac.entry[0] >> 8, coder_length(part->ac.entry[0]));
    return far;
}

/* The coefficients of one block, coded anew; false: damaged, or of a kind that has no code. */
SCAN_INLINE bool read_block(struct bits *in, struct reading *from, struct scan_part *part,
                            const struct transcode_part *kind, struct coded *coded)
{
    int16_t block[BLOCK_COEFFICIENTS];
    struct block_to to = {.at = from->at, .block = block};
    struct tail tail = {.next = from->next};
    bool fine = true;

    if (!scan_mean(in, part) || from->end - from->next < CODED_MOST)
        return false;
    (void)block_keep(in, part->ac, &to, BLOCK_LAST, &fine);
    const unsigned far = put_block(&tail, kind, block, from->sign, to.there & ~(uint64_t)1);
    const size_t len = (size_t)(tail.next - from->next);

    coder_store(tail.next, tail.bits << (64 - tail.n));
    *coded = (struct coded){.at = (uint32_t)(from->next - from->to->bytes),
                            .bits = (uint16_t)(8 * len + tail.n),
                            .mean = (int16_t)part->mean};
    from->next = tail.next + (tail.n + 7) / 8;
    return fine && far <= BLOCK_WIDEST && block_mean_fits(part->mean);
}

SCAN_INLINE bool read_part(struct bits *in, struct reading *from, int i, uint32_t unit,
                           const uint32_t *rows)
{
    struct scan_part *part = &from->scan.part[i];
    const struct transcode_part *kind = &from->to->part[part->component];

    for (uint32_t v = 0; v < part->down; v++)
        for (uint32_t h = 0; h < part->across; h++) {
            const uint32_t column = from->columns[i][unit * part->across + h];
            const bool counts = column != TRANSCODE_NOWHERE && rows[v] != TRANSCODE_NOWHERE;

            if (counts ? !read_block(in, from, part, kind, &from->to->blocks[rows[v] + column])
                       : !scan_pass(in, part))
                return false;
        }
    return true;
}

static bool read_row(struct reading *from, uint32_t row)
{
    struct scan *scan = &from->scan;
    struct bits in = scan->in;
    uint32_t rows[SCAN_PARTS][MAX_SAMP_FACTOR] = {{0}};

    for (int i = 0; i < scan->parts; i++)
        for (uint32_t v = 0; v < scan->part[i].down; v++)
            rows[i][v] = transcode_row(from, scan->part[i].component, row * scan->part[i].down + v);
    for (uint32_t unit = 0; unit < scan->units; unit++) {
        if (!scan_ready(scan, &in))
            return false;
        for (int i = 0; i < scan->parts; i++)
            if (!read_part(&in, from, i, unit, rows[i]))
                return false;
    }
    scan->in = in;
    return !scan_overdrawn(scan, in);
}

static bool read_rows(struct reading *from)
{
    for (uint32_t row = 0; row < from->scan.rows; row++)
        if (!read_row(from, row))
            return false;
    return scan_ended(&from->scan);
}

struct transcode *transcode_read(const struct jpeg_decompress_struct *in,
                                 const struct layout *layout,
                                 const struct jpeg_compress_struct *out)
{
    struct transcode *to = calloc(1, sizeof(*to));
    struct reading *from = calloc(1, sizeof(*from));

    if (to && from) {
        from->to = to;
        from->layout = layout;
    }
    if (!to || !from || !transcode_set_up(from, in, out) || !read_rows(from)) {
        transcode_free(to);
        to = NULL;
    }
    for (int i = 0; from && i < SCAN_PARTS; i++)
        free(from->columns[i]);
    free(from);
    return to;
}
