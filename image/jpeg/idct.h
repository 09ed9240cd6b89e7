/* image/jpeg/idct.h - the inverse DCT of one block, to 8x8, 4x4, 2x2 or 1x1 samples.
 *
 * To n x n samples: the inverse DCT of n points of the n x n lowest frequencies. Where libjpeg
 * averages samples of the 8x8 block, which dims the higher frequencies and folds those above them
 * into the picture, this keeps what fits and drops the rest, so a reader need not look at it.
 *
 * A block's coefficients lie column after column, for the first pass goes across; `factors`
 * likewise. Samples are rounded half up and held in 0..255. Coefficients of any size are safe.
 */
#ifndef IMAGE_JPEG_IDCT_H
#define IMAGE_JPEG_IDCT_H

#include <stdint.h>
#include <string.h>

/* What a coefficient of these frequencies (0 to n - 1) is multiplied by, beside its quantiser. */
double idct_factor(int n, int across, int down);

/* JPEG's samples are stored around 128; half a level more rounds. */
#define IDCT_MIDDLE 128.5F

static inline unsigned char idct_sample(float value)
{
    return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* A block of nothing but its mean; n is a constant. */
static inline void idct_flat(int n, const int16_t *block, const float *factors,
                             unsigned char *const *rows, uint32_t x)
{
    const unsigned char sample = idct_sample((float)block[0] * factors[0] + IDCT_MIDDLE);

    for (int y = 0; y < n; y++)
        memset(rows[y] + x, sample, (size_t)n);
}

/* To rows[0..n) at column x. */
void idct_2(const int16_t *block, const float *factors, unsigned char *const *rows, uint32_t x);
void idct_4(const int16_t *block, const float *factors, unsigned char *const *rows, uint32_t x);
void idct_8(const int16_t *block, const float *factors, unsigned char *const *rows, uint32_t x);

#endif
