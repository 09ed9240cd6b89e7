#include "image/moves.h"

bool moves_add(struct moves *moves, struct move move)
{
    if (moves->count >= MOVES_MAX)
        return false;
    moves->list[moves->count++] = move;
    return true;
}

bool moves_orient(struct moves *moves, int orientation)
{
    /* Quarter turns clockwise, then whether to flip, by orientation. */
    static const struct {
        int quarters;
        bool flip;
    } ways[] = {{0, false}, {0, false}, {0, true}, {2, false}, {2, true},
                {1, true},  {1, false}, {3, true}, {3, false}};

    if (orientation < 1 || orientation > 8)
        return true;
    const int quarters = ways[orientation].quarters;

    if (quarters > 0 && !moves_add(moves, (struct move){.kind = MOVE_TURN, .quarters = quarters}))
        return false;
    return !ways[orientation].flip || moves_add(moves, (struct move){.kind = MOVE_FLIP});
}

struct size moves_size(const struct moves *moves, struct size in)
{
    for (uint32_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->list[i];

        if (move->kind == MOVE_SCALE || move->kind == MOVE_CUT || move->kind == MOVE_PAD)
            in = move->size;
        else if (move->kind == MOVE_TURN && move->quarters % 2 == 1)
            in = (struct size){in.height, in.width};
    }
    return in;
}
