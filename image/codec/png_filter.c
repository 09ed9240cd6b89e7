#include "image/codec/png_filter.h"

#include "image/codec/png_unfilter.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

bool png_rows_init(struct png_rows *rows, size_t bytes)
{
    *rows = (struct png_rows){bytes, malloc(PNG_FILTERS * (bytes + 1)), calloc(1, bytes)};
    if (rows->filter && rows->zeros)
        return true;
    png_rows_fini(rows);
    return false;
}

void png_rows_fini(struct png_rows *rows)
{
    free(rows->filter);
    free(rows->zeros);
    *rows = (struct png_rows){0};
}

static void do_difference(const unsigned char *restrict row, const unsigned char *restrict from,
                          unsigned char *restrict to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (unsigned char)(row[i] - from[i]);
}

static void do_average(const unsigned char *restrict row, const unsigned char *restrict left,
                       const unsigned char *restrict above, unsigned char *restrict to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (unsigned char)(row[i] - (left[i] + above[i]) / 2);
}

static inline int16_t magnitude(int16_t value)
{
    return (int16_t)(value < 0 ? -value : value);
}

/* In 16 bits, which a vector holds twice as many of as of 32. */
static void do_paeth(const unsigned char *restrict row, const unsigned char *restrict left,
                     const unsigned char *restrict above, const unsigned char *restrict corner,
                     unsigned char *restrict to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int16_t a = left[i];
        const int16_t b = above[i];
        const int16_t c = corner[i];
        const int16_t pa = magnitude((int16_t)(b - c));
        const int16_t pb = magnitude((int16_t)(a - c));
        const int16_t pc = magnitude((int16_t)(a + b - c - c));
        const int16_t b_or_c = pb <= pc ? b : c;
        const int16_t nearest = ((pa <= pb) & (pa <= pc)) ? a : b_or_c;

        to[i] = (unsigned char)(row[i] - nearest);
    }
}

/* The first pixel has nothing to its left; the loops above get what is behind it. */
static void first_pixel(const unsigned char *row, const unsigned char *above, size_t pixel,
                        struct png_rows *rows)
{
    const size_t stride = rows->bytes + 1;

    for (size_t i = 0; i < pixel; i++) {
        rows->filter[PNG_SUB * stride + 1 + i] = row[i];
        rows->filter[PNG_AVERAGE * stride + 1 + i] = (unsigned char)(row[i] - above[i] / 2);
        rows->filter[PNG_PAETH * stride + 1 + i] = (unsigned char)(row[i] - above[i]);
    }
}

static void filter_row(const unsigned char *row, const unsigned char *above, size_t pixel,
                       struct png_rows *rows)
{
    const size_t n = rows->bytes - pixel;
    unsigned char *to[PNG_FILTERS];

    for (size_t i = 0; i < PNG_FILTERS; i++) {
        to[i] = rows->filter + i * (rows->bytes + 1);
        *to[i]++ = (unsigned char)i;
    }
    memcpy(to[PNG_NONE], row, rows->bytes);
    do_difference(row, above, to[PNG_UP], rows->bytes);
    first_pixel(row, above, pixel, rows);
    do_difference(row + pixel, row, to[PNG_SUB] + pixel, n);
    do_average(row + pixel, row, above + pixel, to[PNG_AVERAGE] + pixel, n);
    do_paeth(row + pixel, row, above + pixel, above, to[PNG_PAETH] + pixel, n);
}

static uint64_t plain_cost(const unsigned char *bytes, size_t n)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += bytes[i] < 128 ? bytes[i] : 256u - bytes[i];
    return sum;
}

/* Sum of the magnitudes; min(v, 256 - v) in bytes of a vector. */
static uint64_t cost(const unsigned char *bytes, size_t n)
{
#ifdef __SSE2__
    const __m128i zero = _mm_setzero_si128();
    __m128i sum = zero;
    uint64_t halves[2];
    size_t i = 0;

    for (; i + 16 <= n; i += 16) {
        __m128i v;

        memcpy(&v, bytes + i, sizeof(v));
        sum = _mm_add_epi64(sum, _mm_sad_epu8(_mm_min_epu8(v, _mm_sub_epi8(zero, v)), zero));
    }
    memcpy(halves, &sum, sizeof(halves));
    return halves[0] + halves[1] + plain_cost(bytes + i, n - i);
#else
    return plain_cost(bytes, n);
#endif
}

const unsigned char *png_rows_best(struct png_rows *rows, const struct canvas *canvas, uint32_t y)
{
    const unsigned char *row = canvas_row(canvas, y);
    const unsigned char *above = y > 0 ? canvas_row(canvas, y - 1) : rows->zeros;
    const size_t stride = rows->bytes + 1;
    uint64_t least = UINT64_MAX;
    size_t best = 0;

    filter_row(row, above, canvas->bands, rows);
    for (size_t i = 0; i < PNG_FILTERS; i++) {
        const uint64_t sum = cost(rows->filter + i * stride + 1, rows->bytes);

        if (sum < least) {
            least = sum;
            best = i;
        }
    }
    return rows->filter + best * stride;
}
