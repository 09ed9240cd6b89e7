#include "image/jpeg/idct.h"

#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef float four __attribute__((vector_size(16)));
typedef uint32_t words __attribute__((vector_size(16))); /* four rows of four samples */

static const double PI = 3.14159265358979323846;

/* The transform of n points is out(x) = (F0 + sqrt 2 sum Fk cos((2x + 1) k pi / 2n)) / sqrt 8. For
 * 4 and 8 it is done with as few products as can be, and what all terms of a frequency have in
 * common goes into the factors. That of 8 points is the one of Arai, Agui and Nakajima (1988). */
static double common(int n, int k)
{
    if (k == 0 || (n != 4 && n != 8))
        return 1;
    if (n == 4)
        return k == 2 ? 1 : M_SQRT2 * cos(PI / 8);
    return M_SQRT2 * cos(k * PI / 16);
}

void idct_init(struct idct *idct, int n, const uint16_t quantisers[IDCT_MOST * IDCT_MOST])
{
    memset(idct, 0, sizeof(*idct));
    for (int v = 0; v < n; v++)
        for (int u = 0; u < n; u++)
            idct->factors[idct_place(n, u, v)] =
                (float)(quantisers[v * IDCT_MOST + u] * common(n, u) * common(n, v) / 8);
    for (int k = 0; k < n; k++)
        for (int x = 0; x < IDCT_MOST / 2; x++)
            idct->basis[k][x] = (float)((k ? M_SQRT2 : 1) * cos((2 * x + 1) * k * PI / (2 * n)));
}

/* Four coefficients as they are used. */
static inline four load(const int16_t *block, const float *factors, size_t at)
{
    four v;

    memcpy(&v, factors + at, sizeof(v));
#ifdef __SSE2__
    const __m128i raw = _mm_loadl_epi64((const __m128i *)(const void *)(block + at));

    return v * (four)_mm_cvtepi32_ps(_mm_srai_epi32(_mm_unpacklo_epi16(raw, raw), 16));
#else
    return v * (four){block[at], block[at + 1], block[at + 2], block[at + 3]};
#endif
}

/* The middle comes in with the mean. */
static const four MIDDLE = {IDCT_MIDDLE, 0, 0, 0};

/* Four rows of four values as samples. */
static inline words pack(const four row[4])
{
#ifdef __SSE2__
    const __m128 most = _mm_set1_ps(255);
    const __m128i a = _mm_cvttps_epi32(_mm_min_ps((__m128)row[0], most));
    const __m128i b = _mm_cvttps_epi32(_mm_min_ps((__m128)row[1], most));
    const __m128i c = _mm_cvttps_epi32(_mm_min_ps((__m128)row[2], most));
    const __m128i d = _mm_cvttps_epi32(_mm_min_ps((__m128)row[3], most));

    return (words)_mm_packus_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
#else
    unsigned char samples[16];
    words all;

    for (int i = 0; i < 16; i++)
        samples[i] = idct_sample(row[i / 4][i % 4]);
    memcpy(&all, samples, sizeof(all));
    return all;
#endif
}

