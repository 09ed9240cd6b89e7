/* EXIF that libexif would read for seconds. */
#include "image/vips/exif_check.h"
#include "tests/support/headers.h"
#include "tests/support/heif.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60, MADE_MAX = 4 << 20, EXIF_IFD = 0x8769, GPS = 0x8825, COMMENT = 0x9286 };

/* A directory at 8 with n entries of this tag, each with the value; the next directory, or 0. */
static void add_block(struct buf *out, enum byte_order order, int n, unsigned tag, uint32_t value,
                      uint32_t next)
{
    buf_text(out, order == ORDER_BIG ? "MM" : "II");
    header_number(out, order, 2, 42);
    header_number(out, order, 4, 8);
    header_number(out, order, 2, (uint64_t)n);
    for (int i = 0; i < n; i++) {
        header_number(out, order, 2, tag);
        header_number(out, order, 2, 4);
        header_number(out, order, 4, 1);
        header_number(out, order, 4, value);
    }
    header_number(out, order, 4, next);
}

static const struct {
    int n;
    unsigned tag;
    uint32_t value, next;
    bool bounded;
} rows[] = {
    {0, COMMENT, 0, 0, true},
    {EXIF_ENTRIES_MAX, COMMENT, 0, 0, true},
    {EXIF_ENTRIES_MAX + 1, COMMENT, 0, 0, false},
    {100, COMMENT, 0, 9, true},      /* a thumbnail's that is none */
    {1, EXIF_IFD, 1 << 20, 0, true}, /* outside */
    {15, GPS, 1 << 20, 0, true},
    {16, GPS, 1 << 20, 0, false},
    {1, EXIF_IFD, 8, 0, false}, /* itself: again and again */
    {0, COMMENT, 0, 8, true},   /* once, and no further */
    {1, COMMENT, 0, UINT32_MAX, true},
};

START_TEST(directories_are_counted)
{
    for (int order = 0; order < 2; order++) {
        struct buf made;

        buf_init(&made, MADE_MAX);
        add_block(&made, order ? ORDER_BIG : ORDER_LITTLE, rows[_i].n, rows[_i].tag, rows[_i].value,
                  rows[_i].next);
        uint32_t entries = 0;

        ck_assert_int_eq(exif_is_bounded(buf_span(&made), &entries), rows[_i].bounded);
        buf_fini(&made);
    }
}
END_TEST

/* In memory of exactly its size, so that a read past the end is seen. */
START_TEST(every_cut_is_survived)
{
    struct buf made;

    buf_init(&made, MADE_MAX);
    add_block(&made, ORDER_BIG, 3, GPS, 20, 30);
    for (size_t n = 0; n <= made.len; n++) {
        unsigned char *copy = malloc(n + 1);

        ck_assert_ptr_nonnull(copy);
        memcpy(copy + 1, made.data, n);
        uint32_t entries = 0;

        (void)exif_is_bounded(span_of(copy + 1, n), &entries);
        for (int format = 0; format < FORMAT_COUNT; format++)
            (void)exif_check((enum format_id)format, span_of(copy + 1, n), NULL);
        free(copy);
    }
    buf_fini(&made);
}
END_TEST

/* The picture with the block in the place of its format. */
static void dress(struct span picture, enum format_id format, struct span block, struct buf *out)
{
    struct buf marked;

    buf_init(&marked, MADE_MAX);
    buf_add(&marked, "Exif\0\0", 6);
    buf_add(&marked, block.data, block.len);
    switch (format) {
    case FORMAT_JPEG:
        buf_add(out, picture.data, 2);
        header_jpeg_segment(out, 0xE1, buf_span(&marked));
        buf_add(out, picture.data + 2, picture.len - 2);
        break;
    case FORMAT_PNG:
        buf_add(out, picture.data, 33);
        header_png_chunk(out, "eXIf", block);
        buf_add(out, picture.data + 33, picture.len - 33);
        break;
    case FORMAT_WEBP:
        buf_add(out, picture.data, picture.len);
        buf_text(out, "EXIF");
        header_number(out, ORDER_LITTLE, 4, block.len);
        buf_add(out, block.data, block.len);
        break;
    default:
        ck_assert(heif_with_xmp(picture, "", buf_span(&marked), out));
        break;
    }
    buf_fini(&marked);
}

static const struct {
    const char *kind;
    enum format_id format;
} dressed[] = {{"jpeg", FORMAT_JPEG},
               {"png", FORMAT_PNG},
               {"webp", FORMAT_WEBP},
               {"avif", FORMAT_AVIF},
               {"heif", FORMAT_HEIF}};

START_TEST(block_is_found_in_every_format)
{
    struct trial trial;
    struct buf block, made;

    trial_init(&trial);
    trial_picture(&trial, dressed[_i].kind);
    for (int many = 0; many < 2; many++) {
        buf_init(&block, MADE_MAX);
        buf_init(&made, MADE_MAX);
        add_block(&block, ORDER_LITTLE, many ? 5000 : 1, EXIF_IFD, many ? 8 : 1 << 20, 0);
        dress(buf_span(&trial.input), dressed[_i].format, buf_span(&block), &made);
        ck_assert_int_eq(exif_check(dressed[_i].format, buf_span(&made), NULL),
                         many ? ERR_UNDECODABLE : ERR_OK);
        buf_fini(&made);
        buf_fini(&block);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(many_blocks_are_refused)
{
    for (int n = EXIF_BLOCKS_MAX; n <= EXIF_BLOCKS_MAX + 1; n++) {
        struct buf made;

        buf_init(&made, MADE_MAX);
        buf_add(&made, "\xFF\xD8", 2);
        for (int i = 0; i < n; i++)
            header_jpeg_exif(&made, ORDER_BIG, 1);
        header_jpeg_frame(&made, 0xC0, 8, 8, 1);
        header_jpeg_scan(&made, 1);
        ck_assert_int_eq(exif_check(FORMAT_JPEG, buf_span(&made), NULL) == ERR_OK,
                         n == EXIF_BLOCKS_MAX);
        buf_fini(&made);
    }
}
END_TEST

/* Through the whole way; what is behind the header is none of it. */
START_TEST(picture_with_endless_directories_is_refused)
{
    struct trial trial;
    struct buf block, made;

    trial_init(&trial);
    trial_picture(&trial, "jpeg");
    buf_init(&block, MADE_MAX);
    buf_init(&made, MADE_MAX);
    add_block(&block, ORDER_LITTLE, 5000, EXIF_IFD, 8, 0);
    dress(buf_span(&trial.input), FORMAT_JPEG, buf_span(&block), &made);
    buf_add(&trial.input, "Exif\0\0", 6);
    buf_add(&trial.input, block.data, block.len);
    trial_run(&trial, "blur");
    trial_assert_size(&trial, 96, 64);
    buf_clear(&trial.input);
    buf_add(&trial.input, made.data, made.len);
    trial_run(&trial, "blur");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_ptr_nonnull(strstr(trial.err.detail, "EXIF"));
    buf_fini(&block);
    buf_fini(&made);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {directories_are_counted, ARRAY_LEN(rows)},           {every_cut_is_survived, 0},
        {block_is_found_in_every_format, ARRAY_LEN(dressed)}, {many_blocks_are_refused, 0},
        {picture_with_endless_directories_is_refused, 0},
    };

    return suite_run("image/vips/exif_check", suite, ARRAY_LEN(suite), SECONDS) ? EXIT_SUCCESS
                                                                                : EXIT_FAILURE;
}
