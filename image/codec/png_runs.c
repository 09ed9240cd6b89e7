#include "image/codec/png_runs.h"

#include <stdbool.h>
#include <string.h>

/* RFC 1951, 3.2.5. */
enum { LENGTHS = 257, LENGTH_MIN = 3, LENGTH_MAX = 258, LENGTH_LAST = 285, DISTANCE_MAX = 32768 };

static unsigned log2_of(unsigned value)
{
    return 31u - (unsigned)__builtin_clz(value);
}

/* Four lengths, and two distances, share a number of extra bits. */
struct run_code runs_length(unsigned length)
{
    const unsigned more = length - LENGTH_MIN;
    const unsigned bits = more < 8 ? 0 : log2_of(more) - 2;

    if (length == LENGTH_MAX)
        return (struct run_code){LENGTH_LAST, 0, 0};
    return (struct run_code){(uint16_t)(LENGTHS + 4 * bits + (more >> bits)), (uint8_t)bits,
                             (uint16_t)(more & ((1u << bits) - 1))};
}

struct run_code runs_distance(unsigned distance)
{
    const unsigned more = distance - 1;
    const unsigned bits = more < 4 ? 0 : log2_of(more) - 1;

    return (struct run_code){(uint16_t)(2 * bits + (more >> bits)), (uint8_t)bits,
                             (uint16_t)(more & ((1u << bits) - 1))};
}

static inline uint64_t eight(const unsigned char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    return word;
}

/* Where data[at...] and what is `distance` in front of it begin to differ, at most at `to`. */
static size_t same_until(const unsigned char *data, size_t at, size_t to, size_t distance)
{
    while (at + 8 <= to && eight(data + at) == eight(data + at - distance))
        at += 8;
    while (at < to && data[at] == data[at - distance])
        at++;
    return at;
}

static size_t same_since(const unsigned char *data, size_t at, size_t from, size_t distance)
{
    while (at > from && at > distance && data[at - 1] == data[at - 1 - distance])
        at--;
    return at;
}

struct run {
    size_t from, to, distance;
};

/* The run around eight bytes at `at` that are as those `distance` in front; in [from, to). */
static struct run run_around(const unsigned char *data, size_t at, size_t from, size_t to,
                             size_t distance)
{
    return (struct run){same_since(data, at, from, distance),
                        same_until(data, at + 8, to, distance), distance};
}

static struct run longer(struct run a, struct run b)
{
    return b.to - b.from > a.to - a.from ? b : a;
}

/* Of all distances the one that gives most. */
static struct run best_run(const struct runs_layout *layout, size_t at, size_t from, size_t to,
                           size_t above)
{
    const unsigned char *data = layout->data;
    struct run best = {at, at, 0};

    if (eight(data + at) == eight(data + at - above))
        best = run_around(data, at, from, to, above);
    if (eight(data + at) == eight(data + at - layout->pixel))
        best = longer(run_around(data, at, from, to, layout->pixel), best);
    if (eight(data + at) == eight(data + at - 1))
        best = longer(run_around(data, at, from, to, 1), best);
    return best;
}

/* Bytes are counted four ways at once: one counter would have to wait for itself where a byte comes
 * again and again. */
static void count_bytes(const unsigned char *p, size_t n, uint32_t counts[4][256])
{
    size_t i = 0;

    for (; i + 8 <= n; i += 8) {
        uint64_t word = eight(p + i);

        for (size_t k = 0; k < 8; k++, word >>= 8)
            counts[k % 4][word & 0xFF]++;
    }
    for (; i < n; i++)
        counts[0][p[i]]++;
}

static void count_run(unsigned length, unsigned distance, struct tally *tally)
{
    const struct run_code l = runs_length(length);
    const struct run_code d = runs_distance(distance);

    tally->litlen[l.symbol]++;
    tally->distance[d.symbol]++;
    tally->extra += l.bits + d.bits;
}

/* What is left of a run, or too short to be one, is bytes. */
static size_t put_run(const struct run *run, size_t from, struct run_token *tokens, size_t *end,
                      struct tally *tally)
{
    size_t n = 0;
    size_t at = run->from;

    for (size_t left = run->to - at; left >= RUNS_MIN; left = run->to - at) {
        const size_t length = left < LENGTH_MAX ? left : LENGTH_MAX;

        tokens[n] = (struct run_token){(uint32_t)(n > 0 ? 0 : at - from), (uint16_t)length,
                                       (uint16_t)run->distance};
        n++;
        count_run((unsigned)length, (unsigned)run->distance, tally);
        at += length;
    }
    *end = at;
    return n;
}

static bool is_run(const unsigned char *p, size_t pixel, size_t above)
{
    const uint64_t word = eight(p);

    return word == eight(p - pixel) || word == eight(p - above);
}

size_t runs_find(const struct runs_layout *layout, size_t from, size_t to, struct run_token *tokens,
                 struct tally *tally)
{
    const unsigned char *data = layout->data;
    uint32_t counts[4][256] = {{0}};
    size_t n = 0;
    size_t at = from < 8 ? 8 : from; /* a pixel and more */

    *tally = (struct tally){.extra = 0};
    while (at + 8 <= to) {
        const bool rows = at >= layout->row && layout->row <= DISTANCE_MAX;
        const size_t above = rows ? layout->row : layout->pixel;

        if (!is_run(data + at, layout->pixel, above)) {
            at += 8;
            continue;
        }
        const struct run run = best_run(layout, at, from, to, above);

        count_bytes(data + from, run.from - from, counts);
        n += put_run(&run, from, tokens + n, &from, tally);
        at = from;
    }
    count_bytes(data + from, to - from, counts);
    tokens[n++] = (struct run_token){(uint32_t)(to - from), 0, 0};
    for (size_t i = 0; i < 256; i++)
        tally->litlen[i] = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
    return n;
}
