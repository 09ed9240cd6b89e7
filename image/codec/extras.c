#include "image/codec/extras.h"

#include "image/codec/exif_size.h"

#include <string.h>

static bool has(struct span file, size_t at, const char *word, size_t len)
{
    return at <= file.len && len <= file.len - at && memcmp(file.data + at, word, len) == 0;
}

/* An EXIF block that was just added to `out`, `skip` bytes behind `start`: all formats may write
 * JPEG's two zeros and its name before it. */
static void set_size(struct buf *out, size_t start, size_t skip, size_t after, struct size size)
{
    enum { NAME = 6 };

    if (out->failed)
        return;
    const struct span added = span_cut(buf_span(out), start, out->len - start - after);

    if (has(added, skip, "Exif\0", NAME))
        skip += NAME;
    if (skip < added.len)
        exif_set_size((unsigned char *)out->data + start + skip, added.len - skip, size);
}

/* ITU-T T.81, table B.1. libvips writes all of them behind SOI; APP14 tells of the pixels. */
static bool take_jpeg(struct span file, struct size size, struct buf *out)
{
    enum { SOI_SIZE = 2, HEAD = 4, APP0 = 0xE0, APP1, APP14 = 0xEE, APP15, COM = 0xFE };
    size_t at = SOI_SIZE;

    while (file.len - at >= HEAD && file.data[at] == 0xFF) {
        const int marker = file.data[at + 1];
        const size_t len = 2 + (size_t)read_be16(file.data + at + 2);
        const size_t start = out->len;

        if ((marker < APP0 || marker > APP15) && marker != COM)
            return true;
        if (len < HEAD || len > file.len - at)
            return false;
        if (marker != APP14)
            buf_add(out, file.data + at, len);
        if (marker == APP1 && has(file, at + HEAD, "Exif\0", 6))
            set_size(out, start, HEAD, 0, size);
        at += len;
    }
    return false;
}

static bool is_one_of(struct span file, size_t at, const char *words)
{
    for (; *words; words += 4)
        if (has(file, at, words, 4))
            return true;
    return false;
}

/* RFC 9649, 2.3: type, length, data, padded to an even length. */
static bool take_webp(struct span file, struct size size, struct buf *out)
{
    enum { RIFF = 12, HEAD = 8 };
    size_t at = RIFF;

    while (at < file.len && file.len - at >= HEAD) {
        const size_t body = read_le32(file.data + at + 4);
        const size_t len = HEAD + body + body % 2;
        const size_t start = out->len;

        if (body > file.len - at - HEAD || len > file.len - at)
            return false;
        if (is_one_of(file, at, "ICCPEXIFXMP "))
            buf_add(out, file.data + at, len);
        if (has(file, at, "EXIF", 4))
            set_size(out, start, HEAD, body % 2, size);
        at += len;
    }
    return at == file.len;
}

bool extras_take(enum format_id format, struct span file, struct size size, struct buf *out)
{
    enum { HEAD = 12 };
    bool whole = false;

    if (file.len < HEAD || format_sniff(file) != format)
        return false;
    if (format == FORMAT_JPEG)
        whole = take_jpeg(file, size, out);
    else if (format == FORMAT_WEBP)
        whole = take_webp(file, size, out);
    return whole && !out->failed;
}

static void put_le(unsigned char *at, size_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

/* The length of the chunk at `at` with its head, where a whole one is. */
static size_t chunk_size(struct span chunks, size_t at)
{
    enum { HEAD = 8 };

    if (at > chunks.len || chunks.len - at < HEAD)
        return 0;
    const size_t body = read_le32(chunks.data + at + 4);
    const size_t len = HEAD + body + body % 2;

    return len <= chunks.len - at ? len : 0;
}

static unsigned char flags_of(struct span extras)
{
    enum { ICC = 0x20, EXIF = 0x08, XMP = 0x04 };
    unsigned char flags = 0;
    size_t len;

    for (size_t at = 0; (len = chunk_size(extras, at)) > 0; at += len) {
        flags |= has(extras, at, "ICCP", 4) ? ICC : 0;
        flags |= has(extras, at, "EXIF", 4) ? EXIF : 0;
        flags |= has(extras, at, "XMP ", 4) ? XMP : 0;
    }
    return flags;
}

bool extras_into_webp(struct span file, struct span extras, struct size size, struct buf *out)
{
    enum { RIFF = 12, VP8X = 18 };
    unsigned char head[RIFF + VP8X] = "RIFF\0\0\0\0WEBPVP8X\x0A";
    const size_t before = has(extras, 0, "ICCP", 4) ? chunk_size(extras, 0) : 0;

    if (file.len < RIFF || !has(file, RIFF, "VP8 ", 4))
        return false;
    put_le(head + 4, sizeof(head) - 8 + extras.len + file.len - RIFF, 4);
    head[RIFF + 8] = flags_of(extras);
    put_le(head + RIFF + 12, size.width - 1, 3);
    put_le(head + RIFF + 15, size.height - 1, 3);
    buf_add(out, head, sizeof(head));
    buf_add(out, extras.data, before);
    buf_add(out, file.data + RIFF, file.len - RIFF);
    buf_add(out, extras.data + before, extras.len - before);
    return !out->failed;
}
