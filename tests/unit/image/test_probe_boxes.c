/* TIFF, AVIF and HEIF: formats whose numbers lie somewhere in the file. */
#include "image/probe.h"
#include "tests/support/headers.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { MADE_MAX = 1 << 20, IFD_AT = 8 };

/* In memory of exactly its size, so that a read past the end is seen. */
static enum probe_state probe_exact(struct span head, bool whole, struct image_info *info)
{
    unsigned char *copy = malloc(head.len);

    if (copy && head.len > 0)
        memcpy(copy, head.data, head.len);
    const enum probe_state state = probe_header(span_of(copy, copy ? head.len : 0), whole, info);

    free(copy);
    return state;
}

static struct buf made_by_a_library(const char *kind)
{
    struct buf made;

    buf_init(&made, MADE_MAX);
    ck_assert_msg(picture_make(kind, &made), "%s", kind);
    return made;
}

START_TEST(a_tiff_tells_what_the_decoder_will_meet)
{
    struct buf made = made_by_a_library("tiff");
    struct image_info info;

    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.format, FORMAT_TIFF);
    ck_assert_uint_eq(info.width, PICTURE_WIDTH);
    ck_assert_uint_eq(info.height, PICTURE_HEIGHT);
    ck_assert_uint_eq(info.bits, 8);
    ck_assert_uint_eq(info.bands, 3);
    buf_fini(&made);
}
END_TEST

static const struct {
    const char *kind;
    enum format_id format;
} boxed[] = {{"avif", FORMAT_AVIF}, {"heif", FORMAT_HEIF}};

START_TEST(avif_and_heif_tell_their_size)
{
    struct buf made = made_by_a_library(boxed[_i].kind);
    struct image_info info;

    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.format, boxed[_i].format);
    ck_assert_uint_eq(info.width, PICTURE_WIDTH);
    ck_assert_uint_eq(info.height, PICTURE_HEIGHT);
    ck_assert_uint_eq(info.area, PICTURE_WIDTH * PICTURE_HEIGHT);
    ck_assert_uint_eq(info.bits, 8);
    buf_fini(&made);
}
END_TEST

/* However a file is cut, more of it never changes an answer, and the whole of it has one. */
static void check_cuts(struct span made)
{
    struct image_info last = {0};
    bool done = false;

    for (size_t n = 0; n <= made.len; n++) {
        struct image_info info;
        const enum probe_state early = probe_exact(span_cut(made, 0, n), false, &info);

        ck_assert(early == PROBE_MORE || early == PROBE_DONE);
        ck_assert(!done || early == PROBE_DONE);
        if (done) {
            ck_assert_uint_eq(info.width, last.width);
            ck_assert_uint_eq(info.height, last.height);
            ck_assert_uint_eq(info.area, last.area);
        }
        done = early == PROBE_DONE;
        if (done)
            last = info;
        ck_assert_int_ne(probe_exact(span_cut(made, 0, n), true, &info), PROBE_MORE);
    }
    ck_assert(done);
}

START_TEST(a_cut_file_asks_for_more)
{
    static const char *const kinds[] = {"tiff", "avif", "heif"};
    struct buf made = made_by_a_library(kinds[_i]);

    check_cuts(buf_span(&made));
    buf_fini(&made);
}
END_TEST

START_TEST(a_damaged_byte_is_survived)
{
    static const char *const kinds[] = {"tiff", "avif", "heif"};
    static const unsigned char values[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF};
    struct buf made = made_by_a_library(kinds[_i]);

    for (size_t at = 0; at < made.len; at++)
        for (size_t v = 0; v < ARRAY_LEN(values); v++) {
            const char kept = made.data[at];
            struct image_info info;

            made.data[at] = (char)values[v];
            const enum probe_state state = probe_exact(buf_span(&made), true, &info);

            ck_assert_int_ne(state, PROBE_MORE);
            if (state == PROBE_DONE)
                ck_assert(info.orientation >= 1 && info.orientation <= 8 &&
                          info.width <= INT32_MAX && info.height <= INT32_MAX);
            made.data[at] = kept;
        }
    buf_fini(&made);
}
END_TEST

static void entry(struct buf *out, enum byte_order order, unsigned tag, unsigned type,
                  unsigned value)
{
    header_number(out, order, 2, tag);
    header_number(out, order, 2, type);
    header_number(out, order, 4, 1);
    header_number(out, order, type == 3 ? 2 : 4, value);
    if (type == 3)
        header_number(out, order, 2, 0);
}

START_TEST(both_byte_orders_are_read)
{
    const enum byte_order order = _i ? ORDER_BIG : ORDER_LITTLE;
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    buf_text(&made, _i ? "MM" : "II");
    header_number(&made, order, 2, 42);
    header_number(&made, order, 4, IFD_AT);
    header_number(&made, order, 2, 3);
    entry(&made, order, 256, 4, 70000);
    entry(&made, order, 257, 3, 5);
    entry(&made, order, 274, 3, 6);
    header_number(&made, order, 4, 0);
    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.width, 70000);
    ck_assert_uint_eq(info.height, 5);
    ck_assert_uint_eq(info.orientation, 6);
    buf_fini(&made);
}
END_TEST

START_TEST(a_bigtiff_is_read)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    buf_text(&made, "II");
    header_number(&made, ORDER_LITTLE, 2, 43);
    header_number(&made, ORDER_LITTLE, 2, 8);
    header_number(&made, ORDER_LITTLE, 2, 0);
    header_number(&made, ORDER_LITTLE, 4, 16);
    header_number(&made, ORDER_LITTLE, 4, 0);
    header_number(&made, ORDER_LITTLE, 4, 2);
    header_number(&made, ORDER_LITTLE, 4, 0);
    for (unsigned tag = 256; tag < 258; tag++) {
        header_number(&made, ORDER_LITTLE, 2, tag);
        header_number(&made, ORDER_LITTLE, 2, 4);
        header_number(&made, ORDER_LITTLE, 4, 1);
        header_number(&made, ORDER_LITTLE, 4, 0);
        header_number(&made, ORDER_LITTLE, 4, tag);
        header_number(&made, ORDER_LITTLE, 4, 0);
    }
    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.width, 256);
    ck_assert_uint_eq(info.height, 257);
    buf_fini(&made);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_tiff_tells_what_the_decoder_will_meet, 0},
        {avif_and_heif_tell_their_size, (int)ARRAY_LEN(boxed)},
        {a_cut_file_asks_for_more, 3},
        {a_damaged_byte_is_survived, 3},
        {both_byte_orders_are_read, 2},
        {a_bigtiff_is_read, 0},
    };

    return suite_run("image/probe_boxes", rows, ARRAY_LEN(rows), 60) ? EXIT_SUCCESS : EXIT_FAILURE;
}
