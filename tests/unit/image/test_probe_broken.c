/* Headers that are wrong, or endless. */
#include "image/probe.h"

#include "tests/support/headers.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { MADE_MAX = 9 << 20, HEADER_MAX = 1 << 20, JPEG_HEADER_MAX = 8 << 20 };

static void soi(struct buf *out)
{
    buf_add(out, "\xFF\xD8", 2);
}

/* In memory of exactly its size, so that the sanitizer sees a read past the end. */
static enum probe_state probe_exact(struct span head, bool whole, struct image_info *info)
{
    unsigned char *copy = malloc(head.len);

    if (head.len > 0)
        memcpy(copy, head.data, head.len);
    const enum probe_state state = probe_header(span_of(copy, head.len), whole, info);

    free(copy);
    return state;
}

static enum probe_state probe_made(struct buf *made, struct image_info *info)
{
    const enum probe_state state = probe_exact(buf_span(made), true, info);

    ck_assert(!made->failed);
    buf_fini(made);
    return state;
}

static const struct {
    uint32_t width, height;
    int depth, color;
} bad_pngs[] = {
    {0, 1, 8, 2}, {1, 0, 8, 2},  {1u << 31, 1, 8, 2}, {1, UINT32_MAX, 8, 2},  {1, 1, 0, 0},
    {1, 1, 3, 0}, {1, 1, 32, 0}, {1, 1, 4, 2},        {1, 1, 16, 3},          {1, 1, 2, 4},
    {1, 1, 8, 1}, {1, 1, 8, 5},  {1, 1, 8, 7},        {65536, 65536, 255, 6},
};

START_TEST(impossible_ihdr_is_broken)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    header_png(&made, bad_pngs[_i].width, bad_pngs[_i].height, bad_pngs[_i].depth,
               bad_pngs[_i].color);
    header_png_chunk(&made, "IDAT", span_of(NULL, 0));
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
}
END_TEST

static const struct {
    unsigned width, height, components;
} bad_jpegs[] = {{0, 1, 3}, {1, 0, 3}, {1, 1, 0}, {1, 1, 5}};

START_TEST(impossible_frame_is_broken)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    soi(&made);
    header_jpeg_frame(&made, 0xC0, bad_jpegs[_i].width, bad_jpegs[_i].height,
                      bad_jpegs[_i].components);
    header_jpeg_scan(&made, 1);
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
}
END_TEST

static const struct {
    size_t at; /* in the frame segment's data */
    unsigned char value;
} bad_frame_bytes[] = {{0, 0}, {0, 1}, {0, 17}, {7, 0x01}, {7, 0x10}, {7, 0x51}, {7, 0x1F}};

START_TEST(impossible_precision_or_sampling_is_broken)
{
    enum { FRAME_DATA = 6 }; /* after SOI, marker and length */
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    soi(&made);
    header_jpeg_frame(&made, 0xC0, 8, 8, 3);
    made.data[FRAME_DATA + bad_frame_bytes[_i].at] = (char)bad_frame_bytes[_i].value;
    header_jpeg_scan(&made, 3);
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
}
END_TEST

START_TEST(scan_or_end_before_a_frame_is_broken)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    soi(&made);
    header_jpeg_scan(&made, 3);
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
    soi(&made);
    buf_add(&made, "\xFF\xD9\0\0", 4);
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
    soi(&made);
    header_jpeg_frame(&made, 0xC0, 8, 8, 1);
    header_jpeg_frame(&made, 0xC0, 9, 9, 1);
    header_jpeg_scan(&made, 1);
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
}
END_TEST

START_TEST(exif_orientation_is_read_in_both_orders)
{
    for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++)
        for (unsigned value = 0; value <= 9; value++) {
            struct buf made;
            struct image_info info;

            buf_init(&made, MADE_MAX);
            soi(&made);
            header_jpeg_exif(&made, (enum byte_order)order, value);
            header_jpeg_frame(&made, 0xC0, 8, 8, 1);
            header_jpeg_scan(&made, 1);
            ck_assert_int_eq(probe_made(&made, &info), PROBE_DONE);
            ck_assert_uint_eq(info.orientation, value >= 1 && value <= 8 ? value : 1);
        }
}
END_TEST

