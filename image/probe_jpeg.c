#include "image/probe_parts.h"

#include <string.h>

/* Marker codes: ITU-T T.81, table B.1. */
enum {
    SOF0 = 0xC0,
    SOF2 = 0xC2,
    DHT = 0xC4,
    JPG = 0xC8,
    DAC = 0xCC,
    SOF15 = 0xCF,
    RST0 = 0xD0,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    APP1 = 0xE1,
    APP2 = 0xE2,
    TEM = 0x01
};

static bool is_frame(int marker)
{
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

static bool stands_alone(int marker)
{
    return marker == TEM || (marker >= RST0 && marker <= SOI);
}

/* T.81, B.2.2: precision, lines, samples a line, components, then 3 bytes a component. */
static enum probe_state read_frame(struct span segment, int marker, struct image_info *info)
{
    const unsigned char *p = segment.data;

    if (segment.len < 6 || segment.len < 6 + (size_t)p[5] * 3)
        return PROBE_BROKEN;
    info->bits = p[0];
    info->height = read_be16(p + 1);
    info->width = read_be16(p + 3);
    info->bands = p[5];
    info->cmyk = p[5] == 4;
    info->progressive = marker == SOF2;
    if (info->width == 0 || info->height == 0 || p[5] == 0 || p[5] > 4)
        return PROBE_BROKEN;
    info->chroma_h = p[7] >> 4;
    info->chroma_v = p[7] & 15;
    return PROBE_DONE;
}

static void read_app(struct span segment, int marker, struct image_info *info)
{
    if (marker == APP1 && segment.len > 6 && memcmp(segment.data, "Exif\0\0", 6) == 0)
        info->orientation = probe_orientation(span_cut(segment, 6, segment.len));
    if (marker == APP2 && segment.len > 12 && memcmp(segment.data, "ICC_PROFILE", 12) == 0)
        info->icc = true;
}

static enum probe_state read_segment(struct span segment, int marker, struct image_info *info)
{
    if (is_frame(marker))
        return info->width ? PROBE_BROKEN : read_frame(segment, marker, info);
    read_app(segment, marker, info);
    return PROBE_DONE;
}

/* From segment to segment up to the first scan: by then size, orientation and profile are known. */
enum probe_state probe_jpeg(struct span head, struct image_info *info)
{
    size_t at = 2;

    while (at + 4 <= head.len) {
        const int marker = head.data[at + 1];

        if (head.data[at] != 0xFF)
            return PROBE_BROKEN;
        if (marker == 0xFF || stands_alone(marker)) { /* fill bytes, B.1.1.2 */
            at += marker == 0xFF ? 1 : 2;
            continue;
        }
        if (marker == EOI || marker == 0)
            return PROBE_BROKEN;
        if (marker == SOS)
            return info->width ? PROBE_DONE : PROBE_BROKEN;
        const size_t len = read_be16(head.data + at + 2);

        if (len < 2)
            return PROBE_BROKEN;
        if (at + 2 + len > head.len)
            return PROBE_MORE;
        if (read_segment(span_of(head.data + at + 4, len - 2), marker, info) == PROBE_BROKEN)
            return PROBE_BROKEN;
        at += 2 + len;
    }
    return PROBE_MORE;
}
