#include "image/probe.h"

#include "image/probe_parts.h"

enum { HEADER_MAX = 1 << 20, GIF_ENOUGH = 13 };

static uint16_t read16(const unsigned char *p, bool big)
{
    return big ? read_be16(p) : read_le16(p);
}

static uint32_t read32(const unsigned char *p, bool big)
{
    return big ? read_be32(p) : read_le32(p);
}

/* TIFF 6.0, section 2: byte order, 42, offset of IFD0; an IFD is a count and 12 bytes an entry. */
uint8_t probe_orientation(struct span tiff)
{
    enum { HEAD = 8, ENTRY = 12, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };

    if (tiff.len < HEAD || (tiff.data[0] != 'I' && tiff.data[0] != 'M'))
        return 1;
    const bool big = tiff.data[0] == 'M';
    const size_t ifd = read32(tiff.data + 4, big);

    if (ifd < HEAD || ifd > tiff.len - 2)
        return 1;
    const size_t count = read16(tiff.data + ifd, big);

    for (size_t i = 0; i < count && ifd + 2 + (i + 1) * ENTRY <= tiff.len; i++) {
        const unsigned char *entry = tiff.data + ifd + 2 + i * ENTRY;
        const uint16_t value = read16(entry + 8, big);

        if (read16(entry, big) == TAG_ORIENTATION && read16(entry + 2, big) == TYPE_SHORT)
            return value >= 1 && value <= 8 ? (uint8_t)value : 1;
    }
    return 1;
}

/* GIF89a specification, 18: logical screen width and height after the six signature bytes. Frames
 * and transparency are told only further on: both may be there. */
enum probe_state probe_gif(struct span head, struct image_info *info)
{
    if (head.len < GIF_ENOUGH)
        return PROBE_MORE;
    info->width = read_le16(head.data + 6);
    info->height = read_le16(head.data + 8);
    info->bits = 8;
    info->bands = 4;
    info->alpha = true;
    info->animated = true;
    info->progressive = true;
    return info->width && info->height ? PROBE_DONE : PROBE_BROKEN;
}

static enum probe_state probe_format(enum format_id format, struct span head,
                                     struct image_info *info)
{
    switch (format) {
    case FORMAT_JPEG:
        return probe_jpeg(head, info);
    case FORMAT_PNG:
        return probe_png(head, info);
    case FORMAT_WEBP:
        return probe_webp(head, info);
    case FORMAT_GIF:
        return probe_gif(head, info);
    case FORMAT_TIFF:
    case FORMAT_AVIF:
    case FORMAT_HEIF:
        info->alpha = true;
        info->progressive = true;
        return PROBE_DONE;
    case FORMAT_COUNT:
        break;
    }
    return PROBE_UNKNOWN;
}

enum probe_state probe_header(struct span head, bool whole, struct image_info *info)
{
    const enum format_id format = format_sniff(head);
    struct image_info found = {.format = format, .frames = 1, .orientation = 1};

    if (format == FORMAT_NONE)
        return head.len < FORMAT_SNIFF_BYTES && !whole ? PROBE_MORE : PROBE_UNKNOWN;
    const struct span looked_at = span_cut(head, 0, HEADER_MAX);
    enum probe_state state = probe_format(format, looked_at, &found);

    /* Headers longer than any honest one: what is known so far has to do. */
    if (state == PROBE_MORE && head.len >= HEADER_MAX)
        state = found.width ? PROBE_DONE : PROBE_BROKEN;
    if (state == PROBE_MORE && whole)
        return PROBE_BROKEN;
    if (state == PROBE_DONE)
        *info = found;
    return state;
}
