#include "image/probe_parts.h"

#include <string.h>

enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CRC = 4, IHDR_LEN = 13 };
enum { COLOR_GREY = 0, COLOR_RGB = 2, COLOR_PALETTE = 3, COLOR_GREY_ALPHA = 4, COLOR_RGBA = 6 };

static bool is_type(const unsigned char *chunk, const char *type)
{
    return memcmp(chunk + 4, type, 4) == 0;
}

static int bands_of(int color)
{
    switch (color) {
    case COLOR_GREY:
        return 1;
    case COLOR_GREY_ALPHA:
        return 2;
    case COLOR_RGB:
    case COLOR_PALETTE:
        return 3;
    case COLOR_RGBA:
        return 4;
    default:
        return 0;
    }
}

/* Allowed combinations: PNG (ISO/IEC 15948), table 11.1. */
static bool depth_fits(int depth, int color)
{
    const bool power = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;

    if (color == COLOR_GREY)
        return power;
    if (color == COLOR_PALETTE)
        return power && depth <= 8;
    return depth == 8 || depth == 16;
}

/* PNG, 11.2.2: width, height, depth, colour type, compression, filter, interlace. */
static enum probe_state read_ihdr(const unsigned char *p, struct image_info *info)
{
    const int bands = bands_of(p[9]);

    info->width = read_be32(p);
    info->height = read_be32(p + 4);
    info->bits = p[8] == 16 ? 16 : 8;
    info->bands = (uint8_t)bands;
    info->alpha = p[9] == COLOR_GREY_ALPHA || p[9] == COLOR_RGBA;
    info->progressive = p[12] != 0;
    if (info->width == 0 || info->height == 0 || info->width > INT32_MAX ||
        info->height > INT32_MAX || bands == 0 || !depth_fits(p[8], p[9]) || p[10] != 0 ||
        p[11] != 0 || p[12] > 1)
        return PROBE_BROKEN;
    return PROBE_DONE;
}

static void read_chunk(const unsigned char *chunk, size_t len, struct image_info *info)
{
    if (is_type(chunk, "tRNS") && !info->alpha) {
        info->alpha = true;
        info->bands++;
    }
    if (is_type(chunk, "iCCP"))
        info->icc = true;
    if (is_type(chunk, "eXIf"))
        info->orientation = probe_orientation(span_of(chunk + CHUNK_HEAD, len));
}

enum probe_state probe_png(struct span head, struct image_info *info)
{
    size_t at = SIGNATURE;

    if (head.len < SIGNATURE + CHUNK_HEAD + IHDR_LEN)
        return PROBE_MORE;
    if (read_be32(head.data + at) != IHDR_LEN || !is_type(head.data + at, "IHDR") ||
        read_ihdr(head.data + at + CHUNK_HEAD, info) != PROBE_DONE)
        return PROBE_BROKEN;
    at += CHUNK_HEAD + IHDR_LEN + CHUNK_CRC;
    while (at + CHUNK_HEAD <= head.len) {
        const size_t len = read_be32(head.data + at);

        if (is_type(head.data + at, "IDAT"))
            return PROBE_DONE;
        if (len > INT32_MAX || is_type(head.data + at, "IEND"))
            return PROBE_BROKEN;
        if (at + CHUNK_HEAD + len + CHUNK_CRC > head.len)
            return PROBE_MORE;
        read_chunk(head.data + at, len, info);
        at += CHUNK_HEAD + len + CHUNK_CRC;
    }
    return PROBE_MORE;
}
