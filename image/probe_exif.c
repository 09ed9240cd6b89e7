#include "image/probe_parts.h"

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