static inline void transpose(four v[4])
{
    const four a = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5);
    const four b = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7);
    const four c = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5);
    const four d = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);

    v[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
    v[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
    v[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
    v[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

/* The first `n` rows, the first `width` of each, to rows[0..n) at column x. */
static inline void store(words samples, int n, size_t width, unsigned char *const *rows, uint32_t x)
{
    for (int y = 0; y < n; y++) {
        const uint32_t row = samples[y];

        memcpy(rows[y] + x, &row, width);
    }
}

void idct_2(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x)
{
    four v = load(block, idct->factors, 0) + MIDDLE;

    v = __builtin_shufflevector(v, v, 0, 1, 0, 1) +
        __builtin_shufflevector(v, -v, 2, 3, 6, 7); /* left half, right half */
    v = __builtin_shufflevector(v, v, 0, 2, 0, 2) + __builtin_shufflevector(v, -v, 1, 3, 5, 7);

    const uint32_t samples = pack((four[]){v, v, v, v})[0];

    memcpy(rows[0] + x, &samples, 2);
    memcpy(rows[1] + x, (const unsigned char *)&samples + 2, 2);
}

static inline void pass_4(four v[4])
{
    const float tangent = 0.414213562F; /* of pi / 8 */
    const four e0 = v[0] + v[2];
    const four e1 = v[0] - v[2];
    const four o0 = v[1] + v[3] * tangent;
    const four o1 = v[1] * tangent - v[3];

    v[0] = e0 + o0;
    v[1] = e1 + o1;
    v[2] = e1 - o1;
    v[3] = e0 - o0;
}

static inline void pass_8(four v[8])
{
    const four s04 = v[0] + v[4];
    const four d04 = v[0] - v[4];
    const four s26 = v[2] + v[6];
    const four d26 = (v[2] - v[6]) * 1.414213562F - s26;
    const four e0 = s04 + s26;
    const four e1 = d04 + d26;
    const four e2 = d04 - d26;
    const four e3 = s04 - s26;
    const four s53 = v[5] + v[3];
    const four d53 = v[5] - v[3];
    const four s17 = v[1] + v[7];
    const four d17 = v[1] - v[7];
    const four turn = (d53 + d17) * 1.847759065F;
    const four o0 = s17 + s53;
    const four o1 = turn - d53 * 2.613125930F - o0;
    const four o2 = (s17 - s53) * 1.414213562F - o1;
    const four o3 = turn - d17 * 1.082392200F - o2;

    v[0] = e0 + o0;
    v[1] = e1 + o1;
    v[2] = e2 + o2;
    v[3] = e3 + o3;
    v[4] = e3 - o3;
    v[5] = e2 - o2;
    v[6] = e1 - o1;
    v[7] = e0 - o0;
}

/* Any number of points; what mirrored samples have in common is added once. */
static inline void pass_any(four v[8], const struct idct *idct, int n)
{
    four out[8] = {{0}};

    for (int x = 0; x < (n + 1) / 2; x++) {
        four even = v[0];
        four odd = v[1] * idct->basis[1][x];

        for (int k = 2; k < n; k += 2)
            even += v[k] * idct->basis[k][x];
        for (int k = 3; k < n; k += 2)
            odd += v[k] * idct->basis[k][x];
        out[x] = even + odd;
        out[n - 1 - x] = even - odd;
    }
    memcpy(v, out, sizeof(*v) * (size_t)n);
}

/* n is a constant from here on. */
static inline void pass(four v[8], const struct idct *idct, int n)
{
    if (n == 4)
        pass_4(v);
    else if (n == 8)
        pass_8(v);
    else
        pass_any(v, idct, n);
}

/* 3 or 4 points: a column is one vector. */
static inline void idct_few(const struct idct *idct, int n, const int16_t *block,
                            unsigned char *const *rows, uint32_t x)
{
    four v[8] = {{0}};

    for (size_t i = 0; i < (size_t)n; i++)
        v[i] = load(block, idct->factors, 4 * i);
    v[0] += MIDDLE;
    pass(v, idct, n);
    transpose(v);
    pass(v, idct, n);
    store(pack(v), n, (size_t)n, rows, x);
}

/* 5 or 8 points: a column is two vectors, and the result two halves of four and the rest. */
static inline void idct_many(const struct idct *idct, int n, const int16_t *block,
                             unsigned char *const *rows, uint32_t x)
{
    four v[2][8] = {{{0}}}; /* upper and lower vertical frequencies */
    four w[8];

    for (size_t half = 0; half < 2; half++) {
        for (size_t i = 0; i < (size_t)n; i++)
            v[half][i] = load(block, idct->factors, 8 * i + 4 * half);
        if (half == 0)
            v[0][0] += MIDDLE;
        pass(v[half], idct, n);
        transpose(v[half]);
        transpose(v[half] + 4);
    }
    for (size_t half = 0; half < 2; half++) {
        const size_t width = half == 0 ? 4 : (size_t)n - 4;

        memcpy(w, v[0] + 4 * half, 4 * sizeof(four));
        memcpy(w + 4, v[1] + 4 * half, 4 * sizeof(four));
        pass(w, idct, n);
        store(pack(w), 4, width, rows, x + 4 * (uint32_t)half);
        store(pack(w + 4), n - 4, width, rows + 4, x + 4 * (uint32_t)half);
    }
}

void idct_3(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x)
{
    idct_few(idct, 3, block, rows, x);
}

void idct_4(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x)
{
    idct_few(idct, 4, block, rows, x);
}

void idct_5(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x)
{
    idct_many(idct, 5, block, rows, x);
}

void idct_8(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x)
{
    idct_many(idct, 8, block, rows, x);
}
