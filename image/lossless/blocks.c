#include "image/lossless/blocks.h"

struct block_turn block_turn(bool mirror_x, bool mirror_y, bool transposed)
{
    struct block_turn turn = {.transposed = transposed};

    for (int row = 0; row < BLOCK_SIDE; row++)
        for (int column = 0; column < BLOCK_SIDE; column++) {
            const int x = transposed ? row : column;
            const int y = transposed ? column : row;
            const bool odd = (mirror_x && x % 2 == 1) != (mirror_y && y % 2 == 1);

            turn.from[row * BLOCK_SIDE + column] = (uint8_t)(y * BLOCK_SIDE + x);
            turn.sign[row * BLOCK_SIDE + column] = odd ? -1 : 1;
        }
    return turn;
}

void block_apply(const struct block_turn *turn, const int16_t *source, int16_t *result)
{
    if (!turn->transposed) {
        for (int i = 0; i < BLOCK_COEFFICIENTS; i++)
            result[i] = (int16_t)(turn->sign[i] * source[i]);
        return;
    }
    for (int i = 0; i < BLOCK_COEFFICIENTS; i++)
        result[i] = (int16_t)(turn->sign[i] * source[turn->from[i]]);
}

bool block_fits(const int16_t *block)
{
    int least = 0;
    int most = 0;

    for (int i = 1; i < BLOCK_COEFFICIENTS; i++) {
        least = block[i] < least ? block[i] : least;
        most = block[i] > most ? block[i] : most;
    }
    return block_mean_fits(block[0]) && least >= -BLOCK_WIDEST && most <= BLOCK_WIDEST;
}
