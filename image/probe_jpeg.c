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
    APP0 = 0xE0,
    APP1 = 0xE1,
    APP2 = 0xE2,
    APP14 = 0xEE,
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

/* T.81, table B.2: 2 to 16 bits a sample (the lossless processes have the widest range), one to
 * four components in what we read, sampling factors 1 to 4. */
static bool is_possible(const unsigned char *p)
{
    const int h = p[7] >> 4;
    const int v = p[7] & 15;

    return p[0] >= 2 && p[0] <= 16 && p[5] <= 4 && h >= 1 && h <= 4 && v >= 1 && v <= 4;
}

/* T.81, B.2.2: precision, lines, samples a line, components, then 3 bytes a component. */
static enum probe_state read_frame(struct span segment, int marker, struct image_info *info)
{
    const unsigned char *p = segment.data;

    if (segment.len < 9 || segment.len < 6 + (size_t)p[5] * 3 || p[5] == 0 || !is_possible(p))
        return PROBE_BROKEN;
    info->bits = p[0];
    info->height = read_be16(p + 1);
    info->width = read_be16(p + 3);
    info->bands = p[5];
    info->cmyk = p[5] == 4;
    info->progressive = (marker & 3) == 2;
    info->chroma_h = p[7] >> 4;
    info->chroma_v = p[7] & 15;
    info->jpeg.process = (uint8_t)(marker - SOF0);
    for (int i = 0; i < p[5]; i++) {
        info->jpeg.ids[i] = p[6 + 3 * i];
        info->jpeg.sampling[i] = p[7 + 3 * i];
    }
    return info->width && info->height ? PROBE_DONE : PROBE_BROKEN;
}

/* The profile almost every camera and phone embeds: one chunk (ICC.1:2010, B.4), 3144 bytes. */
static bool is_srgb(struct span segment)
{
    static const char name[] = "sRGB IEC61966-2.1";
    enum { HEAD = 14, PROFILE_MAX = 4096 };

    return segment.len > HEAD && segment.data[12] == 1 && segment.data[13] == 1 &&
           segment.len - HEAD < PROFILE_MAX &&
           memmem(segment.data + HEAD, segment.len - HEAD, name, sizeof(name) - 1) != NULL;
}

static void read_color(struct span segment, int marker, struct probe_jpeg *jpeg)
{
    if (marker == APP0 && segment.len >= 14 && memcmp(segment.data, "JFIF", 5) == 0)
        jpeg->jfif = true;
    if (marker == APP14 && segment.len >= 12 && memcmp(segment.data, "Adobe", 5) == 0)
        jpeg->adobe = (uint8_t)(segment.data[11] < 2 ? segment.data[11] + 1 : 2);
}

/* As decoders decide (JFIF 1.02; Adobe TN 5116; else the components' names): unless somebody says
 * RGB, three components are YCbCr. */
static bool is_ycc(const struct image_info *info)
{
    const struct probe_jpeg *jpeg = &info->jpeg;

    if (info->bands != 3 || jpeg->jfif)
        return info->bands == 1 || info->bands == 3;
    if (jpeg->adobe > 0)
        return jpeg->adobe > 1;
    return memcmp(jpeg->ids, "RGB", 3) != 0;
}

static void read_app(struct span segment, int marker, struct image_info *info)
{
    /* The first one counts, as it does for the decoders. */
    if (marker == APP1 && info->orientation == 1 && segment.len > 6 &&
        memcmp(segment.data, "Exif\0\0", 6) == 0)
        info->orientation = probe_orientation(span_cut(segment, 6, segment.len));
    if (marker == APP2 && segment.len > 12 && memcmp(segment.data, "ICC_PROFILE", 12) == 0) {
        info->jpeg.srgb = !info->icc && is_srgb(segment);
        info->icc = true;
    }
}

static enum probe_state read_segment(struct span segment, int marker, struct image_info *info)
{
    if (is_frame(marker))
        return info->width ? PROBE_BROKEN : read_frame(segment, marker, info);
    read_app(segment, marker, info);
    read_color(segment, marker, &info->jpeg);
    return PROBE_DONE;
}

/* T.81, B.2.3: a first scan without all components is one of several, and the decoder then has to
 * hold the coefficients of the whole picture, as for a progressive file. */
static enum probe_state read_scan(struct span scan, struct image_info *info)
{
    if (info->width == 0)
        return PROBE_BROKEN;
    if (scan.len < 3)
        return PROBE_MORE;
    if (scan.data[2] < info->bands)
        info->progressive = true;
    info->jpeg.ycc = is_ycc(info);
    return PROBE_DONE;
}

/* Bytes to skip to reach the next marker code: stray bytes between segments, fill bytes (T.81,
 * B.1.1.2) and stuffed zeros, all of which decoders pass over. 0: a marker stands here. */
static size_t stray_bytes(const unsigned char *p)
{
    if (p[0] != 0xFF || p[1] == 0xFF)
        return 1;
    return p[1] == 0 || stands_alone(p[1]) ? 2 : 0;
}

/* The segment at `at`; *next is where the one after it begins. PROBE_MORE also where all is well
 * and the walk goes on: then *next is not 0. */
static enum probe_state visit(struct span head, size_t at, size_t *next, struct image_info *info)
{
    const int marker = head.data[at + 1];
    const size_t len = read_be16(head.data + at + 2);
    const struct span segment = span_cut(head, at + 4, len - 2);

    *next = 0;
    if (marker == EOI)
        return PROBE_BROKEN;
    if (marker == SOS)
        return read_scan(span_cut(head, at + 2, head.len), info);
    if (len < 2)
        return PROBE_BROKEN;
    if (at + 2 + len > head.len)
        return PROBE_MORE;
    if (read_segment(segment, marker, info) == PROBE_BROKEN)
        return PROBE_BROKEN;
    *next = at + 2 + len;
    return PROBE_MORE;
}

/* From segment to segment up to the first scan: by then size, orientation and profile are known. */
enum probe_state probe_jpeg(struct span head, struct image_info *info)
{
    size_t at = 2;

    while (at + 4 <= head.len) {
        const size_t stray = stray_bytes(head.data + at);
        size_t next = at + stray;

        if (stray == 0) {
            const enum probe_state state = visit(head, at, &next, info);

            if (state != PROBE_MORE || next == 0)
                return state;
        }
        at = next;
    }
    return PROBE_MORE;
}
