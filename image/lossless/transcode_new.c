#include "image/jpeg/zigzag.h"
#include "image/lossless/transcode_parts.h"

#include <stdlib.h>

/* The result's blocks stand MCU after MCU: a block's place is the sum of two numbers, one for its
 * column and one for its row. */
static uint32_t add_across(const struct transcode *to, const struct transcode_part *part,
                           uint32_t x)
{
    return x / part->across * to->unit + x % part->across;
}

static uint32_t add_down(const struct transcode *to, const struct transcode_part *part, uint32_t y)
{
    return y / part->down * to->units.width * to->unit + y % part->down * part->across;
}

/* What a stored column adds, or a stored row; TRANSCODE_NOWHERE: it does not count. */
static uint32_t column_of(const struct reading *from, int component, uint32_t x)
{
    const struct layout *layout = from->layout;
    const struct layout_part *part = &layout->part[component];
    const struct transcode_part *to = &from->to->part[component];

    if (x < part->x.first || x >= part->x.end)
        return TRANSCODE_NOWHERE;
    const struct layout_place at = layout_place(layout, component, x, part->y.first);

    return layout->transposed ? add_down(from->to, to, at.y) : add_across(from->to, to, at.x);
}

uint32_t transcode_row(const struct reading *from, int component, uint32_t y)
{
    const struct layout *layout = from->layout;
    const struct layout_part *part = &layout->part[component];
    const struct transcode_part *to = &from->to->part[component];

    if (y < part->y.first || y >= part->y.end)
        return TRANSCODE_NOWHERE;
    const struct layout_place at = layout_place(layout, component, part->x.first, y);

    return to->first +
           (layout->transposed ? add_across(from->to, to, at.x) : add_down(from->to, to, at.y));
}

static void set_order(struct reading *from)
{
    const struct layout *layout = from->layout;
    const struct block_turn turn =
        block_turn(layout->mirror_x, layout->mirror_y, layout->transposed);
    const struct zigzag order = zigzag();
    unsigned char places[BLOCK_COEFFICIENTS];

    for (int k = 0; k < BLOCK_COEFFICIENTS; k++)
        places[order.down[k] * BLOCK_SIDE + order.across[k]] = (unsigned char)k;
    for (int k = 0; k < BLOCK_COEFFICIENTS; k++) {
        const int natural = order.down[k] * BLOCK_SIDE + order.across[k];

        from->at[places[turn.from[natural]]] = (unsigned char)k;
        from->sign[k] = turn.sign[natural] < 0 ? -1 : 0;
    }
}

static bool set_columns(struct reading *from)
{
    for (int i = 0; i < from->scan.parts; i++) {
        const struct scan_part *part = &from->scan.part[i];
        const uint32_t n = from->scan.units * part->across;

        from->columns[i] = malloc(n * sizeof(uint32_t));
        if (from->columns[i] == NULL)
            return false;
        for (uint32_t x = 0; x < n; x++)
            from->columns[i][x] = column_of(from, part->component, x);
    }
    return true;
}

/* A component alone has MCUs of one block, whatever its sampling (T.81, A.2.2). */
static bool set_parts(struct transcode *to, const struct layout *layout,
                      const struct jpeg_compress_struct *out)
{
    for (int i = 0; i < layout->parts; i++) {
        const jpeg_component_info *c = &out->comp_info[i];
        struct transcode_part *part = &to->part[i];

        part->across = layout->parts == 1 ? 1 : layout->part[i].across;
        part->down = layout->parts == 1 ? 1 : layout->part[i].down;
        part->first = to->unit;
        to->unit += part->across * part->down;
        if (!coder_init(&part->dc, out->dc_huff_tbl_ptrs[c->dc_tbl_no]) ||
            !coder_init(&part->ac, out->ac_huff_tbl_ptrs[c->ac_tbl_no]))
            return false;
        coder_near_init(&part->near, &part->ac);
    }
    to->parts = layout->parts;
    to->units = layout->parts == 1 ? layout_blocks(layout, 0) : layout->units;
    return true;
}

/* A coefficient takes at least one bit of code and one of value, and becomes at most 16 of code and
 * as many of value: no more than 8.5 times as much. A block's runs of zeros and its end are at most
 * 3 * 11 + 4 bits (T.81, tables K.5 and K.6). And no block is larger than 63 coefficients of 26
 * bits. */
static size_t room_for(size_t blocks, size_t input)
{
    enum { GROWTH = 9, ZEROS = 8, BLOCK = 63 * 26 / 8 + 1 };
    const size_t by_input = GROWTH * input + ZEROS * blocks;
    const size_t by_blocks = BLOCK * blocks;

    return (by_input < by_blocks ? by_input : by_blocks) + CODED_MOST;
}

static bool make_room(struct reading *from, size_t input)
{
    struct transcode *to = from->to;
    const size_t blocks = (size_t)to->units.width * to->units.height * to->unit;
    const size_t room = room_for(blocks, input);

    if (room > UINT32_MAX)
        return false;
    to->blocks = calloc(blocks, sizeof(*to->blocks));
    to->bytes = malloc(room);
    from->next = to->bytes;
    from->end = to->bytes + room;
    return to->blocks && to->bytes;
}

bool transcode_set_up(struct reading *from, const struct jpeg_decompress_struct *in,
                      const struct jpeg_compress_struct *out)
{
    set_order(from);
    return scan_init(&from->scan, in) && set_parts(from->to, from->layout, out) &&
           set_columns(from) && make_room(from, in->src->bytes_in_buffer);
}

void transcode_free(struct transcode *transcode)
{
    if (transcode == NULL)
        return;
    free(transcode->blocks);
    free(transcode->bytes);
    free(transcode);
}
