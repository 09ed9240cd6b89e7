#include "tests/support/tiffs.h"

static void add_entry(struct buf *out, enum byte_order order, bool wide, int tag, uint64_t value)
{
    enum { LONG = 4, LONG8 = 16 };

    header_number(out, order, 2, (uint64_t)tag);
    header_number(out, order, 2, wide ? LONG8 : LONG);
    header_number(out, order, wide ? 8 : 4, 1);
    header_number(out, order, wide ? 8 : 4, value);
}

/* The directory, then the pixels: one strip of grey. */
static void add_page(struct buf *out, enum byte_order order, bool wide, int page)
{
    enum { ENTRIES = 9 };
    const uint64_t width = page ? 60 : 20;
    const uint64_t height = page ? 40 : 10;
    const uint64_t pixels =
        out->len + (wide ? 8 + 20 * ENTRIES + 8 : 2 + 12 * ENTRIES + 4); /* behind the directory */
    const uint64_t entries[ENTRIES][2] = {{256, width}, {257, height}, {258, 8},
                                          {259, 1},     {262, 1},      {273, pixels},
                                          {277, 1},     {278, height}, {279, width * height}};

    header_number(out, order, wide ? 8 : 2, ENTRIES);
    for (int i = 0; i < ENTRIES; i++)
        add_entry(out, order, wide, (int)entries[i][0], entries[i][1]);
    header_number(out, order, wide ? 8 : 4, page ? 0 : pixels + width * height);
    for (uint64_t i = 0; i < width * height; i++)
        buf_char(out, (char)(page ? 200 : 100));
}

void tiff_two_pages(enum byte_order order, bool wide, struct buf *out)
{
    buf_text(out, order == ORDER_BIG ? "MM" : "II");
    header_number(out, order, 2, wide ? 43 : 42);
    if (wide)
        header_number(out, order, 4, order == ORDER_BIG ? 8 << 16 : 8); /* offsets of 8 bytes */
    header_number(out, order, wide ? 8 : 4, wide ? 16 : 8);
    for (int page = 0; page < 2; page++)
        add_page(out, order, wide, page);
}
