#include "tests/support/bmps.h"

#include <math.h>
#include <string.h>

enum { FILE_HEADER = 14, CORE = 12, INFO = 40, RLE8 = 1, RLE4 = 2, MASKS = 3, ALPHA_MASKS = 6 };

#define MASKS_555                                                                                  \
    {                                                                                              \
        0x7C00, 0x03E0, 0x001F, 0                                                                  \
    }
#define MASKS_888                                                                                  \
    {                                                                                              \
        0xFF0000, 0xFF00, 0xFF, 0                                                                  \
    }

const struct bmp_kind bmp_kinds[] = {
    {"core-1", 12, 1, 0, false, {0}},
    {"core-4", 12, 4, 0, false, {0}},
    {"core-8", 12, 8, 0, false, {0}},
    {"core-24", 12, 24, 0, false, {0}},
    {"info-1", 40, 1, 0, false, {0}},
    {"info-2", 40, 2, 0, false, {0}},
    {"info-4", 40, 4, 0, false, {0}},
    {"info-8", 40, 8, 0, false, {0}},
    {"info-8-down", 40, 8, 0, true, {0}},
    {"info-16", 40, 16, 0, false, MASKS_555},
    {"info-24", 40, 24, 0, false, {0}},
    {"info-24-down", 40, 24, 0, true, {0}},
    {"info-32", 40, 32, 0, false, MASKS_888},
    {"rle-8", 40, 8, RLE8, false, {0}},
    {"rle-4", 40, 4, RLE4, false, {0}},
    {"masks-565", 40, 16, MASKS, false, {0xF800, 0x07E0, 0x001F, 0}},
    {"masks-444-down", 40, 16, MASKS, true, {0x0F00, 0x00F0, 0x000F, 0}},
    {"masks-swapped", 40, 32, MASKS, false, {0xFF, 0xFF00, 0xFF000000, 0}},
    {"masks-10", 40, 32, MASKS, false, {0x3FF00000, 0x000FFC00, 0x000003FF, 0}},
    {"masks-alpha", 40, 32, ALPHA_MASKS, false, {0xFF0000, 0xFF00, 0xFF, 0xFF000000}},
    {"v2-565", 52, 16, MASKS, false, {0xF800, 0x07E0, 0x001F, 0}},
    {"v3-1555", 56, 16, MASKS, false, {0x7C00, 0x03E0, 0x001F, 0x8000}},
    {"os2-24", 64, 24, 0, false, {0}},
    {"v4-alpha", 108, 32, MASKS, false, {0xFF0000, 0xFF00, 0xFF, 0xFF000000}},
    {"v5-alpha-down", 124, 32, MASKS, true, {0xFF000000, 0xFF0000, 0xFF00, 0xFF}},
};

const int n_bmp_kinds = (int)ARRAY_LEN(bmp_kinds);

const struct bmp_kind *bmps_kind(const char *name)
{
    for (int i = 0; i < n_bmp_kinds; i++)
        if (strcmp(bmp_kinds[i].name, name) == 0)
            return &bmp_kinds[i];
    return NULL;
}

static void put16(struct buf *out, uint32_t value)
{
    buf_char(out, (char)value);
    buf_char(out, (char)(value >> 8));
}

static void put32(struct buf *out, uint32_t value)
{
    put16(out, value);
    put16(out, value >> 16);
}

/* Runs of several pixels, with single ones between. */
static unsigned index_at(const struct bmp_kind *kind, uint32_t x, uint32_t y)
{
    return (x / 5 * (x % 5 != 3) + y * 3) & ((1U << kind->bits) - 1);
}

static void color_of(unsigned index, unsigned char rgb[3])
{
    rgb[0] = (unsigned char)(index * 37 + 11);
    rgb[1] = (unsigned char)(index * 91 + 20);
    rgb[2] = (unsigned char)(255 - index);
}

static void true_color(uint32_t x, uint32_t y, unsigned char rgba[4])
{
    rgba[0] = (unsigned char)(x * 5 + 1);
    rgba[1] = (unsigned char)(y * 7 + 2);
    rgba[2] = (unsigned char)(x * 3 + y * 11);
    rgba[3] = (unsigned char)(x * 9 + y);
}

static int bits_of(uint32_t mask)
{
    return __builtin_popcount(mask);
}

/* Eight bits cut or stretched to what the mask holds. */
static uint32_t stored(unsigned char value, uint32_t mask)
{
    const int bits = bits_of(mask);

    return bits <= 8 ? (uint32_t)value >> (8 - bits) : (uint32_t)value << (bits - 8);
}

void bmps_pixel(const struct bmp_kind *kind, uint32_t x, uint32_t y, unsigned char rgba[4])
{
    rgba[3] = 255;
    if (kind->bits <= 8) {
        color_of(index_at(kind, x, y), rgba);
        return;
    }
    true_color(x, y, rgba);
    for (int b = 0; kind->bits != 24 && b < 4; b++) {
        const int bits = bits_of(kind->masks[b]);
        const double most = pow(2, bits) - 1;

        if (bits > 0 && bits <= 8)
            rgba[b] = (unsigned char)lround(stored(rgba[b], kind->masks[b]) * 255 / most);
    }
    if (kind->masks[3] == 0)
        rgba[3] = 255;
}

static void add_masks(const struct bmp_kind *kind, struct buf *out)
{
    const int n = kind->compression == ALPHA_MASKS || kind->header >= 56 ? 4 : 3;

    for (int i = 0; i < n; i++)
        put32(out, kind->masks[i]);
}

