#include "image/format.h"

#include "base/check.h"
#include "base/macros.h"
#include "image/svg.h"

#include <string.h>

/* Default qualities: JPEG and WebP as most services serve photographs; AVIF reaches a like result
 * at a lower number (libheif's scale is its own); JPEG XL as libvips 8.14 has it. */
static const struct format rows[FORMAT_COUNT] = {
    [FORMAT_JPEG] = {"jpeg", "image/jpeg", "jpg jpeg jpe jfif", true, true, false, false, true, 80,
                     false},
    [FORMAT_PNG] = {"png", "image/png", "png", true, true, false, true, false, 0, false},
    [FORMAT_WEBP] = {"webp", "image/webp", "webp", true, true, true, true, true, 80, false},
    [FORMAT_GIF] = {"gif", "image/gif", "gif", true, true, true, true, false, 0, false},
    [FORMAT_TIFF] = {"tiff", "image/tiff", "tif tiff", true, true, false, true, false, 0, false},
    [FORMAT_AVIF] = {"avif", "image/avif", "avif", true, true, false, true, true, 50, false},
    [FORMAT_JXL] = {"jxl", "image/jxl", "jxl", false, true, false, true, true, 75, false},
    [FORMAT_HEIF] = {"heif", "image/heif", "heic heif", true, false, false, true, true, 0, false},
    [FORMAT_BMP] = {"bmp", "image/bmp", "bmp dib", true, false, false, true, false, 0, false},
    [FORMAT_SVG] = {"svg", "image/svg+xml", "svg", true, false, false, true, false, 0, true},
};

const struct format *format_row(enum format_id id)
{
    CHECK(id < FORMAT_COUNT);
    return &rows[id];
}

enum format_id format_by_name(struct span name)
{
    for (int id = 0; id < FORMAT_COUNT; id++)
        if (span_is_nocase(name, rows[id].name))
            return (enum format_id)id;
    return FORMAT_NONE;
}

enum format_id format_by_mime(struct span mime)
{
    for (int id = 0; id < FORMAT_COUNT; id++)
        if (span_is_nocase(mime, rows[id].mime))
            return (enum format_id)id;
    return FORMAT_NONE;
}

enum format_id format_by_extension(struct span extension)
{
    for (int id = 0; id < FORMAT_COUNT; id++) {
        struct span rest = span_text(rows[id].extensions);
        struct span word;

        while (span_next(&rest, ' ', &word)) {
            char text[16];

            if (span_copy(word, text, sizeof(text)) && span_is_nocase(extension, text))
                return (enum format_id)id;
        }
    }
    return FORMAT_NONE;
}

static bool has_at(struct span head, size_t at, const char *bytes, size_t len)
{
    return head.len >= at + len && memcmp(head.data + at, bytes, len) == 0;
}

/* ISO/IEC 14496-12, 4.3: an ftyp box holds a major brand, a version and compatible brands. The
 * brands are those of AV1 Image File Format 1.1, 6 and ISO/IEC 23008-12, 10. */
static enum format_id sniff_brand(const unsigned char *brand)
{
    static const char *const avif[] = {"avif", "avis"};
    static const char *const heif[] = {"heic", "heix", "heim", "heis", "hevc", "hevx"};

    for (size_t i = 0; i < ARRAY_LEN(avif); i++)
        if (memcmp(brand, avif[i], 4) == 0)
            return FORMAT_AVIF;
    for (size_t i = 0; i < ARRAY_LEN(heif); i++)
        if (memcmp(brand, heif[i], 4) == 0)
            return FORMAT_HEIF;
    return FORMAT_NONE;
}

static enum format_id sniff_ftyp(struct span head)
{
    if (!has_at(head, 4, "ftyp", 4) || head.len < 12)
        return FORMAT_NONE;
    const size_t box = read_be32(head.data);
    const size_t end = box < head.len ? box : head.len;
    enum format_id id = sniff_brand(head.data + 8);

    for (size_t at = 16; id == FORMAT_NONE && at + 4 <= end; at += 4)
        id = sniff_brand(head.data + at);
    if (id == FORMAT_NONE && (has_at(head, 8, "mif1", 4) || has_at(head, 8, "msf1", 4)))
        id = FORMAT_HEIF;
    return id;
}

/* Two letters would be anybody's: the size of the header that follows has to be a known one (see
 * image/codec/bmp_header.c). */
static bool is_bmp(struct span head)
{
    static const unsigned char sizes[] = {12, 40, 52, 56, 64, 108, 124};
    enum { AT_SIZE = 14 };

    if (!has_at(head, 0, "BM", 2) || head.len < AT_SIZE + 4)
        return false;
    for (size_t i = 0; i < sizeof(sizes); i++)
        if (read_le32(head.data + AT_SIZE) == sizes[i])
            return true;
    return false;
}

enum format_id format_sniff(struct span bytes)
{
    const struct span head = span_cut(bytes, 0, FORMAT_SNIFF_BYTES);

    if (has_at(head, 0, "\xFF\xD8\xFF", 3))
        return FORMAT_JPEG;
    if (has_at(head, 0, "\x89PNG\r\n\x1A\n", 8))
        return FORMAT_PNG;
    if (has_at(head, 0, "RIFF", 4) && has_at(head, 8, "WEBP", 4))
        return FORMAT_WEBP;
    if (has_at(head, 0, "GIF87a", 6) || has_at(head, 0, "GIF89a", 6))
        return FORMAT_GIF;
    if (has_at(head, 0, "II*\0", 4) || has_at(head, 0, "MM\0*", 4) || has_at(head, 0, "II+\0", 4) ||
        has_at(head, 0, "MM\0+", 4))
        return FORMAT_TIFF;
    if (is_bmp(head))
        return FORMAT_BMP;
    const enum format_id id = sniff_ftyp(head);

    return id == FORMAT_NONE && svg_starts(bytes) ? FORMAT_SVG : id;
}
