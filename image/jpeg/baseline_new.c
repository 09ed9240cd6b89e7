#include "image/jpeg/baseline.h"
#include "image/jpeg/baseline_parts.h"
#include "image/jpeg/idct.h"
#include "image/jpeg/zigzag.h"

#include <stdlib.h>

static void set_places(struct baseline_component *c)
{
    const struct zigzag order = zigzag();

    memset(c->at, DCTSIZE2, sizeof(c->at));
    for (int k = 0; k <= BLOCK_LAST; k++)
        if (order.across[k] < c->size && order.down[k] < c->size)
            c->at[k] = (unsigned char)idct_place(c->size, order.across[k], order.down[k]);
}

static bool set_component(struct baseline_component *c, const jpeg_component_info *info, int planes)
{
    if (info->quant_table == NULL)
        return false;
    *c = (struct baseline_component){
        .size = info->DCT_scaled_size,
        .plane = info->component_index < planes ? info->component_index : -1,
    };
    if (c->plane < 0)
        return true;
    if (!idct_knows(c->size))
        return false;
    idct_init(&c->idct, c->size, info->quant_table->quantval);
    set_places(c);
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

static bool set_up(struct baseline *b, const struct jpeg_decompress_struct *jpeg, int planes,
                   struct window *window)
{
    if (!scan_init(&b->scan, jpeg))
        return false;
    b->bands = b->scan.parts == 1 ? (uint32_t)jpeg->comp_info->v_samp_factor : 1;
    b->size = size_of(jpeg, planes);
    for (int i = 0; i < b->scan.parts; i++)
        if (!set_component(&b->component[i], jpeg->cur_comp_info[i], planes))
            return false;
    b->scan.feed.window = window;
    return true;
}

struct baseline *baseline_new(const struct jpeg_decompress_struct *jpeg, int planes,
                              struct window *window)
{
    struct baseline *baseline = calloc(1, sizeof(*baseline));

    if (baseline && !set_up(baseline, jpeg, planes, window)) {
        free(baseline);
        return NULL;
    }
    return baseline;
}

void baseline_free(struct baseline *baseline)
{
    free(baseline);
}
