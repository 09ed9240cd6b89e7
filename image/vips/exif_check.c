#include "image/vips/exif_check.h"

#include <string.h>

enum { MARK = 6, ENTRY = 12 };

static const char mark[MARK] = {'E', 'x', 'i', 'f', 0, 0};

struct block {
    struct span tiff;
    bool large; /* big-endian */
    size_t n;   /* directories to look at */
    uint32_t at[EXIF_DIRECTORIES_MAX];
};

static uint32_t number(const struct block *block, size_t at, size_t bytes)
{
    uint32_t value = 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | block->tiff.data[at + (block->large ? i : bytes - 1 - i)];
    return value;
}

/* Exif 3.0, 4.6.3: the directories of Exif, GPS and interoperability. */
static bool is_pointer(uint32_t tag)
{
    return tag == 0x8769 || tag == 0x8825 || tag == 0xA005;
}

static bool add_directory(struct block *block, uint32_t at)
{
    if (block->n == EXIF_DIRECTORIES_MAX)
        return false;
    block->at[block->n++] = at;
    return true;
}

/* What lies outside of the block libexif passes over. Behind the first directory it goes to that of
 * the thumbnail. */
static bool look_at(struct block *block, size_t index, uint32_t *entries)
{
    const size_t len = block->tiff.len;
    const size_t at = block->at[index];

    if (at > len || len - at < 2)
        return true;
    const size_t room = (len - at - 2) / ENTRY;
    const size_t said = number(block, at, 2);
    const size_t n = said < room ? said : room;
    const size_t end = at + 2 + n * ENTRY;

    *entries += (uint32_t)n;
    if (*entries > EXIF_ENTRIES_MAX)
        return false;
    for (size_t entry = at + 2; entry < end; entry += ENTRY)
        if (is_pointer(number(block, entry, 2)) &&
            !add_directory(block, number(block, entry + 8, 4)))
            return false;
    const bool last = index > 0 || n < said || len - end < 4;
    const uint32_t next = last ? 0 : number(block, end, 4);

    return next == 0 || add_directory(block, next);
}

bool exif_is_bounded(struct span tiff, uint32_t *entries)
{
    struct block block = {.tiff = tiff};

    if (tiff.len < 8 || (memcmp(tiff.data, "II", 2) != 0 && memcmp(tiff.data, "MM", 2) != 0))
        return true;
    block.large = tiff.data[0] == 'M';
    (void)add_directory(&block, number(&block, 4, 4));
    for (size_t i = 0; i < block.n; i++)
        if (!look_at(&block, i, entries))
            return false;
    return true;
}

/* Of the file so far; and how long a block may be at most. */
struct count {
    int blocks;
    uint32_t entries;
    size_t most;
};

static bool add_one(struct span block, struct count *count)
{
    return ++count->blocks <= EXIF_BLOCKS_MAX &&
           exif_is_bounded(span_cut(block, 0, count->most), &count->entries);
}

/* Wherever it is marked, as libexif looks for it. */
static bool add_marked(struct span bytes, struct count *count)
{
    const unsigned char *found;

    while (bytes.len > MARK && (found = memmem(bytes.data, bytes.len, mark, MARK)) != NULL) {
        bytes = span_cut(bytes, (size_t)(found - bytes.data) + MARK, bytes.len);
        if (!add_one(bytes, count))
            return false;
    }
    return true;
}

/* Up to the first scan, or as far as segments follow each other (T.81, B.1.1.4). */
static struct span jpeg_header(struct span file)
{
    enum { SOS = 0xDA };
    size_t at = 2;

    while (file.len >= at + 4 && file.data[at] == 0xFF && file.data[at + 1] != SOS)
        at += file.data[at + 1] == 0xFF ? 1 : 2 + (size_t)read_be16(file.data + at + 2);
    const bool whole = file.len >= at + 2 && file.data[at] == 0xFF && file.data[at + 1] == SOS;

    return whole ? span_cut(file, 0, at) : file;
}

/* Chunks of a PNG: length, type, data, CRC. Of a WebP: type, length, data, a byte if that is odd.
 */
static bool chunks_are_bounded(struct span file, bool webp)
{
    size_t at = webp ? 12 : 8;
    struct count count = {.most = SIZE_MAX};

    while (file.len >= 8 && at <= file.len - 8) {
        const unsigned char *p = file.data + at;
        const size_t len = webp ? read_le32(p + 4) : read_be32(p);
        const struct span data = span_cut(file, at + 8, len);

        if (memcmp(webp ? p : p + 4, webp ? "EXIF" : "eXIf", 4) == 0 &&
            (!add_one(data, &count) || !add_marked(data, &count)))
            return false;
        at += 8 + (webp ? len + len % 2 : len + 4);
    }
    return true;
}

static bool is_bounded(enum format_id format, struct span file)
{
    /* a JPEG's is in one segment */
    struct count count = {.most = format == FORMAT_JPEG ? UINT16_MAX : SIZE_MAX};

    switch (format) {
    case FORMAT_JPEG:
        return add_marked(jpeg_header(file), &count);
    case FORMAT_PNG:
    case FORMAT_WEBP:
        return chunks_are_bounded(file, format == FORMAT_WEBP);
    case FORMAT_AVIF:
    case FORMAT_HEIF:
        return add_marked(file, &count);
    default:
        return true;
    }
}

enum err_code exif_check(enum format_id format, struct span file, struct err *err)
{
    if (is_bounded(format, file))
        return ERR_OK;
    return err_set(err, ERR_UNDECODABLE, "The EXIF has more directories than a picture has.");
}
