#include "image/codec/bmp.h"

#include <string.h>

/* Bytes of a row of `width` pixels, and of the row with what fills it up to 4n. */
static size_t row_bytes(const struct bmp *bmp)
{
    return ((size_t)bmp->width * (size_t)bmp->bits + 7) / 8;
}

static size_t row_stride(const struct bmp *bmp)
{
    return (row_bytes(bmp) + 3) & ~(size_t)3;
}

/* An index without an entry is black, as in every reader. */
static void put_index(const struct bmp *bmp, unsigned index, unsigned char *to)
{
    const size_t at = index * bmp->palette_step;
    const bool there = at + 3 <= bmp->palette.len;

    for (size_t b = 0; b < 3; b++)
        to[b] = there ? bmp->palette.data[at + 2 - b] : 0;
}

static void palette_row(const struct bmp *bmp, const unsigned char *from, int bits,
                        unsigned char *to)
{
    const unsigned mask = (1U << bits) - 1;

    for (size_t x = 0; x < bmp->width; x++) {
        const size_t bit = x * (size_t)bits;
        const unsigned shift = 8U - (unsigned)bits - (unsigned)(bit & 7);

        put_index(bmp, (unsigned)from[bit / 8] >> shift & mask, to + 3 * x);
    }
}

/* A value of n bits stretched to 8, rounded: 255 for all ones. */
static unsigned char stretch(uint32_t value, int bits)
{
    if (bits >= 8)
        return (unsigned char)(value >> (bits - 8));
    const uint32_t most = (1U << bits) - 1;

    return (unsigned char)((value * 255 + most / 2) / most);
}

static void put_channels(const struct bmp *bmp, uint32_t pixel, unsigned char *to)
{
    for (size_t b = 0; b < bmp->bands; b++) {
        const struct bmp_channel *channel = &bmp->channels[b];

        to[b] = channel->bits > 0
                    ? stretch((pixel & channel->mask) >> channel->shift, channel->bits)
                    : 0;
    }
}

static void direct_row(const struct bmp *bmp, const unsigned char *from, unsigned char *to)
{
    for (size_t x = 0; x < bmp->width; x++, to += bmp->bands) {
        if (bmp->bits == 24) {
            to[0] = from[3 * x + 2];
            to[1] = from[3 * x + 1];
            to[2] = from[3 * x];
        } else {
            put_channels(bmp, bmp->bits == 16 ? read_le16(from + 2 * x) : read_le32(from + 4 * x),
                         to);
        }
    }
}

bool bmp_row(const struct bmp *bmp, const unsigned char *unpacked, uint32_t y, unsigned char *to)
{
    if (y >= bmp->height || (unpacked == NULL) != (bmp->run_length == 0))
        return false;
    if (unpacked) {
        palette_row(bmp, unpacked + (size_t)y * bmp->width, 8, to);
        return true;
    }
    const uint32_t stored = bmp->top_down ? y : bmp->height - 1 - y;
    const size_t at = row_stride(bmp) * stored; /* sides are at most 2^20, a pixel 4 bytes */

    if (at > bmp->rows.len || bmp->rows.len - at < row_bytes(bmp))
        return false;
    if (bmp->bits <= 8)
        palette_row(bmp, bmp->rows.data + at, bmp->bits, to);
    else
        direct_row(bmp, bmp->rows.data + at, to);
    return true;
}

/* Where the runs are, and where the next pixel goes. Rows come bottom up. */
struct runs {
    const struct bmp *bmp;
    unsigned char *pixels;
    size_t at;
    uint32_t x, row; /* row 0 is the last one shown */
};

/* What stands beyond a row's end is dropped, as in every reader. Two bytes may ask for 255 such
 * pixels: a run stops at the end, so that time is linear in the file and the picture. */
static void put(struct runs *runs, unsigned char index)
{
    const struct bmp *bmp = runs->bmp;

    if (runs->x >= bmp->width || runs->row >= bmp->height)
        return;
    runs->pixels[(size_t)(bmp->height - 1 - runs->row) * bmp->width + runs->x] = index;
    runs->x++;
}

/* One byte of a run: a pixel, or two that take turns. */
static unsigned char nibble(const struct runs *runs, unsigned char byte, unsigned i)
{
    if (runs->bmp->run_length == 8)
        return byte;
    return i & 1 ? byte & 0x0F : byte >> 4;
}

/* `n` pixels as they are, filled up to an even number of bytes. */
static bool put_literal(struct runs *runs, unsigned n)
{
    const struct span rows = runs->bmp->rows;
    const size_t bytes = runs->bmp->run_length == 8 ? n : (n + 1) / 2;

    if (bytes > rows.len - runs->at)
        return false;
    for (unsigned i = 0; i < n; i++)
        put(runs, nibble(runs, rows.data[runs->at + (runs->bmp->run_length == 8 ? i : i / 2)], i));
    runs->at += bytes + (bytes & 1);
    return true;
}

static bool move(struct runs *runs)
{
    const struct span rows = runs->bmp->rows;

    if (rows.len - runs->at < 2)
        return false;
    runs->x += rows.data[runs->at];
    runs->row += rows.data[runs->at + 1];
    runs->at += 2;
    return runs->x <= runs->bmp->width && runs->row < runs->bmp->height;
}

/* Microsoft, "Bitmap Compression": a count and a byte, or 0 and what to do. */
bool bmp_unpack(const struct bmp *bmp, unsigned char *pixels)
{
    enum { END_OF_ROW, END, DELTA };
    struct runs runs = {.bmp = bmp, .pixels = pixels};
    const struct span rows = bmp->rows;

    memset(pixels, 0, (size_t)bmp->width * bmp->height);
    while (runs.at + 2 <= rows.len && runs.row < bmp->height) {
        const unsigned n = rows.data[runs.at];
        const unsigned char value = rows.data[runs.at + 1];

        runs.at += 2;
        for (unsigned i = 0; i < n && runs.x < bmp->width; i++)
            put(&runs, nibble(&runs, value, i));
        if (n > 0)
            continue;
        if (value == END)
            return true;
        if (value == END_OF_ROW) {
            runs.x = 0;
            runs.row++;
        } else if (!(value == DELTA ? move(&runs) : put_literal(&runs, value))) {
            return false;
        }
    }
    /* Without an end it is whole where every row has ended, or the last one is full. */
    return runs.row == bmp->height || (runs.row == bmp->height - 1 && runs.x == bmp->width);
}
