/* HEIF: the primary item's size, as its properties cut and turn it. */
#include "image/probe.h"
#include "tests/support/headers.h"
#include "tests/support/heif.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60, MADE_MAX = 1 << 20, LAYOUTS = 16, ONE_IPMA = 8 };

#define APERTURE " 0 1 0 1" /* offsets of the cut: none */

static const struct known {
    const char *properties;
    uint32_t width, height;
    uint64_t area;
} known[] = {
    {"hvcC ispe 300 200", 300, 200, 60000},
    {"ispe 300 200 irot 0", 300, 200, 60000},
    {"ispe 300 200 irot 1", 200, 300, 60000},
    {"ispe 300 200 irot 2", 300, 200, 60000},
    {"ispe 300 200 irot 3", 200, 300, 60000},
    {"ispe 300 200 imir 1", 300, 200, 60000},
    {"ispe 300 200 irot 1 imir 0 irot 3", 300, 200, 60000},
    {"ispe 300 200 -irot 1", 300, 200, 60000},
    {"ispe 300 200 clap 60 1 40 1" APERTURE, 60, 40, 60000},
    {"ispe 300 200 clap 180 3 80 2" APERTURE, 60, 40, 60000},
    {"ispe 300 200 clap 60 1 40 1" APERTURE " irot 1", 40, 60, 60000},
    {"ispe 300 200 irot 1 clap 200 1 300 1" APERTURE, 200, 300, 60000},
    {"-ispe 512 512 hvcC ispe 300 200 -ispe 160 100", 300, 200, 512 * 512},
    {"ispe 2147483647 1", INT32_MAX, 1, INT32_MAX},
    /* in doubt, or more than a picture has */
    {"hvcC -ispe 300 200", 0, 0, 60000},
    {"irot 1 ispe 300 200", 0, 0, 60000},
    {"ispe 300 200 ispe 300 200", 0, 0, 60000},
    {"ispe 0 200", 0, 0, 0},
    {"ispe 300 0", 0, 0, 0},
    {"ispe 2147483648 1", 0, 0, UINT64_C(1) << 31},
    {"ispe 300 200 clap 121 2 40 1" APERTURE, 0, 0, 60000},
    {"ispe 300 200 clap 60 1 40 0" APERTURE, 0, 0, 60000},
    {"ispe 70000 200 clap 65536 1 40 1" APERTURE, 65536, 40, 14000000},
    {"ispe 70000 200 clap 65537 1 40 1" APERTURE, 0, 0, 14000000},
    {"ispe 300 200 clap 60 1 65540 131080" APERTURE, 0, 0, 60000},
    {"ispe 300 200 clap 67800 113 40 1" APERTURE, 0, 0, 60000},
    {"ispe 300 200 clap 0 1 40 1" APERTURE, 0, 0, 60000},
    {"ispe 300 200 clap 301 1 40 1" APERTURE, 0, 0, 60000},
    {"ispe 300 200 irot 1 clap 60 1 301 1" APERTURE, 0, 0, 60000},
    {"ispe 300 200 irot 1 clap 201 1 300 1" APERTURE, 0, 0, 60000},
    {"", 0, 0, 0},
};

/* In memory of exactly its size, so that a read past the end is seen. */
static enum probe_state probe_exact(struct span head, bool whole, struct image_info *info)
{
    unsigned char *copy = malloc(head.len);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, head.data, head.len);
    const enum probe_state state = probe_header(span_of(copy, head.len), whole, info);

    free(copy);
    return state;
}

static struct heif_layout layout_of(int number)
{
    return (struct heif_layout){.large_ids = number & 1,
                                .wide = number & 2,
                                .others = number & 4 ? 3 : 0,
                                .apart = number & 8};
}

static struct buf made_of(const char *properties, int layout)
{
    const struct heif_layout chosen = layout_of(layout);
    struct buf made;

    buf_init(&made, MADE_MAX);
    heif_header(&made, properties, &chosen);
    return made;
}

