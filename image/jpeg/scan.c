#include "image/jpeg/scan.h"

enum { BLOCKS_MOST = 10, EOI = 0xD9 };

static bool is_mine(const struct jpeg_decompress_struct *jpeg)
{
    return !jpeg->progressive_mode && !jpeg->arith_code && jpeg->data_precision == 8 &&
           (jpeg->num_components == 1 || jpeg->num_components == SCAN_PARTS) &&
           jpeg->comps_in_scan == jpeg->num_components;
}

static bool set_tables(struct scan *scan, const struct jpeg_decompress_struct *jpeg)
{
    for (int i = 0; i < SCAN_TABLES; i++) {
        const JHUFF_TBL *dc = jpeg->dc_huff_tbl_ptrs[i];
        const JHUFF_TBL *ac = jpeg->ac_huff_tbl_ptrs[i];

        if (dc && !huff_init(&scan->dc[i], dc->bits, dc->huffval, true))
            return false;
        if (ac && !huff_init_ac(&scan->ac[i], ac->bits, ac->huffval))
            return false;
    }
    return true;
}

/* A component alone has MCUs of one block (T.81, A.2.2). */
static bool set_part(struct scan *scan, struct scan_part *part, const jpeg_component_info *info)
{
    if (info->dc_tbl_no >= SCAN_TABLES || info->ac_tbl_no >= SCAN_TABLES)
        return false;
    *part = (struct scan_part){
        .dc = &scan->dc[info->dc_tbl_no],
        .ac = &scan->ac[info->ac_tbl_no],
        .across = scan->parts == 1 ? 1 : (uint32_t)info->h_samp_factor,
        .down = scan->parts == 1 ? 1 : (uint32_t)info->v_samp_factor,
        .width = info->width_in_blocks,
        .height = info->height_in_blocks,
        .component = info->component_index,
    };
    return true;
}

static uint32_t divided(uint32_t a, uint32_t b)
{
    return (a + b - 1) / b;
}

static bool set_parts(struct scan *scan, const struct jpeg_decompress_struct *jpeg)
{
    uint32_t blocks = 0;

    for (int i = 0; i < scan->parts; i++) {
        struct scan_part *part = &scan->part[i];

        if (!set_part(scan, part, jpeg->cur_comp_info[i]))
            return false;
        blocks += part->across * part->down;
        scan->units = divided(part->width, part->across);
        scan->rows = divided(part->height, part->down);
    }
    return blocks <= BLOCKS_MOST;
}

bool scan_init(struct scan *scan, const struct jpeg_decompress_struct *jpeg)
{
    if (!is_mine(jpeg))
        return false;
    scan->parts = jpeg->num_components;
    scan->interval = jpeg->restart_interval;
    feed_init(&scan->feed, span_of(jpeg->src->next_input_byte, jpeg->src->bytes_in_buffer));
    scan->in.next = scan->feed.data;
    return set_parts(scan, jpeg) && set_tables(scan, jpeg);
}

bool scan_overdrawn(const struct scan *scan, struct bits in)
{
    return (in.next - scan->feed.stop) * 8 > (ptrdiff_t)in.n;
}

const unsigned char *scan_refill(struct scan *scan, struct bits in)
{
    in.next = feed_more(&scan->feed, in.next);
    return in.next == NULL || (scan->feed.closed && scan_overdrawn(scan, in)) ? NULL : in.next;
}

/* A marker stands where it must: after less than a byte of filling bits. */
static bool is_closed(struct scan *scan, struct bits in)
{
    if (in.next >= scan->feed.safe)
        in.next = scan_refill(scan, in);
    return in.next != NULL && scan->feed.closed &&
           (scan->feed.stop - in.next) * 8 + (ptrdiff_t)in.n < 8;
}

bool scan_restart(struct scan *scan, struct bits in)
{
    if (!is_closed(scan, in) || !feed_restart(&scan->feed, scan->restart))
        return false;
    scan->restart = (scan->restart + 1) % 8;
    scan->since = 0;
    for (int i = 0; i < scan->parts; i++)
        scan->part[i].mean = 0;
    return true;
}

bool scan_ended(struct scan *scan)
{
    return is_closed(scan, scan->in) && feed_marker(&scan->feed) == EOI;
}
