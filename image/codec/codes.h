/* image/codec/codes.h - Huffman codes of bounded length, as deflate has them (RFC 1951, 3.2.2).
 *
 * Pure functions; no locks.
 */
#ifndef IMAGE_CODEC_CODES_H
#define IMAGE_CODEC_CODES_H

#include <stdint.h>

enum { CODES_MAX = 288, CODES_BITS_MAX = 15 };

/* Bits of each of n <= CODES_MAX symbols' codes, at most `most`, 0 where count is 0; the counts'
 * sum is below 2^32, and n at most 2^most. Together the fewest bits where `most` allows them, and
 * nearly so where not. One symbol alone gets a code of one bit, and none at all is fine. */
void codes_lengths(const uint32_t *counts, unsigned n, unsigned most, uint8_t *lengths);

/* The codes that follow from the lengths, first bit lowest, as deflate writes them: length << 16 |
 * code. */
void codes_assign(const uint8_t *lengths, unsigned n, uint32_t *codes);

#endif