static uint32_t palette_bytes(const struct bmp_kind *kind)
{
    return kind->bits > 8 ? 0 : (1U << kind->bits) * (kind->header == CORE ? 3 : 4);
}

static uint32_t masks_after(const struct bmp_kind *kind)
{
    if (kind->header != INFO)
        return 0;
    return kind->compression == MASKS ? 12 : kind->compression == ALPHA_MASKS ? 16 : 0;
}

static void add_headers(const struct bmp_kind *kind, uint32_t width, uint32_t height,
                        struct buf *out)
{
    const size_t start = out->len;

    buf_text(out, "BM");
    put32(out, 0); /* the file's size, which readers do not look at */
    put32(out, 0);
    put32(out, FILE_HEADER + kind->header + masks_after(kind) + palette_bytes(kind));
    put32(out, kind->header);
    if (kind->header == CORE) {
        put16(out, width);
        put16(out, height);
    } else {
        put32(out, width);
        put32(out, kind->top_down ? 0 - height : height);
    }
    put16(out, 1);
    put16(out, (uint32_t)kind->bits);
    if (kind->header == CORE)
        return;
    put32(out, kind->compression);
    put32(out, 0);
    put32(out, 3000); /* pixels a metre */
    put32(out, 3000);
    put32(out, 0);
    put32(out, 0);
    if (kind->compression >= MASKS)
        add_masks(kind, out);
    while (out->len - start < FILE_HEADER + kind->header)
        buf_char(out, '\0');
}

static void add_palette(const struct bmp_kind *kind, struct buf *out)
{
    for (unsigned i = 0; kind->bits <= 8 && i < 1U << kind->bits; i++) {
        unsigned char rgb[3];

        color_of(i, rgb);
        for (int b = 2; b >= 0; b--)
            buf_char(out, (char)rgb[b]);
        if (kind->header != CORE)
            buf_char(out, '\0');
    }
}

static void add_index(const struct bmp_kind *kind, uint32_t x, uint32_t y, struct buf *out)
{
    const uint32_t a_byte = 8 / (uint32_t)kind->bits;
    const unsigned index = index_at(kind, x, y);

    if (x % a_byte == 0)
        buf_char(out, '\0');
    out->data[out->len - 1] |= (char)(index << (8 - (unsigned)kind->bits * (x % a_byte + 1)));
}

static void add_direct(const struct bmp_kind *kind, uint32_t x, uint32_t y, struct buf *out)
{
    unsigned char rgba[4];
    uint32_t pixel = 0;

    true_color(x, y, rgba);
    if (kind->bits == 24) {
        for (int b = 2; b >= 0; b--)
            buf_char(out, (char)rgba[b]);
        return;
    }
    for (int b = 0; b < 4; b++)
        if (kind->masks[b])
            pixel |= stored(rgba[b], kind->masks[b]) << __builtin_ctz(kind->masks[b]);
    if (kind->bits == 16)
        put16(out, pixel);
    else
        put32(out, pixel);
}

static void add_row(const struct bmp_kind *kind, uint32_t width, uint32_t y, struct buf *out)
{
    const size_t start = out->len;

    for (uint32_t x = 0; x < width; x++)
        if (kind->bits <= 8)
            add_index(kind, x, y, out);
        else
            add_direct(kind, x, y, out);
    while ((out->len - start) % 4 != 0)
        buf_char(out, '\0');
}

/* `n` pixels as they stand, filled up to an even number of bytes. */
static void add_literal(const struct bmp_kind *kind, uint32_t x, uint32_t y, uint32_t n,
                        struct buf *out)
{
    buf_char(out, '\0');
    buf_char(out, (char)n);
    const size_t start = out->len;

    for (uint32_t i = 0; i < n; i++) {
        const unsigned index = index_at(kind, x + i, y);

        if (kind->bits == 8 || i % 2 == 0)
            buf_char(out, (char)(kind->bits == 8 ? index : index << 4));
        else
            out->data[out->len - 1] |= (char)index;
    }
    if ((out->len - start) % 2)
        buf_char(out, '\0');
}

/* Index 0 is left out by a jump, what stays alike is a run, the rest stands as it is. */
static uint32_t add_piece(const struct bmp_kind *kind, uint32_t width, uint32_t x, uint32_t y,
                          struct buf *out)
{
    const unsigned index = index_at(kind, x, y);
    uint32_t n = 1;

    while (x + n < width && n < 255 && index_at(kind, x + n, y) == index)
        n++;
    if (n == 1 && x + 7 <= width) {
        add_literal(kind, x, y, 7, out);
        return 7;
    }
    if (index == 0) {
        const char jump[] = {0, 2, (char)n, 0};

        buf_add(out, jump, sizeof(jump));
    } else {
        buf_char(out, (char)n);
        buf_char(out, (char)(kind->bits == 8 ? index : index << 4 | index));
    }
    return n;
}

static void add_runs(const struct bmp_kind *kind, uint32_t width, uint32_t height, struct buf *out)
{
    for (uint32_t row = 0; row < height; row++) {
        for (uint32_t x = 0; x < width;)
            x += add_piece(kind, width, x, height - 1 - row, out);
        put16(out, 0); /* end of the row */
    }
    put16(out, 0x0100); /* end of the picture */
}

void bmps_make(const struct bmp_kind *kind, uint32_t width, uint32_t height, struct buf *out)
{
    add_headers(kind, width, height, out);
    add_palette(kind, out);
    if (kind->compression == RLE8 || kind->compression == RLE4) {
        add_runs(kind, width, height, out);
        return;
    }
    for (uint32_t y = 0; y < height; y++)
        add_row(kind, width, kind->top_down ? y : height - 1 - y, out);
}
