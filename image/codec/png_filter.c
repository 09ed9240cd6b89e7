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

/* Sixteen bytes at once, in whatever the processor has for that (SSE2, NEON): GCC's and Clang's
 * vector extension. A comparison gives 0 or 255 in each. */
typedef uint8_t bytes16 __attribute__((vector_size(16)));

static inline bytes16 load(const unsigned char *from)
{
    bytes16 v;

    memcpy(&v, from, sizeof(v));
    return v;
}

static inline bytes16 pick(bytes16 mask, bytes16 yes, bytes16 no)
{
    return (yes & mask) | (no & ~mask);
}

static inline bytes16 apart(bytes16 a, bytes16 b)
{
    return pick((bytes16)(a < b), b - a, a - b);
}

/* PaethPredictor (PNG specification, 9.4) without leaving 8 bits: with a - c and b - c of one sign,
 * |a + b - 2c| is the sum of their magnitudes, which 255 may stand for when it is more; else it is
 * their difference. */
static inline bytes16 paeth(bytes16 a, bytes16 b, bytes16 c)
{
    const bytes16 pa = apart(b, c);
    const bytes16 pb = apart(a, c);
    const bytes16 sum = pa + pb;
    const bytes16 opposite = (bytes16)(b < c) ^ (bytes16)(a < c);
    const bytes16 pc = pick(opposite, apart(pa, pb), sum | (bytes16)(sum < pa));

    return pick((bytes16)(pa <= pb) & (bytes16)(pa <= pc), a, pick((bytes16)(pb <= pc), b, c));
}

/* Bytes from `at` on; each of to[] is a filter's row. */
struct filtering {
    const unsigned char *row, *above;
    size_t pixel;
    unsigned char *to[PNG_FILTERS];
};

static inline void filter_16(const struct filtering *f, size_t at)
{
    const bytes16 byte = load(f->row + at);
    const bytes16 a = load(f->row + at - f->pixel);
    const bytes16 b = load(f->above + at);
    const bytes16 c = load(f->above + at - f->pixel);
    const bytes16 filtered[PNG_FILTERS] = {
        [PNG_NONE] = byte,
        [PNG_SUB] = byte - a,
        [PNG_UP] = byte - b,
        [PNG_AVERAGE] = byte - ((a & b) + ((a ^ b) >> 1)),
        [PNG_PAETH] = byte - paeth(a, b, c),
    };

    for (int i = 0; i < PNG_FILTERS; i++)
        memcpy(f->to[i] + at, &filtered[i], sizeof(filtered[i]));
}

/* What is left of the first pixel is 0. */
static void filter_1(const struct filtering *f, size_t at)
{
    const int a = at < f->pixel ? 0 : f->row[at - f->pixel];
    const int b = f->above[at];
    const int c = at < f->pixel ? 0 : f->above[at - f->pixel];
    const int pa = abs(b - c);
    const int pb = abs(a - c);
    const int pc = abs(a + b - 2 * c);
    const int b_or_c = pb <= pc ? b : c;

    f->to[PNG_NONE][at] = f->row[at];
    f->to[PNG_SUB][at] = (unsigned char)(f->row[at] - a);
    f->to[PNG_UP][at] = (unsigned char)(f->row[at] - b);
    f->to[PNG_AVERAGE][at] = (unsigned char)(f->row[at] - (a + b) / 2);
    f->to[PNG_PAETH][at] = (unsigned char)(f->row[at] - (pa <= pb && pa <= pc ? a : b_or_c));
}

static void filter_row(const unsigned char *row, const unsigned char *above, size_t pixel,
                       struct png_rows *rows)
{
    struct filtering f = {.row = row, .above = above, .pixel = pixel};
    size_t at = 0;

    for (size_t i = 0; i < PNG_FILTERS; i++) {
        f.to[i] = rows->filter + i * (rows->bytes + 1);
        *f.to[i]++ = (unsigned char)i;
    }
    while (at < pixel)
        filter_1(&f, at++);
    for (; at + sizeof(bytes16) <= rows->bytes; at += sizeof(bytes16))
        filter_16(&f, at);
    while (at < rows->bytes)
        filter_1(&f, at++);
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
