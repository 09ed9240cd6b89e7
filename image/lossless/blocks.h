/* image/lossless/blocks.h - turning one block of DCT coefficients.
 *
 * A DCT basis function of odd frequency is odd: mirrored along that axis it changes its sign, and
 * transposing the block exchanges the axes. Exact: four quarter turns give back what was there.
 */
#ifndef IMAGE_LOSSLESS_BLOCKS_H
#define IMAGE_LOSSLESS_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

enum { BLOCK_COEFFICIENTS = 64, BLOCK_SIDE = 8 };

/* What coefficients of 8-bit samples come to at most, and baseline coding has codes for (T.81,
 * tables F.1 and F.2): AC to either side, and DC from -1024 on, so that no two are further apart
 * than 11 bits tell. Only damaged files hold more. */
enum { BLOCK_WIDEST = 1023 };
static inline bool block_mean_fits(int mean)
{
    return mean >= -BLOCK_WIDEST - 1 && mean <= BLOCK_WIDEST;
}
bool block_fits(const int16_t *block);

/* result[i] = sign[i] * source[from[i]], coefficients in natural order, row by row. */
struct block_turn {
    int16_t sign[BLOCK_COEFFICIENTS];
    uint8_t from[BLOCK_COEFFICIENTS];
    bool transposed;
};

/* Mirrored along the source's x and y, then transposed. */
struct block_turn block_turn(bool mirror_x, bool mirror_y, bool transposed);

void block_apply(const struct block_turn *turn, const int16_t *source, int16_t *result);

#endif
