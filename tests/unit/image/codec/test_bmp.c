/* The BMP reader: every kind has the pixels that were written, and nothing broken is believed. */
#include "image/codec/bmp.h"

#include "image/probe.h"
#include "tests/support/bmps.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60, FILE_MAX = 4 << 20, WIDTH = 53, HEIGHT = 29 };

static struct buf made(const struct bmp_kind *kind, uint32_t width, uint32_t height)
{
    struct buf file;

    buf_init(&file, FILE_MAX);
    bmps_make(kind, width, height, &file);
    ck_assert(!file.failed);
    return file;
}

/* All rows, from memory of exactly its size: a read past the end is seen. False: refused. */
static bool read_all(struct span bytes, struct bmp *bmp, unsigned char **pixels)
{
    unsigned char *copy = malloc(bytes.len > 0 ? bytes.len : 1);

    if (bytes.len > 0)
        memcpy(copy, bytes.data, bytes.len);
    bool fine = bmp_open(span_of(copy, bytes.len), bmp) == BMP_FINE &&
                (uint64_t)bmp->width * bmp->height < 1 << 20;
    const size_t area = fine ? (size_t)bmp->width * bmp->height : 0;
    unsigned char *unpacked = fine && bmp->run_length ? malloc(area) : NULL;

    *pixels = malloc(area * 4 + 1);
    fine = fine && (unpacked == NULL || bmp_unpack(bmp, unpacked));
    for (uint32_t y = 0; fine && y < bmp->height; y++)
        fine = bmp_row(bmp, unpacked, y, *pixels + (size_t)y * bmp->width * bmp->bands);
    free(unpacked);
    free(copy);
    return fine;
}

static bool accepts(struct span bytes)
{
    struct bmp bmp;
    unsigned char *pixels;
    const bool fine = read_all(bytes, &bmp, &pixels);

    free(pixels);
    return fine;
}

static void assert_pixels(const struct bmp_kind *kind, const struct bmp *bmp,
                          const unsigned char *pixels)
{
    for (uint32_t y = 0; y < bmp->height; y++)
        for (uint32_t x = 0; x < bmp->width; x++) {
            const unsigned char *is = pixels + ((size_t)y * bmp->width + x) * bmp->bands;
            unsigned char want[4];

            bmps_pixel(kind, x, y, want);
            ck_assert_msg(memcmp(is, want, bmp->bands) == 0, "%s at %u,%u: %d %d %d, not %d %d %d",
                          kind->name, x, y, is[0], is[1], is[2], want[0], want[1], want[2]);
        }
}

START_TEST(kind_has_the_pixels_that_were_written)
{
    static const struct {
        uint32_t width, height;
    } sizes[] = {{WIDTH, HEIGHT}, {2, 2}, {3, 100}, {300, 3}};
    const struct bmp_kind *kind = &bmp_kinds[_i];

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct buf file = made(kind, sizes[i].width, sizes[i].height);
        struct bmp bmp;
        unsigned char *pixels;

        ck_assert_msg(read_all(buf_span(&file), &bmp, &pixels), "%s", kind->name);
        ck_assert_uint_eq(bmp.width, sizes[i].width);
        ck_assert_uint_eq(bmp.height, sizes[i].height);
        ck_assert_uint_eq(bmp.bands, kind->masks[3] ? 4 : 3);
        assert_pixels(kind, &bmp, pixels);
        free(pixels);
        buf_fini(&file);
    }
}
END_TEST

