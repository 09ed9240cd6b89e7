#include "image/codec/png_unfilter.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

bool png_unfilter_types(const unsigned char *rows, size_t row_bytes, uint32_t height)
{
    unsigned char most = 0;

    for (uint32_t y = 0; y < height; y++) {
        const unsigned char type = rows[(row_bytes + 1) * y];

        most = type > most ? type : most;
    }
    return most < PNG_FILTERS;
}

static void undo_up(unsigned char *restrict row, const unsigned char *restrict above, size_t n)
{
    for (size_t i = 0; i < n; i++)
        row[i] = (unsigned char)(row[i] + above[i]);
}

static inline unsigned char paeth(int a, int b, int c)
{
    const int pa = abs(b - c);
    const int pb = abs(a - c);
    const int pc = abs(a + b - 2 * c);

    return (unsigned char)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/* The plain forms; `pixel` is a constant where they are called, so that the loops are unrolled. */
static inline void sub_bytes(unsigned char *row, size_t n, size_t pixel)
{
    for (size_t i = pixel; i < n; i++)
        row[i] = (unsigned char)(row[i] + row[i - pixel]);
}

static inline void average_bytes(unsigned char *row, const unsigned char *above, size_t n,
                                 size_t pixel)
{
    for (size_t i = 0; i < n && i < pixel; i++)
        row[i] = (unsigned char)(row[i] + above[i] / 2);
    for (size_t i = pixel; i < n; i++)
        row[i] = (unsigned char)(row[i] + (row[i - pixel] + above[i]) / 2);
}

static inline void paeth_bytes(unsigned char *row, const unsigned char *above, size_t n,
                               size_t pixel)
{
    for (size_t i = 0; i < n && i < pixel; i++)
        row[i] = (unsigned char)(row[i] + above[i]);
    for (size_t i = pixel; i < n; i++)
        row[i] = (unsigned char)(row[i] + paeth(row[i - pixel], above[i], above[i - pixel]));
}

#ifdef __SSE2__
/* A pixel a step: each needs the one before, so only its bands are worked on at once. Loads take
 * four bytes whatever the pixel has (CANVAS_PAD). */
static inline __m128i load(const unsigned char *p)
{
    int32_t four;

    memcpy(&four, p, sizeof(four));
    return _mm_cvtsi32_si128(four);
}

static inline void store(unsigned char *p, __m128i value, size_t pixel)
{
    const int32_t four = _mm_cvtsi128_si32(value);

    memcpy(p, &four, pixel);
}

static inline void sub_pixels(unsigned char *row, size_t n, size_t pixel)
{
    __m128i a = _mm_setzero_si128();

    for (size_t i = 0; i + pixel <= n; i += pixel) {
        a = _mm_add_epi8(load(row + i), a);
        store(row + i, a, pixel);
    }
}

static inline __m128i widen(const unsigned char *p)
{
    return _mm_unpacklo_epi8(load(p), _mm_setzero_si128());
}

static inline __m128i either(__m128i mask, __m128i yes, __m128i no)
{
    return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
}

/* One pixel of Paeth: `d` filtered, a left, b above, c above left, in lanes of 16 bits. The three
 * possible results are made at once, to keep the chain from a pixel to the next one short. */
static inline __m128i paeth_pixel(__m128i d, __m128i a, __m128i b, __m128i c)
{
    const __m128i right = _mm_sub_epi16(b, c);
    const __m128i down = _mm_sub_epi16(a, c);
    const __m128i back = _mm_sub_epi16(c, a);
    const __m128i pa = _mm_max_epi16(right, _mm_sub_epi16(c, b));
    const __m128i pb = _mm_max_epi16(down, back);
    const __m128i pc = _mm_max_epi16(_mm_add_epi16(down, right), _mm_sub_epi16(back, right));
    const __m128i not_a = _mm_cmpgt_epi16(pa, _mm_min_epi16(pb, pc));
    const __m128i not_b = _mm_cmpgt_epi16(pb, pc);
    const __m128i b_or_c = either(not_b, _mm_add_epi8(d, c), _mm_add_epi8(d, b));

    return either(not_a, b_or_c, _mm_add_epi8(d, a));
}

static inline __m128i undo_pixel(int type, __m128i d, __m128i a, __m128i b, __m128i c)
{
    if (type == PNG_PAETH)
        return paeth_pixel(d, a, b, c);
    return _mm_add_epi8(d, _mm_srli_epi16(_mm_add_epi16(a, b), 1));
}

static inline void narrow(unsigned char *p, __m128i value, size_t pixel)
{
    store(p, _mm_packus_epi16(value, value), pixel);
}

static inline void undo_pixels(unsigned char *row, const unsigned char *above, size_t n,
                               size_t pixel, int type)
{
    __m128i a = _mm_setzero_si128();
    __m128i c = a;

    for (size_t i = 0; i + pixel <= n; i += pixel) {
        const __m128i b = widen(above + i);

        a = undo_pixel(type, widen(row + i), a, b, c);
        c = b;
        narrow(row + i, a, pixel);
    }
}

/* Two rows at once, the lower one a pixel behind: their chains do not wait for each other.
 *
 *   upper  . . c a [i]      what is above the lower pixel is still at hand
 *   lower  . d [i-1]
 */
static inline void undo_two(unsigned char *row, const unsigned char *above, size_t n, size_t pixel,
                            int type, int type_below)
{
    unsigned char *below = row + n + 1;
    const __m128i zero = _mm_setzero_si128();
    __m128i b = widen(above);
    __m128i a = undo_pixel(type, widen(row), zero, b, zero);
    __m128i c = b;
    __m128i left = zero;
    __m128i corner = zero;

    narrow(row, a, pixel);
    for (size_t i = pixel; i + pixel <= n; i += pixel) {
        b = widen(above + i);
        const __m128i next = undo_pixel(type, widen(row + i), a, b, c);

        left = undo_pixel(type_below, widen(below + i - pixel), left, a, corner);
        narrow(below + i - pixel, left, pixel);
        narrow(row + i, next, pixel);
        corner = a;
        a = next;
        c = b;
    }
    narrow(below + n - pixel, undo_pixel(type_below, widen(below + n - pixel), left, a, corner),
           pixel);
}

static inline void undo_types(unsigned char *row, const unsigned char *above, size_t n,
                              size_t pixel)
{
    const bool paeth_below = row[n] == PNG_PAETH;

    if (row[-1] == PNG_PAETH && paeth_below)
        undo_two(row, above, n, pixel, PNG_PAETH, PNG_PAETH);
    else if (row[-1] == PNG_PAETH)
        undo_two(row, above, n, pixel, PNG_PAETH, PNG_AVERAGE);
    else if (paeth_below)
        undo_two(row, above, n, pixel, PNG_AVERAGE, PNG_PAETH);
    else
        undo_two(row, above, n, pixel, PNG_AVERAGE, PNG_AVERAGE);
}

/* This row and the one below it, where that pays. */
static bool undo_pair(unsigned char *row, const unsigned char *above, size_t n, unsigned pixel)
{
    if (pixel < 3 || row[-1] < PNG_AVERAGE || row[n] < PNG_AVERAGE)
        return false;
    if (pixel == 3)
        undo_types(row, above, n, 3);
    else
        undo_types(row, above, n, 4);
    return true;
}
#else
#define sub_pixels sub_bytes

static inline void undo_pixels(unsigned char *row, const unsigned char *above, size_t n,
                               size_t pixel, int type)
{
    if (type == PNG_PAETH)
        paeth_bytes(row, above, n, pixel);
    else
        average_bytes(row, above, n, pixel);
}

static bool undo_pair(unsigned char *row, const unsigned char *above, size_t n, unsigned pixel)
{
    (void)row;
    (void)above;
    (void)n;
    (void)pixel;
    return false;
}
#endif

/* `pixel` is a constant where this is called. */
static inline void undo_as(unsigned char *row, const unsigned char *above, size_t n, size_t pixel)
{
    switch (row[-1]) {
    case PNG_SUB:
        if (pixel < 3)
            sub_bytes(row, n, pixel);
        else
            sub_pixels(row, n, pixel);
        break;
    case PNG_UP:
        undo_up(row, above, n);
        break;
    case PNG_AVERAGE:
        if (pixel < 3)
            average_bytes(row, above, n, pixel);
        else
            undo_pixels(row, above, n, pixel, PNG_AVERAGE);
        break;
    case PNG_PAETH:
        if (pixel < 3)
            paeth_bytes(row, above, n, pixel);
        else
            undo_pixels(row, above, n, pixel, PNG_PAETH);
        break;
    default:
        break;
    }
}

static void undo_row(unsigned char *row, const unsigned char *above, size_t n, unsigned pixel)
{
    switch (pixel) {
    case 1:
        undo_as(row, above, n, 1);
        break;
    case 2:
        undo_as(row, above, n, 2);
        break;
    case 3:
        undo_as(row, above, n, 3);
        break;
    default:
        undo_as(row, above, n, 4);
        break;
    }
}

/* Above the first row all is zero (9.2): Up changes nothing, Paeth is Sub, Average halves. */
static void undo_first(unsigned char *row, size_t n, unsigned pixel, unsigned char type)
{
    if (type == PNG_SUB || type == PNG_PAETH)
        sub_bytes(row, n, pixel);
    if (type == PNG_AVERAGE)
        for (size_t i = pixel; i < n; i++)
            row[i] = (unsigned char)(row[i] + row[i - pixel] / 2);
}

void png_unfilter(unsigned char *rows, size_t row_bytes, uint32_t height, unsigned pixel)
{
    const size_t stride = row_bytes + 1;
    uint32_t y = 1;

    undo_first(rows + 1, row_bytes, pixel, rows[0]);
    while (y < height) {
        unsigned char *row = rows + 1 + stride * y;

        if (y + 1 < height && undo_pair(row, row - stride, row_bytes, pixel)) {
            y += 2;
        } else {
            undo_row(row, row - stride, row_bytes, pixel);
            y++;
        }
    }
}
