#include "image/raster/rows.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { ALPHA = 3 };

/* Zero an eighth above the range's end, one three quarters of it further up. */
enum { ZERO = 8192 };
#define OPAQUE (255 * 255 * 0.75F)

/* Three quarters of a product, rounded. */
static inline uint16_t share(unsigned value)
{
    return (uint16_t)(value - ((value + 1) >> 2) + ZERO);
}

static void unpack_plain(const unsigned char *row, unsigned bands, unsigned left, unsigned right,
                         uint16_t *const planes[ROWS_PLANES])
{
    for (unsigned b = 0; b < bands; b++) {
        uint16_t *restrict to = planes[b];

        for (unsigned x = left; x < right; x++)
            to[x] = (uint16_t)(row[(size_t)x * bands + b] << 8);
    }
}

static void unpack_alpha(const unsigned char *row, unsigned bands, unsigned left, unsigned right,
                         uint16_t *const planes[ROWS_PLANES])
{
    for (unsigned x = left; x < right; x++) {
        const unsigned char *p = row + (size_t)x * bands;
        const unsigned alpha = p[bands - 1];

        for (unsigned b = 0; b + 1 < bands; b++)
            planes[b][x] = share(p[b] * alpha);
        planes[ALPHA][x] = share(255 * alpha);
    }
}

#ifdef __SSE2__
enum { BLOCK = 16 }; /* pixels a step */

static inline __m128i load_pixel(const unsigned char *p)
{
    int32_t four;

    memcpy(&four, p, sizeof(four));
    return _mm_cvtsi32_si128(four);
}

static inline __m128i load_four(const unsigned char *p, unsigned bands)
{
    if (bands == 4)
        return _mm_loadu_si128((const __m128i *)(const void *)p);
    return _mm_unpacklo_epi64(
        _mm_unpacklo_epi32(load_pixel(p), load_pixel(p + bands)),
        _mm_unpacklo_epi32(load_pixel(p + 2 * (size_t)bands), load_pixel(p + 3 * (size_t)bands)));
}

/* Sixteen pixels of four bytes, turned into four vectors of sixteen bytes a band: each step puts
 * the bytes of pixels that lie twice as near side by side. */
static inline void transpose(const unsigned char *p, unsigned bands, __m128i out[4])
{
    __m128i v[4];

    for (unsigned i = 0; i < 4; i++)
        v[i] = load_four(p + 4 * (size_t)i * bands, bands);
    const __m128i a0 = _mm_unpacklo_epi8(v[0], v[2]);
    const __m128i a1 = _mm_unpackhi_epi8(v[0], v[2]);
    const __m128i a2 = _mm_unpacklo_epi8(v[1], v[3]);
    const __m128i a3 = _mm_unpackhi_epi8(v[1], v[3]);
    const __m128i b0 = _mm_unpacklo_epi8(a0, a2);
    const __m128i b1 = _mm_unpackhi_epi8(a0, a2);
    const __m128i b2 = _mm_unpacklo_epi8(a1, a3);
    const __m128i b3 = _mm_unpackhi_epi8(a1, a3);
    const __m128i c0 = _mm_unpacklo_epi8(b0, b2);
    const __m128i c1 = _mm_unpackhi_epi8(b0, b2);
    const __m128i c2 = _mm_unpacklo_epi8(b1, b3);
    const __m128i c3 = _mm_unpackhi_epi8(b1, b3);

    out[0] = _mm_unpacklo_epi8(c0, c2);
    out[1] = _mm_unpackhi_epi8(c0, c2);
    out[2] = _mm_unpacklo_epi8(c1, c3);
    out[3] = _mm_unpackhi_epi8(c1, c3);
}

static inline void put_block(uint16_t *to, __m128i low, __m128i high)
{
    _mm_storeu_si128((__m128i *)(void *)to, low);
    _mm_storeu_si128((__m128i *)(void *)(to + 8), high);
}

static inline __m128i share_block(__m128i value)
{
    const __m128i quarter = _mm_srli_epi16(_mm_add_epi16(value, _mm_set1_epi16(1)), 2);

    return _mm_add_epi16(_mm_sub_epi16(value, quarter), _mm_set1_epi16(ZERO));
}

static inline void premultiply_block(uint16_t *to, __m128i color, __m128i alpha)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i low =
        _mm_mullo_epi16(_mm_unpacklo_epi8(color, zero), _mm_unpacklo_epi8(alpha, zero));
    const __m128i high =
        _mm_mullo_epi16(_mm_unpackhi_epi8(color, zero), _mm_unpackhi_epi8(alpha, zero));

    put_block(to, share_block(low), share_block(high));
}

static inline void unpack_block(const unsigned char *p, unsigned bands, unsigned x,
                                uint16_t *const planes[ROWS_PLANES])
{
    const __m128i zero = _mm_setzero_si128();
    __m128i band[4];

    transpose(p, bands, band);
    if (bands == 4) {
        for (int b = 0; b < 3; b++)
            premultiply_block(planes[b] + x, band[b], band[ALPHA]);
        premultiply_block(planes[ALPHA] + x, _mm_set1_epi8((char)0xFF), band[ALPHA]);
        return;
    }
    for (int b = 0; b < 3; b++)
        put_block(planes[b] + x, _mm_unpacklo_epi8(zero, band[b]),
                  _mm_unpackhi_epi8(zero, band[b]));
}