static void check(const struct known *row, int layout)
{
    struct buf made = made_of(row->properties, layout);
    struct image_info info;

    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.format, FORMAT_HEIF);
    ck_assert_msg(info.width == row->width && info.height == row->height, "%s: %ux%u",
                  row->properties, info.width, info.height);
    ck_assert_uint_eq(info.area, row->area);
    ck_assert_uint_eq(image_info_pixels(&info), row->area);
    buf_fini(&made);
}

START_TEST(size_is_that_of_the_primary_item_as_it_is_shown)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        check(&known[i], _i);
}
END_TEST

/* Numbers of properties over 127 need two bytes. */
START_TEST(many_properties_are_counted)
{
    char text[4096] = "";

    for (int i = 0; i < 300; i++)
        strcat(text, "-hvcC ");
    strcat(text, "ispe 300 200 irot 1");
    check(&(struct known){text, 200, 300, 60000}, _i | 2);
}
END_TEST

/* A reader that looked each of them up in all of them would take for ever. */
START_TEST(more_shapes_than_a_picture_has_are_left_to_the_decoder)
{
    char text[8192] = "ispe 300 200";

    for (int i = 0; i < 127; i++)
        strcat(text, " -ispe 16 16");
    check(&(struct known){text, 300, 200, 60000}, _i);
    strcat(text, " -ispe 16 16");
    check(&(struct known){text, 0, 0, 60000}, _i);
}
END_TEST

/* The item that pitm names has no entry in ipma, and no box of either name. */
START_TEST(file_without_a_primary_item_has_no_size)
{
    static const char *const boxes[] = {"pitm", "ipma"};

    for (size_t i = 0; i < ARRAY_LEN(boxes); i++) {
        struct buf made = made_of("ispe 300 200", _i);
        char *found = memmem(made.data, made.len, boxes[i], 4);
        struct image_info info;

        ck_assert_ptr_nonnull(found);
        found[0] = 'x';
        ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
        ck_assert_uint_eq(info.width, 0);
        ck_assert_uint_eq(info.area, 60000);
        found[0] = boxes[i][0];
        /* the last byte of the id in pitm, or of the first id in ipma */
        found[4 + 4 + (i == 1 ? 4 : 0) + (_i & 1 ? 3 : 1)]++;
        ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
        if (i == 0 || !(_i & 4)) { /* else another item's entry was renamed */
            ck_assert_uint_eq(info.width, _i & 4 ? 300 : 0);
            ck_assert_uint_eq(info.area, 60000);
        }
        buf_fini(&made);
    }
}
END_TEST

START_TEST(every_cut_and_every_damaged_byte_is_survived)
{
    static const unsigned char values[] = {0x00, 0x01, 0x02, 0x7F, 0x80, 0xFE, 0xFF};
    struct buf made =
        made_of("hvcC ispe 300 200 pixi 0 50857992 clap 60 1 40 1" APERTURE " irot 1", _i);
    struct image_info info;

    for (size_t n = 0; n < made.len; n++) {
        const struct span cut = span_of(made.data, n);

        ck_assert_int_eq(probe_exact(cut, false, &info), PROBE_MORE);
        ck_assert_int_ne(probe_exact(cut, true, &info), PROBE_MORE);
    }
    for (size_t at = 0; at < made.len; at++)
        for (size_t v = 0; v < ARRAY_LEN(values); v++) {
            const char kept = made.data[at];

            made.data[at] = (char)values[v];
            if (probe_exact(buf_span(&made), true, &info) == PROBE_DONE) {
                ck_assert(info.width <= INT32_MAX && info.height <= INT32_MAX);
                ck_assert((info.width == 0) == (info.height == 0));
                ck_assert_uint_le((uint64_t)info.width * info.height, info.area);
            }
            made.data[at] = kept;
        }
    buf_fini(&made);
}
END_TEST

