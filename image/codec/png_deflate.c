#include "image/codec/png_deflate.h"

#include "image/codec/block_code.h"

#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>

/* A block is made of pieces, as long as one code fits all of them; a new one has to save about what
 * its head takes, in bits. */
enum { PIECE = 16 << 10, BLOCK_MAX = 16 * PIECE, BLOCK_HEAD = 80 * 8 };
enum { PIECE_TOKENS = PIECE / RUNS_MIN + 1, TOKENS = (BLOCK_MAX / PIECE + 1) * PIECE_TOKENS };

/* RFC 1950: a window of 32 KiB, the fastest algorithm; Adler-32. RFC 1951, 3.2.4. */
enum { HEAD = 2, TAIL = 4, STORED_MAX = 65535, STORED_HEAD = 5, WRITER_SLACK = 8 };

struct block {
    size_t from, to; /* in the data */
    size_t tokens;
    struct tally tally;
    double bits; /* about what its symbols take */
};

struct work {
    struct runs_layout layout;
    size_t len;
    struct bit_writer out;
    struct run_token tokens[TOKENS];
    struct block_code code;
};

/* Shannon's bound (1948), which Huffman's codes come near to. */
static double entropy(const uint32_t *counts, unsigned n)
{
    double bits = 0;
    double sum = 0;

    for (unsigned i = 0; i < n; i++)
        if (counts[i] > 0) {
            bits -= counts[i] * (double)log2f((float)counts[i]);
            sum += counts[i];
        }
    return sum > 0 ? bits + sum * log2(sum) : 0;
}

static double tally_bits(const struct tally *tally)
{
    return entropy(tally->litlen, RUNS_LITLENS) + entropy(tally->distance, RUNS_DISTANCES);
}

static struct tally tally_sum(const struct tally *a, const struct tally *b)
{
    struct tally sum = {.extra = a->extra + b->extra};

    for (unsigned i = 0; i < RUNS_LITLENS; i++)
        sum.litlen[i] = a->litlen[i] + b->litlen[i];
    for (unsigned i = 0; i < RUNS_DISTANCES; i++)
        sum.distance[i] = a->distance[i] + b->distance[i];
    return sum;
}

static inline void put_code(struct bit_writer *out, uint32_t code)
{
    bit_writer_add(out, code & 0xFFFF, code >> 16);
}

static inline void put_bytes(struct bit_writer *to, const uint32_t *codes, const unsigned char *p,
                             size_t n)
{
    struct bit_writer out = *to; /* in registers: bytes written might be its own */

    for (; n >= 4; n -= 4, p += 4) {
        put_code(&out, codes[p[0]]);
        put_code(&out, codes[p[1]]);
        put_code(&out, codes[p[2]]);
        put_code(&out, codes[p[3]]);
        bit_writer_flush(&out);
    }
    for (; n > 0; n--)
        put_code(&out, codes[*p++]);
    bit_writer_flush(&out);
    *to = out;
}

static void put_run(struct bit_writer *out, const struct block_code *code,
                    const struct run_token *token)
{
    const struct run_code length = runs_length(token->length);
    const struct run_code distance = runs_distance(token->distance);

    put_code(out, code->litlen[length.symbol]);
    bit_writer_add(out, length.extra, length.bits);
    put_code(out, code->distance[distance.symbol]);
    bit_writer_add(out, distance.extra, distance.bits);
    bit_writer_flush(out);
}

static void put_coded(struct work *work, const struct block *block)
{
    const unsigned char *p = work->layout.data + block->from;

    block_code_put(&work->code, block->to == work->len, &work->out);
    for (size_t i = 0; i < block->tokens; i++) {
        const struct run_token *token = &work->tokens[i];

        put_bytes(&work->out, work->code.litlen, p, token->literals);
        if (token->length > 0)
            put_run(&work->out, &work->code, token);
        p += token->literals + token->length;
    }
    put_code(&work->out, work->code.litlen[RUNS_END]);
    bit_writer_flush(&work->out);
}

/* RFC 1951, 3.2.4. */
static void put_stored(struct work *work, const struct block *block)
{
    struct bit_writer *out = &work->out;

    for (size_t at = block->from; at < block->to;) {
        const size_t left = block->to - at;
        const size_t n = left < STORED_MAX ? left : STORED_MAX;

        bit_writer_add(out, at + n == work->len, 3);
        bit_writer_align(out);
        bit_writer_add(out, n | (n ^ 0xFFFF) << 16, 32);
        bit_writer_flush(out);
        memcpy(out->next, work->layout.data + at, n);
        out->next += n;
        at += n;
    }
}

static uint64_t stored_bits(size_t len)
{
    return 8 * (len + (len / STORED_MAX + 1) * STORED_HEAD);
}

static void put_block(struct work *work, struct block *block)
{
    block->tally.litlen[RUNS_END] = 1;
    block_code_init(&work->code, &block->tally);
    if (work->code.bits < stored_bits(block->to - block->from))
        put_coded(work, block);
    else
        put_stored(work, block);
}

/* Add the piece behind the block; false: better begin a new one. */
static bool join(struct block *block, const struct block *piece)
{
    const struct tally sum = tally_sum(&block->tally, &piece->tally);
    const double bits = tally_bits(&sum);

    if (piece->to - block->from > BLOCK_MAX || bits > block->bits + piece->bits + BLOCK_HEAD)
        return false;
    *block = (struct block){block->from, piece->to, block->tokens + piece->tokens, sum, bits};
    return true;
}

static struct block next_piece(const struct work *work, size_t from, struct run_token *tokens)
{
    struct block piece = {.from = from};

    piece.to = work->len - from < PIECE ? work->len : from + PIECE;
    piece.tokens = runs_find(&work->layout, from, piece.to, tokens, &piece.tally);
    piece.bits = tally_bits(&piece.tally);
    return piece;
}

static void put_blocks(struct work *work)
{
    struct block block = {0};

    while (block.to < work->len) {
        struct run_token *tokens = work->tokens + block.tokens;
        const struct block piece = next_piece(work, block.to, tokens);

        if (join(&block, &piece))
            continue;
        put_block(work, &block);
        memmove(work->tokens, tokens, piece.tokens * sizeof(*tokens));
        block = piece;
    }
    put_block(work, &block);
}

/* No block takes more than its bytes stored, of which each but the last has a whole piece. */
size_t png_deflate_bound(size_t len)
{
    return HEAD + len + (len / PIECE + 2) * (STORED_HEAD + 1) + TAIL + WRITER_SLACK;
}

size_t png_deflate(const unsigned char *data, size_t len, size_t row, size_t pixel,
                   unsigned char *out)
{
    struct work *work = malloc(sizeof(*work));

    if (work == NULL)
        return 0;
    work->layout = (struct runs_layout){data, row, pixel};
    work->len = len;
    memcpy(out, "\x78\x01", HEAD);
    work->out = (struct bit_writer){.next = out + HEAD};
    put_blocks(work);
    bit_writer_align(&work->out);
    unsigned char *end = work->out.next;
    const uint32_t sum = libdeflate_adler32(1, data, len);

    for (int i = 0; i < TAIL; i++)
        *end++ = (unsigned char)(sum >> (24 - 8 * i));
    free(work);
    return (size_t)(end - out);
}
