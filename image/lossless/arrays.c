#include "image/lossless/arrays.h"

#include "image/lossless/blocks.h"

/* Of whole MCUs; in the decoder's pool, and made with its own ones. */
static void request(j_decompress_ptr in, const struct layout *layout,
                    jvirt_barray_ptr result[LAYOUT_PARTS])
{
    for (int i = 0; i < layout->parts; i++) {
        const JDIMENSION width = layout->units.width * layout->part[i].across;
        const JDIMENSION height = layout->units.height * layout->part[i].down;

        result[i] = in->mem->request_virt_barray((j_common_ptr)in, JPOOL_IMAGE, FALSE, width,
                                                 height, height);
    }
}

static bool move_part(j_decompress_ptr in, const struct layout *layout, int i,
                      jvirt_barray_ptr source, jvirt_barray_ptr result)
{
    const struct block_turn turn =
        block_turn(layout->mirror_x, layout->mirror_y, layout->transposed);
    const struct layout_part *part = &layout->part[i];
    j_common_ptr common = (j_common_ptr)in;
    JBLOCKARRAY to =
        in->mem->access_virt_barray(common, result, 0, layout->units.height * part->down, TRUE);
    bool fits = true;

    for (JDIMENSION y = part->y.first; y < part->y.end; y++) {
        JBLOCKARRAY from = in->mem->access_virt_barray(common, source, y, 1, FALSE);

        for (JDIMENSION x = part->x.first; x < part->x.end; x++) {
            const struct layout_place at = layout_place(layout, i, x, y);

            block_apply(&turn, from[0][x], to[at.y][at.x]);
            fits = block_fits(from[0][x]) && fits;
        }
    }
    return fits;
}

bool arrays_move(j_decompress_ptr in, const struct layout *layout,
                 jvirt_barray_ptr result[LAYOUT_PARTS])
{
    request(in, layout, result);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(in);
    bool fits = true;

    for (int i = 0; i < layout->parts; i++)
        fits = move_part(in, layout, i, arrays[i], result[i]) && fits;
    return fits;
}
