#include "tests/support/headers.h"

#include <string.h>

enum { ORIENTATION = 0x0112, TYPE_SHORT = 3 };

void header_number(struct buf *out, enum byte_order order, int bytes, uint64_t number)
{
    for (int i = 0; i < bytes; i++) {
        const int place = order == ORDER_BIG ? bytes - 1 - i : i;

        buf_char(out, (char)(number >> (8 * place) & 0xFF));
    }
}

void header_exif(struct buf *out, enum byte_order order, unsigned orientation)
{
    buf_text(out, order == ORDER_BIG ? "MM" : "II");
    header_number(out, order, 2, 42);
    header_number(out, order, 4, 8); /* IFD0 follows */
    header_number(out, order, 2, 1); /* one entry */
    header_number(out, order, 2, ORIENTATION);
    header_number(out, order, 2, TYPE_SHORT);
    header_number(out, order, 4, 1);
    header_number(out, order, 2, orientation);
    header_number(out, order, 2, 0);
    header_number(out, order, 4, 0); /* no further IFD */
}

void header_jpeg_segment(struct buf *out, int marker, struct span data)
{
    buf_char(out, (char)0xFF);
    buf_char(out, (char)marker);
    header_number(out, ORDER_BIG, 2, data.len + 2);
    buf_add(out, data.data, data.len);
}

void header_jpeg_frame(struct buf *out, int marker, unsigned width, unsigned height,
                       unsigned components)
{
    struct buf frame;

    buf_init(&frame, 64);
    buf_char(&frame, 8);
    header_number(&frame, ORDER_BIG, 2, height);
    header_number(&frame, ORDER_BIG, 2, width);
    buf_char(&frame, (char)components);
    for (unsigned i = 0; i < components; i++) {
        buf_char(&frame, (char)(i + 1));
        buf_char(&frame, i == 0 && components > 1 ? 0x22 : 0x11); /* 4:2:0 */
        buf_char(&frame, 0);
    }
    header_jpeg_segment(out, marker, buf_span(&frame));
    buf_fini(&frame);
}

void header_jpeg_scan(struct buf *out, unsigned components)
{
    struct buf scan;

    buf_init(&scan, 64);
    buf_char(&scan, (char)components);
    for (unsigned i = 0; i < components; i++)
        header_number(&scan, ORDER_BIG, 2, (uint64_t)(i + 1) << 8);
    header_number(&scan, ORDER_BIG, 3, 0x003F00);
    header_jpeg_segment(out, 0xDA, buf_span(&scan));
    buf_fini(&scan);
}

void header_jpeg_exif(struct buf *out, enum byte_order order, unsigned orientation)
{
    struct buf exif;

    buf_init(&exif, 256);
    buf_add(&exif, "Exif\0\0", 6);
    header_exif(&exif, order, orientation);
    header_jpeg_segment(out, 0xE1, buf_span(&exif));
    buf_fini(&exif);
}

void header_png_chunk(struct buf *out, const char *type, struct span data)
{
    header_number(out, ORDER_BIG, 4, data.len);
    buf_text(out, type);
    buf_add(out, data.data, data.len);
    header_number(out, ORDER_BIG, 4, 0); /* the checksum */
}

void header_png(struct buf *out, uint32_t width, uint32_t height, int depth, int color)
{
    struct buf ihdr;

    buf_init(&ihdr, 64);
    header_number(&ihdr, ORDER_BIG, 4, width);
    header_number(&ihdr, ORDER_BIG, 4, height);
    buf_char(&ihdr, (char)depth);
    buf_char(&ihdr, (char)color);
    header_number(&ihdr, ORDER_BIG, 3, 0);
    buf_add(out, "\x89PNG\r\n\x1A\n", 8);
    header_png_chunk(out, "IHDR", buf_span(&ihdr));
    buf_fini(&ihdr);
}

void header_webp(struct buf *out, const char *type, struct span data)
{
    buf_text(out, "RIFF");
    header_number(out, ORDER_LITTLE, 4, 12 + data.len);
    buf_text(out, "WEBP");
    buf_text(out, type);
    header_number(out, ORDER_LITTLE, 4, data.len);
    buf_add(out, data.data, data.len);
}

void header_gif(struct buf *out, unsigned width, unsigned height)
{
    buf_text(out, "GIF89a");
    header_number(out, ORDER_LITTLE, 2, width);
    header_number(out, ORDER_LITTLE, 2, height);
    header_number(out, ORDER_LITTLE, 3, 0);
}

void header_ftyp(struct buf *out, const char *brands)
{
    header_number(out, ORDER_BIG, 4, 12 + strlen(brands));
    buf_text(out, "ftyp");
    buf_add(out, brands, 4);
    header_number(out, ORDER_BIG, 4, 0);
    buf_text(out, brands + 4);
}
