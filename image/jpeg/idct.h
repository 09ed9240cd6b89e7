/* image/jpeg/idct.h - the inverse DCT of one block, to n x n samples, n from 1 to 5 or 8.
 *
 * The inverse DCT of n points of the n x n lowest frequencies. Where libjpeg (to 4x4, 2x2 and 1x1)
 * averages samples of the 8x8 block, which dims the higher frequencies and folds those above them
 * into the picture, this keeps what fits and drops the rest, so a reader need not look at it.
 *
 * A block's coefficients lie column after column, for the first pass goes across, each at its
 * idct_place; what lies between is 0. Samples are rounded half up and held in 0..255. Coefficients
 * of any size are safe.
 */
#ifndef IMAGE_JPEG_IDCT_H
#define IMAGE_JPEG_IDCT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { IDCT_MOST = 8 };

static inline bool idct_knows(int n)
{
    return (n >= 1 && n <= 5) || n == IDCT_MOST;
}

/* Which n, with which quantisers. */
struct idct {
    float factors[IDCT_MOST * IDCT_MOST]; /* what coefficients are multiplied by, at their places */
    float basis[IDCT_MOST][IDCT_MOST / 2]; /* of a frequency at a sample of the first half */
};

/* `quantisers` of the 8x8 block, row after row. */
void idct_init(struct idct *idct, int n, const uint16_t quantisers[IDCT_MOST * IDCT_MOST]);

/* From column to column, in coefficients. */
static inline int idct_stride(int n)
{
    return n <= 2 ? n : n <= 4 ? 4 : IDCT_MOST;
}

static inline int idct_place(int n, int across, int down)
{
    return across * idct_stride(n) + down;
}

/* JPEG's samples are stored around 128; half a level more rounds. */
#define IDCT_MIDDLE 128.5F

static inline unsigned char idct_sample(float value)
{
    return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* A block of nothing but its mean; n is a constant. */
static inline void idct_flat(const struct idct *idct, int n, const int16_t *block,
                             unsigned char *const *rows, uint32_t x)
{
    const unsigned char sample = idct_sample((float)block[0] * idct->factors[0] + IDCT_MIDDLE);

    for (int y = 0; y < n; y++)
        memset(rows[y] + x, sample, (size_t)n);
}

/* To rows[0..n) at column x. */
void idct_2(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x);
void idct_3(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x);
void idct_4(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x);
void idct_5(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x);
void idct_8(const struct idct *idct, const int16_t *block, unsigned char *const *rows, uint32_t x);

#endif
