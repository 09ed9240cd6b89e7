#include "image/probe_parts.h"

#include "base/macros.h"

#include <string.h>

enum { DATA = 20 }; /* 12 bytes of RIFF header, 8 of chunk header */

/* Flags of the VP8X chunk: WebP container specification, "Extended File Format". */
enum { FLAG_ANIMATION = 0x02, FLAG_ALPHA = 0x10, FLAG_ICC = 0x20 };

/* RFC 6386, 9.1: three bytes of frame tag, the start code, then 14 bits each way. */
static bool read_lossy(const unsigned char *p, struct image_info *info)
{
    if (memcmp(p + 3, "\x9D\x01\x2A", 3) != 0)
        return false;
    info->width = read_le16(p + 6) & 0x3FFF;
    info->height = read_le16(p + 8) & 0x3FFF;
    return true;
}

/* WebP lossless specification, 3: a signature byte, 14 bits each way less one, one alpha bit. */
static bool read_lossless(const unsigned char *p, struct image_info *info)
{
    const uint32_t bits = read_le32(p + 1);

    if (p[0] != 0x2F || bits >> 29 != 0) /* the version is 0 */
        return false;
    info->width = (bits & 0x3FFF) + 1;
    info->height = ((bits >> 14) & 0x3FFF) + 1;
    info->alpha = (bits >> 28) & 1;
    return true;
}

static bool read_canvas(const unsigned char *p, struct image_info *info)
{
    info->animated = p[0] & FLAG_ANIMATION;
    info->alpha = p[0] & FLAG_ALPHA;
    info->icc = p[0] & FLAG_ICC;
    info->width = read_le24(p + 4) + 1;
    info->height = read_le24(p + 7) + 1;
    return true;
}

/* By the first chunk; `len` is how much of it its reader looks at. */
static const struct {
    const char *type;
    size_t len;
    bool (*read)(const unsigned char *p, struct image_info *info);
} readers[] = {
    {"VP8 ", 10, read_lossy},
    {"VP8L", 5, read_lossless},
    {"VP8X", 10, read_canvas},
};

enum probe_state probe_webp(struct span head, struct image_info *info)
{
    size_t kind = 0;

    if (head.len < DATA)
        return PROBE_MORE;
    while (kind < ARRAY_LEN(readers) && memcmp(head.data + 12, readers[kind].type, 4) != 0)
        kind++;
    if (kind == ARRAY_LEN(readers))
        return PROBE_BROKEN;
    if (head.len < DATA + readers[kind].len)
        return PROBE_MORE;
    const bool fine = readers[kind].read(head.data + DATA, info);

    info->bits = 8;
    info->bands = info->alpha ? 4 : 3;
    info->progressive = true; /* libwebp decodes the whole picture at once */
    return fine && info->width && info->height ? PROBE_DONE : PROBE_BROKEN;
}
