/* image/codec/block_code.h - the two Huffman codes of a deflate block, and how they are told to the
 * reader (RFC 1951, 3.2.5 to 3.2.7).
 *
 * Pure functions; no locks.
 */
#ifndef IMAGE_CODEC_BLOCK_CODE_H
#define IMAGE_CODEC_BLOCK_CODE_H

#include "image/codec/bit_writer.h"
#include "image/codec/codes.h"
#include "image/codec/png_runs.h"

#include <stdbool.h>

/* The writer adds four bytes' codes between flushes: 4 * 14 + 7 bits are less than 64. */
enum { BLOCK_LITLEN_BITS = 14, BLOCK_DISTANCES = 32, BLOCK_PRECODES = 19 };

/* Lengths of codes as they are sent: a symbol, and what follows it. */
struct block_lengths {
    unsigned n;
    uint8_t symbol[RUNS_LITLENS + RUNS_DISTANCES], extra[RUNS_LITLENS + RUNS_DISTANCES];
};

struct block_code {
    uint32_t litlen[CODES_MAX], distance[BLOCK_DISTANCES]; /* length << 16 | code */
    bool fixed;
    uint64_t bits; /* of the whole block with this code */

    /* Where not fixed: */
    unsigned litlens, distances, precodes; /* how many lengths are sent */
    struct block_lengths lengths;
    uint32_t precode[BLOCK_PRECODES];
};

/* The shortest for a block of these symbols, its end among them. */
void block_code_init(struct block_code *code, const struct tally *tally);

/* The head of a block with this code: up to 320 bytes. */
void block_code_put(const struct block_code *code, unsigned last, struct bit_writer *out);

#endif
