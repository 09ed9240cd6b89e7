#include "image/codec/block_code.h"

/* RFC 1951, 3.2.3, 3.2.6 and 3.2.7. */
enum { FIXED = 1, DYNAMIC = 2, DISTANCE_BITS = 15, PRECODE_BITS = 7 };
enum { REPEAT = 16, ZEROS = 17, MANY_ZEROS = 18 };

static const uint8_t precode_order[BLOCK_PRECODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                      11, 4,  12, 3, 13, 2, 14, 1, 15};
static const uint8_t precode_extra[BLOCK_PRECODES] = {[REPEAT] = 2, [ZEROS] = 3, [MANY_ZEROS] = 7};

static unsigned length_of(uint32_t code)
{
    return code >> 16;
}

static uint64_t sum_of(const uint32_t *counts, const uint32_t *codes, unsigned n)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < n; i++)
        bits += (uint64_t)counts[i] * length_of(codes[i]);
    return bits;
}

static uint64_t body_bits(const struct block_code *code, const struct tally *tally)
{
    return sum_of(tally->litlen, code->litlen, RUNS_LITLENS) +
           sum_of(tally->distance, code->distance, RUNS_DISTANCES) + tally->extra;
}

/* How often the length at `at` comes from there on, up to `most` times. */
static unsigned times(const uint8_t *lengths, unsigned at, unsigned n, unsigned most)
{
    unsigned end = at;

    while (end < n && end - at < most && lengths[end] == lengths[at])
        end++;
    return end - at;
}

static void send(struct block_lengths *sent, unsigned symbol, unsigned extra, uint32_t *counts)
{
    counts[symbol]++;
    sent->symbol[sent->n] = (uint8_t)symbol;
    sent->extra[sent->n++] = (uint8_t)extra;
}

/* Repetitions are taken together. */
static void pack_lengths(const uint8_t *lengths, unsigned n, struct block_lengths *sent,
                         uint32_t counts[BLOCK_PRECODES])
{
    sent->n = 0;
    for (unsigned at = 0; at < n;) {
        const unsigned zeros = lengths[at] == 0 ? times(lengths, at, n, 138) : 0;
        const bool again = at > 0 && lengths[at - 1] == lengths[at];
        const unsigned same = again && zeros < 3 ? times(lengths, at, n, 6) : 0;

        if (zeros >= 11)
            send(sent, MANY_ZEROS, zeros - 11, counts);
        else if (zeros >= 3)
            send(sent, ZEROS, zeros - 3, counts);
        else if (same >= 3)
            send(sent, REPEAT, same - 3, counts);
        else
            send(sent, lengths[at], 0, counts);
        at += zeros >= 3 ? zeros : same >= 3 ? same : 1;
    }
}

/* Two symbols at least get a code, so that every code is complete: that of literals and of lengths
 * has to be, and readers differ in which of the others need not. */
static void make_lengths(const uint32_t *counts, unsigned n, unsigned most, uint8_t *lengths)
{
    uint32_t padded[CODES_MAX];
    unsigned used = 0;

    memcpy(padded, counts, n * sizeof(*counts));
    for (unsigned i = 0; i < n; i++)
        used += counts[i] > 0;
    for (unsigned i = 0; used < 2; i++)
        if (padded[i] == 0) {
            padded[i] = 1;
            used++;
        }
    codes_lengths(padded, n, most, lengths);
}

static unsigned up_to_last(const uint8_t *lengths, unsigned n, unsigned least)
{
    while (n > least && lengths[n - 1] == 0)
        n--;
    return n;
}

/* The lengths' own code: how many are sent, and the bits that it and the lengths take. */
static uint64_t make_precode(struct block_code *code, const uint32_t counts[BLOCK_PRECODES])
{
    uint8_t lengths[BLOCK_PRECODES];
    uint64_t bits = 5 + 5 + 4;

    make_lengths(counts, BLOCK_PRECODES, PRECODE_BITS, lengths);
    codes_assign(lengths, BLOCK_PRECODES, code->precode);
    code->precodes = BLOCK_PRECODES;
    while (code->precodes > 4 && lengths[precode_order[code->precodes - 1]] == 0)
        code->precodes--;
    for (unsigned i = 0; i < BLOCK_PRECODES; i++)
        bits += (uint64_t)counts[i] * (lengths[i] + precode_extra[i]);
    return bits + (uint64_t)3 * code->precodes;
}

static void make_dynamic(struct block_code *code, const struct tally *tally)
{
    uint32_t counts[BLOCK_PRECODES] = {0};
    uint8_t lengths[RUNS_LITLENS + RUNS_DISTANCES];
    uint8_t distances[RUNS_DISTANCES];

    make_lengths(tally->litlen, RUNS_LITLENS, BLOCK_LITLEN_BITS, lengths);
    make_lengths(tally->distance, RUNS_DISTANCES, DISTANCE_BITS, distances);
    codes_assign(lengths, RUNS_LITLENS, code->litlen);
    codes_assign(distances, RUNS_DISTANCES, code->distance);
    code->litlens = up_to_last(lengths, RUNS_LITLENS, RUNS_END + 1);
    code->distances = up_to_last(distances, RUNS_DISTANCES, 1);
    memcpy(lengths + code->litlens, distances, code->distances);
    pack_lengths(lengths, code->litlens + code->distances, &code->lengths, counts);
    code->fixed = false;
    code->bits = 3 + make_precode(code, counts) + body_bits(code, tally);
}

static void make_fixed(struct block_code *code, const struct tally *tally)
{
    uint8_t lengths[CODES_MAX];
    uint8_t distances[BLOCK_DISTANCES];

    for (unsigned i = 0; i < CODES_MAX; i++)
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(distances, 5, sizeof(distances));
    codes_assign(lengths, CODES_MAX, code->litlen);
    codes_assign(distances, BLOCK_DISTANCES, code->distance);
    code->fixed = true;
    code->bits = 3 + body_bits(code, tally);
}

/* What the fixed code takes at least is told by its shortest codes, of 7 bits. */
void block_code_init(struct block_code *code, const struct tally *tally)
{
    struct block_code fixed;

    make_dynamic(code, tally);
    make_fixed(&fixed, tally);
    if (fixed.bits <= code->bits)
        *code = fixed;
}

static void put_precode(const struct block_code *code, struct bit_writer *out)
{
    bit_writer_add(out, code->litlens - (RUNS_END + 1), 5);
    bit_writer_add(out, code->distances - 1, 5);
    bit_writer_add(out, code->precodes - 4, 4);
    bit_writer_flush(out);
    for (unsigned i = 0; i < code->precodes; i++) {
        bit_writer_add(out, length_of(code->precode[precode_order[i]]), 3);
        bit_writer_flush(out);
    }
}

static void put_lengths(const struct block_code *code, struct bit_writer *out)
{
    const struct block_lengths *sent = &code->lengths;

    for (unsigned i = 0; i < sent->n; i++) {
        const uint32_t symbol = code->precode[sent->symbol[i]];

        bit_writer_add(out, symbol & 0xFFFF, length_of(symbol));
        bit_writer_add(out, sent->extra[i], precode_extra[sent->symbol[i]]);
        bit_writer_flush(out);
    }
}

void block_code_put(const struct block_code *code, unsigned last, struct bit_writer *out)
{
    bit_writer_add(out, last, 1);
    bit_writer_add(out, code->fixed ? FIXED : DYNAMIC, 2);
    bit_writer_flush(out);
    if (!code->fixed) {
        put_precode(code, out);
        put_lengths(code, out);
    }
}
