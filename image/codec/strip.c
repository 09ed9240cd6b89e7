#include "image/codec/strip.h"

#include <string.h>

/* JPEG markers: ITU-T T.81, table B.1. */
enum {
    RST0 = 0xD0,
    RST7 = 0xD7,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    APP0 = 0xE0,
    APP2 = 0xE2,
    APP14 = 0xEE,
    APP15 = 0xEF,
    COM = 0xFE,
    TEM = 0x01
};

static bool has_word(struct span file, size_t at, const char *word, size_t len)
{
    return file.len >= at + len && memcmp(file.data + at, word, len) == 0;
}

/* A segment of this size ends with the colour transform. */
enum { ADOBE_SIZE = 14 };

static bool is_adobe(struct span file, size_t at)
{
    return has_word(file, at + 4, "Adobe", 5);
}

/* Decoders find the transform in a longer one too: it can neither stay nor go. */
static bool is_long_adobe(struct span file, size_t at)
{
    return file.data[at + 1] == APP14 && is_adobe(file, at) &&
           read_be16(file.data + at + 2) > ADOBE_SIZE;
}

/* APP0 says the density (with a small picture, JFIF 1.02, it is longer), APP14 the colour
 * transform. */
static bool keeps_segment(struct span file, size_t at, int marker, bool keep_icc)
{
    enum { JFIF_SIZE = 16 };
    static const char icc[] = "ICC_PROFILE";

    if (marker == APP0)
        return has_word(file, at + 4, "JFIF", 5) && read_be16(file.data + at + 2) == JFIF_SIZE;
    if (marker == APP2)
        return keep_icc && has_word(file, at + 4, icc, sizeof(icc));
    if (marker == APP14)
        return is_adobe(file, at) && read_be16(file.data + at + 2) == ADOBE_SIZE;
    return (marker < APP0 || marker > APP15) && marker != COM;
}

/* The next marker in entropy-coded data: bytes of 0xFF are followed by 0 or belong to a restart. */
static size_t scan_end(struct span file, size_t at)
{
    while (at + 1 < file.len) {
        const unsigned char *p = memchr(file.data + at, 0xFF, file.len - 1 - at);

        if (p == NULL)
            return file.len;
        at = (size_t)(p - file.data);
        if (p[1] != 0 && (p[1] < RST0 || p[1] > RST7))
            return at;
        at += 2;
    }
    return file.len;
}

/* One segment from its 0xFF on, and a scan's data; false: it is none, or not whole. */
static bool take_segment(struct span file, size_t *at, bool keep_icc, struct buf *out)
{
    if (file.len - *at < 4 || file.data[*at] != 0xFF)
        return false;
    const int marker = file.data[*at + 1];
    const size_t end = *at + 2 + read_be16(file.data + *at + 2);

    if (marker == TEM || marker == 0 || (marker >= RST0 && marker <= EOI) || end > file.len ||
        end < *at + 4 || is_long_adobe(file, *at))
        return false;
    const size_t stop = marker == SOS ? scan_end(file, end) : end;

    if (keeps_segment(file, *at, marker, keep_icc))
        buf_add(out, file.data + *at, stop - *at);
    *at = stop;
    return true;
}

static bool strip_jpeg(struct span file, bool keep_icc, struct buf *out)
{
    size_t at = 2;

    if (file.len < 4 || file.data[1] != SOI)
        return false;
    buf_add(out, file.data, at);
    for (;;) {
        while (at + 1 < file.len && file.data[at] == 0xFF && file.data[at + 1] == 0xFF)
            at++; /* T.81, B.1.1.2: any number of fill bytes */
        if (has_word(file, at, "\xFF\xD9", 2))
            break;
        if (!take_segment(file, &at, keep_icc, out))
            return false;
    }
    buf_add(out, file.data + at, 2);
    return true;
}

static bool is_one_of(struct span file, size_t at, const char *words)
{
    for (; *words; words += 4)
        if (has_word(file, at, words, 4))
            return true;
    return false;
}

/* PNG, W3C, 5.4: an upper-case first letter is critical. */
static bool strip_png(struct span file, bool keep_icc, struct buf *out)
{
    enum { SIGNATURE = 8, AROUND = 12 };
    size_t at = SIGNATURE;

    if (file.len < SIGNATURE)
        return false;
    buf_add(out, file.data, SIGNATURE);
    while (file.len - at >= AROUND) {
        const size_t size = (size_t)read_be32(file.data + at) + AROUND;

        if (size > file.len - at)
            return false;
        if ((file.data[at + 4] & 0x20) == 0 ||
            is_one_of(file, at + 4, "tRNSgAMAcHRMsRGBsBITpHYs") ||
            (keep_icc && has_word(file, at + 4, "iCCP", 4)))
            buf_add(out, file.data + at, size);
        if (has_word(file, at + 4, "IEND", 4))
            return true;
        at += size;
    }
    return false;
}

static void put_le32(unsigned char *at, size_t number)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

/* RFC 9649, 2.7: flags in the first byte of VP8X say which chunks there are. */
static bool strip_webp(struct span file, bool keep_icc, struct buf *out)
{
    enum { RIFF = 12, HEAD = 8, ICC = 0x20, EXIF_AND_XMP = 0x0C };
    const size_t start = out->len;
    size_t at = RIFF;

    if (file.len < RIFF)
        return false;
    const size_t end = HEAD + (size_t)read_le32(file.data + 4);

    buf_add(out, file.data, RIFF);
    while (at < end && end <= file.len && end - at >= HEAD) {
        const size_t body = read_le32(file.data + at + 4);
        const size_t size = HEAD + body + body % 2;

        if (body > end - at - HEAD)
            return false;
        const size_t have = size < end - at ? size : end - at;

        if (is_one_of(file, at, "VP8 VP8LVP8XALPHANIMANMF") ||
            (keep_icc && has_word(file, at, "ICCP", 4)))
            buf_add(out, file.data + at, have);
        at += have;
    }
    if (at != end || out->failed || out->len - start <= RIFF + HEAD)
        return false;
    unsigned char *made = (unsigned char *)out->data + start;

    put_le32(made + 4, out->len - start - HEAD);
    if (memcmp(made + RIFF, "VP8X", 4) != 0)
        return true;
    if (read_le32(made + RIFF + 4) == 0) /* the flags would be those of the next chunk */
        return false;
    made[RIFF + HEAD] &= (unsigned char)~(keep_icc ? EXIF_AND_XMP : EXIF_AND_XMP | ICC);
    return true;
}

bool strip_metadata(enum format_id format, struct span file, bool keep_icc, struct buf *out)
{
    bool whole = false;

    if (format == FORMAT_JPEG)
        whole = strip_jpeg(file, keep_icc, out);
    else if (format == FORMAT_PNG)
        whole = strip_png(file, keep_icc, out);
    else if (format == FORMAT_WEBP)
        whole = strip_webp(file, keep_icc, out);
    return whole && !out->failed;
}
