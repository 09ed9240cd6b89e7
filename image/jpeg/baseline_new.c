#include "image/jpeg/baseline.h"
#include "image/jpeg/baseline_parts.h"
#include "image/jpeg/idct.h"

#include <stdlib.h>

enum { BLOCKS_MOST = 10 };

/* T.81, figure 5: from corner to corner, turning at the edges. */
static void zigzag(unsigned char across[BLOCK_LAST + 1], unsigned char down[BLOCK_LAST + 1])
{
    unsigned char x = 0;
    unsigned char y = 0;

    for (int k = 0; k <= BLOCK_LAST; k++) {
        const bool up = (x + y) % 2 == 0;

        across[k] = x;
        down[k] = y;
        if (up ? x == 7 : y < 7 && x == 0)
            y++;
        else if (up ? y == 0 : y == 7)
            x++;
        else {
            x = (unsigned char)(up ? x + 1 : x - 1);
            y = (unsigned char)(up ? y - 1 : y + 1);
        }
    }
}

static void set_places(struct baseline_component *c)
{
    unsigned char across[BLOCK_LAST + 1];
    unsigned char down[BLOCK_LAST + 1];

    zigzag(across, down);
    memset(c->at, DCTSIZE2, sizeof(c->at));
    for (int k = 0; k <= BLOCK_LAST; k++)
        if (across[k] < c->size && down[k] < c->size)
            c->at[k] = (unsigned char)idct_place(c->size, across[k], down[k]);
}

static bool set_component(struct baseline *b, struct baseline_component *c,
                          const jpeg_component_info *info, int planes)
{
    const bool mine = info->dc_tbl_no < BASELINE_TABLES && info->ac_tbl_no < BASELINE_TABLES &&
                      info->quant_table != NULL;

    if (!mine)
        return false;
    *c = (struct baseline_component){.dc = &b->dc[info->dc_tbl_no],
                                     .ac = &b->ac[info->ac_tbl_no],
                                     .size = info->DCT_scaled_size,
                                     .across = (uint32_t)info->MCU_width,
                                     .down = (uint32_t)info->MCU_height,
                                     .plane = info->component_index < planes ? info->component_index
                                                                             : -1,
                                     .width = info->width_in_blocks,
                                     .height = info->height_in_blocks};
    if (c->plane < 0)
        return true;
    if (!idct_knows(c->size))
        return false;
    idct_init(&c->idct, c->size, info->quant_table->quantval);
    set_places(c);
    return true;
}

static bool set_tables(struct baseline *b, const struct jpeg_decompress_struct *jpeg)
{
    for (int i = 0; i < BASELINE_TABLES; i++) {
        const JHUFF_TBL *dc = jpeg->dc_huff_tbl_ptrs[i];
        const JHUFF_TBL *ac = jpeg->ac_huff_tbl_ptrs[i];

        if (dc && !huff_init(&b->dc[i], dc->bits, dc->huffval, true))
            return false;
        if (ac && !huff_init_ac(&b->ac[i], ac->bits, ac->huffval))
            return false;
    }
    return true;
}

static int size_of(const struct jpeg_decompress_struct *jpeg, int planes)
{
    const int size = jpeg->comp_info[0].DCT_scaled_size;

    for (int i = 1; i < planes; i++)
        if (jpeg->comp_info[i].DCT_scaled_size != size)
            return 0;
    return size;
}

static bool set_up(struct baseline *b, const struct jpeg_decompress_struct *jpeg, int planes)
{
    b->components = jpeg->num_components;
    b->units = jpeg->MCUs_per_row;
    b->rows = jpeg->MCU_rows_in_scan;
    b->bands = b->components == 1 ? (uint32_t)jpeg->comp_info->v_samp_factor : 1;
    b->interval = jpeg->restart_interval;
    b->size = size_of(jpeg, planes);
    for (int i = 0; i < b->components; i++)
        if (!set_component(b, &b->component[i], jpeg->cur_comp_info[i], planes))
            return false;
    feed_init(&b->feed, span_of(jpeg->src->next_input_byte, jpeg->src->bytes_in_buffer));
    b->in.next = b->feed.data;
    return set_tables(b, jpeg);
}

struct baseline *baseline_new(const struct jpeg_decompress_struct *jpeg, int planes)
{
    const bool mine = !jpeg->progressive_mode && !jpeg->arith_code && jpeg->data_precision == 8 &&
                      (jpeg->num_components == 1 || jpeg->num_components == BASELINE_COMPONENTS) &&
                      jpeg->comps_in_scan == jpeg->num_components &&
                      jpeg->blocks_in_MCU <= BLOCKS_MOST;
    struct baseline *baseline = mine ? calloc(1, sizeof(*baseline)) : NULL;

    if (baseline && !set_up(baseline, jpeg, planes)) {
        free(baseline);
        return NULL;
    }
    return baseline;
}

void baseline_free(struct baseline *baseline)
{
    free(baseline);
}
