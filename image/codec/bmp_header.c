#include "image/codec/bmp.h"

/* [MS-WMF] 2.2.2.3, 2.2.2.9 and Microsoft's "Bitmap Header Types". Offsets from the file's start.
 */
enum {
    FILE_HEADER = 14,
    AT_ROWS = 10,
    AT_SIZE = 14,
    AT_WIDTH = 18,
    AT_HEIGHT = 22,
    AT_BITS = 28,
    AT_COMPRESSION = 30,
    AT_X_PPM = 38,
    AT_Y_PPM = 42,
    AT_COLORS = 46,
    AT_MASKS = 54,
    AT_SPACE = 70,
    AT_PROFILE = 126, /* its offset from the info header, then its length */
    CORE = 12,        /* sizes of info headers */
    INFO = 40,
    WITH_MASKS = 52,
    WITH_ALPHA = 56,
    OS2 = 64,
    V4 = 108,
    V5 = 124
};

enum compression { RGB, RLE8, RLE4, BITFIELDS, ALPHABITFIELDS = 6 };

struct parts {
    struct span file;
    uint32_t header; /* size of the info header */
    uint32_t compression;
    size_t palette_at;
    uint32_t colors; /* entries of the palette that the header tells; 0: all */
};

static bool known_header(uint32_t size)
{
    return size == CORE || size == INFO || size == WITH_MASKS || size == WITH_ALPHA ||
           size == OS2 || size == V4 || size == V5;
}

static bool known_bits(const struct parts *parts, int bits)
{
    switch (parts->compression) {
    case RGB:
        return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 ||
               bits == 32;
    case RLE8:
        return bits == 8;
    case RLE4:
        return bits == 4;
    case BITFIELDS:
    case ALPHABITFIELDS:
        return (bits == 16 || bits == 32) && parts->header != OS2; /* there it is Huffman's code */
    default:
        return false;
    }
}

/* Ones in a row, or none; a mask with gaps has no meaning here. */
static bool set_channel(struct bmp_channel *channel, uint32_t mask, int pixel_bits)
{
    *channel = (struct bmp_channel){.mask = mask};
    if (mask == 0)
        return true;
    while (!(mask >> channel->shift & 1))
        channel->shift++;
    while (channel->shift + channel->bits < 32 && mask >> (channel->shift + channel->bits) & 1)
        channel->bits++;
    const uint64_t rest = (uint64_t)mask >> (channel->shift + channel->bits);

    return rest == 0 && channel->shift + channel->bits <= pixel_bits;
}

/* Without masks: 5 bits a colour, or 8 with a byte that means nothing. */
static bool read_masks(const struct parts *parts, struct bmp *bmp)
{
    static const uint32_t plain16[] = {0x7C00, 0x03E0, 0x001F, 0};
    static const uint32_t plain32[] = {0xFF0000, 0x00FF00, 0x0000FF, 0};
    const bool given = parts->compression == BITFIELDS || parts->compression == ALPHABITFIELDS;
    const bool alpha = parts->header >= WITH_ALPHA ||
                       (parts->header == INFO && parts->compression == ALPHABITFIELDS);
    bool fine = true;

    for (size_t i = 0; fine && i < BMP_CHANNELS; i++) {
        uint32_t mask = bmp->bits == 16 ? plain16[i] : plain32[i];

        if (given)
            mask = i < 3 || alpha ? read_le32(parts->file.data + AT_MASKS + 4 * i) : 0;
        fine = set_channel(&bmp->channels[i], mask, bmp->bits);
    }
    bmp->bands = bmp->channels[3].bits > 0 ? 4 : 3;
    return fine;
}

/* Masks follow the shorter header, and are inside the longer ones. */
static size_t headers_end(const struct parts *parts)
{
    const size_t end = FILE_HEADER + (size_t)parts->header;

    if (parts->header != INFO)
        return end;
    return end + (parts->compression == BITFIELDS ? 12U : 0) +
           (parts->compression == ALPHABITFIELDS ? 16U : 0);
}

static bool read_core(const struct parts *parts, struct bmp *bmp)
{
    bmp->width = read_le16(parts->file.data + AT_WIDTH);
    bmp->height = read_le16(parts->file.data + AT_WIDTH + 2);
    bmp->bits = read_le16(parts->file.data + AT_WIDTH + 6);
    bmp->palette_step = 3;
    return bmp->bits != 16 && bmp->bits != 32;
}

static bool read_info(const struct parts *parts, struct bmp *bmp)
{
    const unsigned char *p = parts->file.data;
    const int32_t height = (int32_t)read_le32(p + AT_HEIGHT);

    bmp->width = read_le32(p + AT_WIDTH);
    bmp->top_down = height < 0;
    bmp->height = height < 0 ? 0U - (uint32_t)height : (uint32_t)height;
    bmp->bits = read_le16(p + AT_BITS);
    bmp->x_ppm = (int32_t)read_le32(p + AT_X_PPM);
    bmp->y_ppm = (int32_t)read_le32(p + AT_Y_PPM);
    bmp->palette_step = 4;
    bmp->run_length = parts->compression == RLE8 ? 8 : parts->compression == RLE4 ? 4 : 0;
    return !bmp->top_down || bmp->run_length == 0;
}

static void find_profile(const struct parts *parts, struct bmp *bmp)
{
    enum { EMBEDDED = 0x4D424544 }; /* "MBED" */
    const unsigned char *p = parts->file.data;

    if (parts->header == V5 && read_le32(p + AT_SPACE) == EMBEDDED)
        bmp->profile = span_cut(parts->file, (size_t)FILE_HEADER + read_le32(p + AT_PROFILE),
                                read_le32(p + AT_PROFILE + 4));
}

static void find_palette(const struct parts *parts, struct bmp *bmp)
{
    const uint32_t most = 1U << bmp->bits;
    const uint32_t n = parts->colors > 0 && parts->colors < most ? parts->colors : most;
    const size_t len = n * bmp->palette_step;

    bmp->palette = span_cut(parts->file, headers_end(parts), len);
    bmp->palette.len -= bmp->palette.len % bmp->palette_step;
}

enum bmp_state bmp_open(struct span file, struct bmp *bmp)
{
    struct parts parts = {.file = file};

    *bmp = (struct bmp){.bands = 3};
    if (file.len < AT_SIZE + 4)
        return BMP_MORE;
    parts.header = read_le32(file.data + AT_SIZE);
    if (!span_starts(file, "BM") || !known_header(parts.header))
        return BMP_BROKEN;
    if (file.len < FILE_HEADER + (size_t)parts.header)
        return BMP_MORE;
    if (parts.header != CORE) {
        parts.compression = read_le32(file.data + AT_COMPRESSION);
        parts.colors = read_le32(file.data + AT_COLORS);
    }
    if (!(parts.header == CORE ? read_core(&parts, bmp) : read_info(&parts, bmp)) ||
        !known_bits(&parts, bmp->bits) || bmp->width == 0 || bmp->height == 0 ||
        bmp->width > BMP_SIDE_MAX || bmp->height > BMP_SIDE_MAX)
        return BMP_BROKEN;
    if (file.len < headers_end(&parts))
        return BMP_MORE;
    if ((bmp->bits == 16 || bmp->bits == 32) && !read_masks(&parts, bmp))
        return BMP_BROKEN;
    if (bmp->bits <= 8)
        find_palette(&parts, bmp);
    find_profile(&parts, bmp);
    const size_t rows = read_le32(file.data + AT_ROWS);

    bmp->rows = span_cut(file, rows, file.len);
    return rows >= headers_end(&parts) ? BMP_FINE : BMP_BROKEN;
}