/* The offset of IFD0 (byte 16 of the file, big endian) leads out of the segment, or back. */
START_TEST(exif_that_points_outside_has_no_orientation)
{
    static const unsigned char offsets[][4] = {
        {0xFF, 0xFF, 0xFF, 0xFF}, {0x7F, 0xFF, 0xFF, 0xFF}, {0, 0, 0, 33}, {0, 0, 0, 0}};

    for (size_t i = 0; i < ARRAY_LEN(offsets); i++) {
        struct buf made;
        struct image_info info;

        buf_init(&made, MADE_MAX);
        soi(&made);
        header_jpeg_exif(&made, ORDER_BIG, 6);
        memcpy(made.data + 16, offsets[i], 4);
        header_jpeg_frame(&made, 0xC0, 8, 8, 1);
        header_jpeg_scan(&made, 1);
        ck_assert_int_eq(probe_made(&made, &info), PROBE_DONE);
        ck_assert_uint_eq(info.orientation, 1);
    }
}
END_TEST

static void pad_png(struct buf *out, size_t len)
{
    unsigned char *zeros = calloc(1, len);

    header_png_chunk(out, "tEXt", span_of(zeros, len));
    free(zeros);
}

START_TEST(endless_header_is_answered_with_what_is_known)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    header_png(&made, 5, 6, 8, 0);
    pad_png(&made, 2 * HEADER_MAX);
    const struct span all = buf_span(&made);

    ck_assert_int_eq(probe_exact(span_cut(all, 0, HEADER_MAX - 1), false, &info), PROBE_MORE);
    ck_assert_int_eq(probe_exact(span_cut(all, 0, HEADER_MAX), false, &info), PROBE_DONE);
    ck_assert_uint_eq(info.width, 5);
    ck_assert_int_eq(probe_exact(all, false, &info), PROBE_DONE);
    ck_assert_uint_eq(info.height, 6);
    buf_fini(&made);
}
END_TEST

/* Its first segments, of at least `len` bytes. */
static void pad_jpeg(struct buf *out, size_t len)
{
    static const unsigned char zeros[65000];

    soi(out);
    while (out->len < len)
        header_jpeg_segment(out, 0xE1, span_of(zeros, sizeof(zeros)));
}

/* Depth maps and layers: three megabytes before the frame header. */
START_TEST(a_long_header_of_a_jpeg_is_read)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    pad_jpeg(&made, 3L * HEADER_MAX);
    ck_assert_int_eq(probe_exact(buf_span(&made), false, &info), PROBE_MORE);
    header_jpeg_frame(&made, 0xC0, 9, 7, 3);
    header_jpeg_scan(&made, 3);
    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert(info.width == 9 && info.height == 7);
    buf_fini(&made);
}
END_TEST

START_TEST(endless_header_without_a_size_is_broken)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    pad_jpeg(&made, JPEG_HEADER_MAX);
    ck_assert_int_eq(probe_exact(span_cut(buf_span(&made), 0, JPEG_HEADER_MAX - 1), false, &info),
                     PROBE_MORE);
    ck_assert_int_eq(probe_exact(buf_span(&made), false, &info), PROBE_BROKEN);
    buf_fini(&made);
}
END_TEST

START_TEST(webp_of_no_known_chunk_is_broken)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    header_webp(&made, "ALPH", span_text("0123456789"));
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
    header_webp(&made, "VP8L", span_of("\x2F\0\0\0\x20", 5)); /* version 1 */
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
    header_webp(&made, "VP8 ", span_of("\x30\1\0\x9D\1\x2B\x20\3\x10\2", 10)); /* start code */
    ck_assert_int_eq(probe_made(&made, &info), PROBE_BROKEN);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {impossible_ihdr_is_broken, ARRAY_LEN(bad_pngs)},
        {impossible_frame_is_broken, ARRAY_LEN(bad_jpegs)},
        {impossible_precision_or_sampling_is_broken, ARRAY_LEN(bad_frame_bytes)},
        {scan_or_end_before_a_frame_is_broken, 0},
        {exif_orientation_is_read_in_both_orders, 0},
        {exif_that_points_outside_has_no_orientation, 0},
        {endless_header_is_answered_with_what_is_known, 0},
        {a_long_header_of_a_jpeg_is_read, 0},
        {endless_header_without_a_size_is_broken, 0},
        {webp_of_no_known_chunk_is_broken, 0},
    };

    return suite_run("image/probe, broken", rows, ARRAY_LEN(rows), 30) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