START_TEST(probe_says_the_same)
{
    const struct bmp_kind *kind = &bmp_kinds[_i];
    struct buf file = made(kind, WIDTH, HEIGHT);
    struct image_info info;

    ck_assert_int_eq(probe_header(buf_span(&file), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.format, FORMAT_BMP);
    ck_assert_uint_eq(info.width, WIDTH);
    ck_assert_uint_eq(info.height, HEIGHT);
    ck_assert_int_eq(info.alpha, kind->masks[3] != 0);
    buf_fini(&file);
}
END_TEST

START_TEST(every_beginning_is_refused)
{
    const struct bmp_kind *kind = &bmp_kinds[_i];
    struct buf file = made(kind, 21, 9);
    const size_t padding = 4; /* the last row's, and the end mark after the last run */

    for (size_t len = 0; len + padding < file.len; len++)
        ck_assert_msg(!accepts(span_cut(buf_span(&file), 0, len)), "%s cut to %zu of %zu",
                      kind->name, len, file.len);
    buf_fini(&file);
}
END_TEST

/* No promise but that nothing outside is touched. */
START_TEST(every_byte_may_be_anything)
{
    static const unsigned char values[] = {0x00, 0x01, 0x02, 0x7F, 0x80, 0xFF};
    struct buf file = made(&bmp_kinds[_i], 21, 9);

    for (size_t at = 2; at < file.len && at < 400; at++)
        for (size_t v = 0; v < ARRAY_LEN(values); v++) {
            const char was = file.data[at];

            file.data[at] = (char)values[v];
            (void)accepts(buf_span(&file));
            file.data[at] = was;
        }
    buf_fini(&file);
}
END_TEST

static const struct {
    const char *what, *kind;
    size_t at;
    const char *bytes;
    size_t len;
} broken[] = {
    {"no width", "info-24", 18, "\0\0\0\0", 4},
    {"no height", "info-24", 22, "\0\0\0\0", 4},
    {"the least height", "info-24", 22, "\0\0\0\x80", 4},
    {"a width below zero", "info-24", 18, "\xFF\xFF\xFF\xFF", 4},
    {"3 bits", "info-8", 28, "\3", 1},
    {"64 bits", "info-24", 28, "\x40", 1},
    {"JPEG inside", "info-24", 30, "\4", 1},
    {"runs of 24 bits", "info-24", 30, "\1", 1},
    {"runs from the top", "rle-8", 22, "\xF7\xFF\xFF\xFF", 4},
    {"masks of 24 bits", "info-24", 30, "\3", 1},
    {"a mask with a gap", "masks-565", 54, "\0\xE8\0\0", 4},
    {"a mask beyond 16 bits", "masks-565", 54, "\0\0\1\0", 4},
    {"rows inside the header", "info-24", 10, "\x20\0\0\0", 4},
    {"rows far away", "info-24", 10, "\xFF\xFF\xFF\xFF", 4},
    {"a header of no known size", "info-24", 14, "\x29", 1},
    {"16 bits with the short header", "core-24", 24, "\x10", 1},
};

START_TEST(broken_header_is_refused)
{
    struct buf file = made(bmps_kind(broken[_i].kind), 21, 9);

    ck_assert_msg(accepts(buf_span(&file)), "%s", broken[_i].kind);
    memcpy(file.data + broken[_i].at, broken[_i].bytes, broken[_i].len);
    ck_assert_msg(!accepts(buf_span(&file)), "%s", broken[_i].what);
    buf_fini(&file);
}
END_TEST

/* A header of 52 bytes has no alpha mask, whatever the compression says. */
START_TEST(no_alpha_mask_is_read_behind_the_header)
{
    struct buf file = made(bmps_kind("masks-10"), 2, 2);
    struct bmp bmp;
    unsigned char *pixels;
    const size_t header = 52;

    file.data[10] = 14 + 52; /* where rows begin */
    file.data[14] = 52;
    file.data[30] = 6; /* masks with alpha */
    file.len = 14 + header;
    ck_assert(!read_all(buf_span(&file), &bmp, &pixels));
    ck_assert_uint_eq(bmp.bands, 3);
    free(pixels);
    buf_fini(&file);
}
END_TEST

static const struct {
    const char *what, *runs;
    size_t len;
    bool taken;
} runs[] = {
    {"all rows, no end mark", "\x03\x01\0\0\x03\x02", 6, true},
    {"an end mark at once", "\0\1", 2, true},
    {"a run beyond the row", "\xFF\x01\0\0\xFF\x02\0\1", 8, true},
    {"rows beyond the picture", "\0\0\0\0\0\0\0\0\3\1\0\1", 12, true},
    {"nothing", "", 0, false},
    {"one row alone", "\x03\x01\0\0", 4, false},
    {"a jump outside", "\0\2\4\0\0\1", 6, false},
    {"a jump up outside", "\0\2\0\2\0\1", 6, false},
    {"a jump that is cut", "\0\2\1", 3, false},
    {"literals that are cut", "\0\3\1\2", 4, false},
};

START_TEST(runs_are_followed_inside_the_picture_only)
{
    const struct bmp_kind *kind = bmps_kind("rle-8");
    struct buf file = made(kind, 3, 2);
    const size_t head = 14 + 40 + 4 * 256;

    ck_assert_uint_lt(head, file.len);
    file.len = head;
    buf_add(&file, runs[_i].runs, runs[_i].len);
    ck_assert_msg(accepts(buf_span(&file)) == runs[_i].taken, "%s", runs[_i].what);
    buf_fini(&file);
}
END_TEST

START_TEST(index_without_an_entry_is_black)
{
    struct buf file = made(bmps_kind("info-8"), 21, 9);
    struct bmp bmp;
    unsigned char *pixels;
    unsigned char want[4];

    file.data[46] = 2; /* two entries */
    file.data[47] = 0;
    ck_assert(read_all(buf_span(&file), &bmp, &pixels));
    bmps_pixel(bmps_kind("info-8"), 0, 0, want);
    ck_assert_mem_eq(pixels, want, 3);
    ck_assert_mem_eq(pixels + 3 * 20, "\0\0\0", 3);
    free(pixels);
    buf_fini(&file);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {kind_has_the_pixels_that_were_written, n_bmp_kinds},
        {probe_says_the_same, n_bmp_kinds},
        {every_beginning_is_refused, n_bmp_kinds},
        {every_byte_may_be_anything, n_bmp_kinds},
        {broken_header_is_refused, ARRAY_LEN(broken)},
        {no_alpha_mask_is_read_behind_the_header, 0},
        {runs_are_followed_inside_the_picture_only, ARRAY_LEN(runs)},
        {index_without_an_entry_is_black, 0},
    };

    return suite_run("image/codec/bmp", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