static unsigned unpack_blocks(const unsigned char *row, unsigned bands, unsigned left,
                              unsigned right, uint16_t *const planes[ROWS_PLANES])
{
    if (bands == 4)
        for (; left + BLOCK <= right; left += BLOCK)
            unpack_block(row + (size_t)left * 4, 4, left, planes);
    if (bands == 3)
        for (; left + BLOCK <= right; left += BLOCK)
            unpack_block(row + (size_t)left * 3, 3, left, planes);
    return left;
}
#else
static unsigned unpack_blocks(const unsigned char *row, unsigned bands, unsigned left,
                              unsigned right, uint16_t *const planes[ROWS_PLANES])
{
    (void)row;
    (void)bands;
    (void)right;
    (void)planes;
    return left;
}
#endif

void rows_unpack(const unsigned char *row, unsigned bands, unsigned left, unsigned right,
                 uint16_t *const planes[ROWS_PLANES])
{
    left = unpack_blocks(row, bands, left, right, planes);
    if (bands % 2 == 0)
        unpack_alpha(row, bands, left, right, planes);
    else
        unpack_plain(row, bands, left, right, planes);
}

static inline unsigned char to_byte(float value)
{
    const float above = value > 0 ? value : 0;

    return (unsigned char)(above < 255.0f ? above + 0.5f : 255.0f);
}

static inline unsigned char narrow(unsigned value)
{
    return (unsigned char)(value < 0xFF80 ? (value + 128) >> 8 : 0xFF);
}

static inline void pack_plain(const uint16_t *const planes[ROWS_PLANES], unsigned bands,
                              unsigned left, unsigned right, unsigned char *row)
{
    for (unsigned x = left; x < right; x++)
        for (unsigned b = 0; b < bands; b++)
            row[(size_t)x * bands + b] = narrow(planes[b][x]);
}

static inline void pack_alpha(const uint16_t *const planes[ROWS_PLANES], unsigned bands,
                              unsigned left, unsigned right, unsigned char *row)
{
    for (unsigned x = left; x < right; x++) {
        const float alpha = (float)(planes[ALPHA][x] - ZERO);
        const float factor = alpha > 0 ? 255.0f / alpha : 0;
        unsigned char *p = row + (size_t)x * bands;

        for (unsigned b = 0; b + 1 < bands; b++)
            p[b] = to_byte((float)(planes[b][x] - ZERO) * factor);
        p[bands - 1] = to_byte(alpha * (255.0f / OPAQUE));
    }
}

#ifdef __SSE2__
static inline __m128 four_of(const uint16_t *plane)
{
    const __m128i four = _mm_loadl_epi64((const __m128i *)(const void *)plane);
    const __m128i wide = _mm_unpacklo_epi16(four, _mm_setzero_si128());

    return _mm_cvtepi32_ps(_mm_sub_epi32(wide, _mm_set1_epi32(ZERO)));
}

/* As to_byte(), in lanes of 32 bits. */
static inline __m128i four_bytes(__m128 value)
{
    const __m128 above = _mm_min_ps(_mm_max_ps(value, _mm_setzero_ps()), _mm_set1_ps(255.0f));

    return _mm_cvttps_epi32(_mm_add_ps(above, _mm_set1_ps(0.5f)));
}

/* Four pixels of RGBA. Where there is no alpha the factor is masked away. */
static inline void pack_four(const uint16_t *const planes[ROWS_PLANES], unsigned x,
                             unsigned char *to)
{
    const __m128 alpha = four_of(planes[ALPHA] + x);
    const __m128 some = _mm_cmpgt_ps(alpha, _mm_setzero_ps());
    const __m128 factor = _mm_and_ps(_mm_div_ps(_mm_set1_ps(255.0f), alpha), some);
    __m128i pixels = four_bytes(_mm_mul_ps(alpha, _mm_set1_ps(255.0f / OPAQUE)));

    for (int b = 2; b >= 0; b--)
        pixels = _mm_or_si128(_mm_slli_epi32(pixels, 8),
                              four_bytes(_mm_mul_ps(four_of(planes[b] + x), factor)));
    _mm_storeu_si128((__m128i *)(void *)to, pixels);
}

static unsigned pack_fours(const uint16_t *const planes[ROWS_PLANES], unsigned left, unsigned right,
                           unsigned char *row)
{
    for (; left + 4 <= right; left += 4)
        pack_four(planes, left, row + (size_t)left * 4);
    return left;
}
#else
static unsigned pack_fours(const uint16_t *const planes[ROWS_PLANES], unsigned left, unsigned right,
                           unsigned char *row)
{
    (void)planes;
    (void)right;
    (void)row;
    return left;
}
#endif

void rows_pack(const uint16_t *const planes[ROWS_PLANES], unsigned bands, unsigned left,
               unsigned right, unsigned char *row)
{
    switch (bands) {
    case 1:
        pack_plain(planes, 1, left, right, row);
        break;
    case 2:
        pack_alpha(planes, 2, left, right, row);
        break;
    case 3:
        pack_plain(planes, 3, left, right, row);
        break;
    default:
        left = pack_fours(planes, left, right, row);
        pack_alpha(planes, 4, left, right, row);
        break;
    }
}
