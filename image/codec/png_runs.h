/* image/codec/png_runs.h - runs in filtered rows, and how often deflate's symbols come.
 *
 * Pure functions; no locks. Numbers of symbols are those of RFC 1951, 3.2.5.
 */
#ifndef IMAGE_CODEC_PNG_RUNS_H
#define IMAGE_CODEC_PNG_RUNS_H

#include <stddef.h>
#include <stdint.h>

enum { RUNS_LITLENS = 286, RUNS_DISTANCES = 30, RUNS_END = 256 };

/* Shorter ones are not looked for: zeros, of which most runs are, have codes of one to two bits. */
enum { RUNS_MIN = 8 };

struct tally {
    uint32_t litlen[RUNS_LITLENS], distance[RUNS_DISTANCES];
    uint32_t extra; /* bits that follow the codes of lengths and distances */
};

/* Bytes as they are, then a run; length 0: no run. */
struct run_token {
    uint32_t literals;
    uint16_t length, distance;
};

/* What a run's length or distance is written as. */
struct run_code {
    uint16_t symbol;
    uint8_t bits; /* extra ones */
    uint16_t extra;
};
struct run_code runs_length(unsigned length);
struct run_code runs_distance(unsigned distance);

/* Where the data came from: rows of `row` bytes, filter type included, `pixel` bytes a pixel. */
struct runs_layout {
    const unsigned char *data;
    size_t row, pixel;
};

/* Bytes [from, to), with runs that may begin in front of them: at most (to - from) / RUNS_MIN + 1
 * tokens, and *tally of them. How many tokens. */
size_t runs_find(const struct runs_layout *layout, size_t from, size_t to, struct run_token *tokens,
                 struct tally *tally);

#endif