/* libheif shows another one then. */
START_TEST(part_of_another_image_has_no_size)
{
    static const struct {
        const char *reference;
        uint32_t width;
    } rows[] = {{"thmb", 0}, {"auxl", 0}, {"dimg", 300}, {"cdsc", 300}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct heif_layout layout = layout_of(_i);
        struct image_info info;
        struct buf made;

        buf_init(&made, MADE_MAX);
        layout.reference = rows[i].reference;
        heif_header(&made, "ispe 300 200", &layout);
        ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
        ck_assert_uint_eq(info.width, rows[i].width);
        ck_assert_uint_eq(info.area, 60000);
        buf_fini(&made);
    }
}
END_TEST

/* Property 0 is none. */
START_TEST(property_0_is_passed_over)
{
    struct buf made = made_of("ispe 300 200 irot 1", _i);
    struct image_info info;

    made.data[made.len - 1] = (char)(_i & 2 ? 0 : 0x80); /* the last one in ipma: irot */
    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.width, 300);
    ck_assert_uint_eq(info.height, 200);
    buf_fini(&made);
}
END_TEST

/* What follows meta is not looked at. */
START_TEST(answer_stands_from_the_end_of_meta_on)
{
    struct buf made = made_of("ispe 300 200 irot 1", _i);
    const size_t end = made.len;
    struct image_info info;

    header_number(&made, ORDER_BIG, 4, 24);
    buf_text(&made, "mdat0123456789abcdef");
    for (size_t n = 0; n <= made.len; n++) {
        const struct span cut = span_of(made.data, n);

        ck_assert_int_eq(probe_exact(cut, false, &info), n < end ? PROBE_MORE : PROBE_DONE);
        if (n >= end)
            ck_assert(info.width == 200 && info.height == 300 && info.area == 60000);
    }
    buf_fini(&made);
}
END_TEST

/* A size of 1 says that the true one follows in 64 bits. */
START_TEST(large_box_is_read)
{
    struct buf made = made_of("ispe 300 200", _i);
    struct buf large;
    char *meta = memmem(made.data, made.len, "meta", 4);
    struct image_info info;

    ck_assert_ptr_nonnull(meta);
    const size_t at = (size_t)(meta - made.data) - 4;

    buf_init(&large, MADE_MAX);
    buf_add(&large, made.data, at);
    header_number(&large, ORDER_BIG, 4, 1);
    buf_text(&large, "meta");
    header_number(&large, ORDER_BIG, 8, made.len - at + 8);
    buf_add(&large, meta + 4, made.len - at - 8);
    ck_assert_int_eq(probe_exact(buf_span(&large), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.width, 300);
    large.data[at + 15]++;
    ck_assert_int_eq(probe_exact(buf_span(&large), false, &info), PROBE_MORE);
    buf_fini(&large);
    buf_fini(&made);
}
END_TEST

/* The last box of a file may say that it ends where the file does. */
START_TEST(open_end_is_waited_for)
{
    struct buf made = made_of("ispe 300 200 irot 1", _i);
    char *meta = memmem(made.data, made.len, "meta", 4);
    struct image_info info;

    ck_assert_ptr_nonnull(meta);
    memset(meta - 4, 0, 4);
    for (size_t n = 0; n <= made.len; n++)
        ck_assert_int_eq(probe_exact(span_of(made.data, n), false, &info), PROBE_MORE);
    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.width, 200);
    ck_assert_uint_eq(info.height, 300);
    buf_fini(&made);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {size_is_that_of_the_primary_item_as_it_is_shown, LAYOUTS},
        {many_properties_are_counted, LAYOUTS},
        {more_shapes_than_a_picture_has_are_left_to_the_decoder, LAYOUTS},
        {file_without_a_primary_item_has_no_size, ONE_IPMA},
        {every_cut_and_every_damaged_byte_is_survived, LAYOUTS},
        {open_end_is_waited_for, LAYOUTS},
        {part_of_another_image_has_no_size, LAYOUTS},
        {property_0_is_passed_over, LAYOUTS},
        {answer_stands_from_the_end_of_meta_on, LAYOUTS},
        {large_box_is_read, LAYOUTS},
    };

    return suite_run("image/probe_heif", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
