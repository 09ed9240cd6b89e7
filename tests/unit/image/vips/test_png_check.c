/* Texts of PNGs that are longer than they look. */
#include "image/vips/png_check.h"
#include "tests/support/deflated.h"
#include "tests/support/headers.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60, MADE_MAX = 4 << 20, MB = 1 << 20 };

/* A text that is not compressed, and long. */
static void add_plain(struct buf *out, const char *type, size_t len)
{
    struct buf data;

    buf_init(&data, MADE_MAX);
    buf_text(&data, "Comment");
    buf_add(&data, "\0\0\0\0\0", strcmp(type, "iTXt") == 0 ? 5 : 1);
    for (size_t i = 0; i < len; i++)
        buf_char(&data, 'a');
    header_png_chunk(out, type, buf_span(&data));
    buf_fini(&data);
}

static const struct {
    const char *type;
    int n;
    size_t len; /* of each; deflate makes a thousandth of it */
    bool damaged;
    enum err_code code;
} rows[] = {
    {"zTXt", 1, 15 * MB, false, ERR_OK}, /* 15.6 KB: harmless, whatever they hold */
    {"zTXt", 1, 18 * MB, false, ERR_UNDECODABLE}, {"zTXt", 16, 1 * MB, false, ERR_OK},
    {"zTXt", 17, 1 * MB, false, ERR_UNDECODABLE}, {"iTXt", 17, 1 * MB, false, ERR_UNDECODABLE},
    {"iCCP", 17, 1 * MB, false, ERR_UNDECODABLE}, {"zTXt", 17, 1 * MB, true, ERR_UNDECODABLE},
    {"tEXt", 17, 1 * MB, false, ERR_OK}, /* not compressed, by its name */
};

START_TEST(compressed_texts_are_bounded)
{
    struct buf made;

    buf_init(&made, MADE_MAX);
    header_png(&made, 10, 10, 8, 2);
    for (int i = 0; i < rows[_i].n; i++)
        ck_assert(deflated_chunk(rows[_i].type, rows[_i].len, rows[_i].damaged, &made));
    ck_assert_int_eq(png_check(buf_span(&made), NULL), rows[_i].code);
    buf_fini(&made);
}
END_TEST

START_TEST(plain_texts_may_be_long)
{
    struct buf made;

    buf_init(&made, MADE_MAX);
    header_png(&made, 10, 10, 8, 2);
    add_plain(&made, _i ? "iTXt" : "tEXt", 2 * MB);
    ck_assert_int_eq(png_check(buf_span(&made), NULL), ERR_OK);
    buf_fini(&made);
}
END_TEST

/* In memory of exactly its size, so that a read past the end is seen. */
START_TEST(every_cut_is_survived)
{
    struct buf made;

    buf_init(&made, MADE_MAX);
    header_png(&made, 10, 10, 8, 2);
    ck_assert(deflated_chunk("zTXt", 100, false, &made));
    ck_assert(deflated_chunk("iTXt", 100, false, &made));
    add_plain(&made, "iTXt", 3);
    ck_assert(deflated_chunk("iCCP", 100, false, &made));
    for (size_t n = 0; n < made.len; n++) {
        unsigned char *copy = malloc(n + 1);

        ck_assert_ptr_nonnull(copy);
        memcpy(copy + 1, made.data, n);
        ck_assert_int_eq(png_check(span_of(copy + 1, n), NULL), ERR_OK);
        free(copy);
    }
    buf_fini(&made);
}
END_TEST

/* A sound picture with them behind its header, through the whole way. */
START_TEST(picture_with_endless_texts_is_refused)
{
    enum { SIGNATURE_AND_IHDR = 33 };
    struct trial trial;
    struct buf png;

    trial_init(&trial);
    buf_init(&png, MADE_MAX);
    trial_picture(&trial, _i ? "png-16" : "png");
    buf_add(&png, trial.input.data, trial.input.len);
    buf_clear(&trial.input);
    buf_add(&trial.input, png.data, SIGNATURE_AND_IHDR);
    for (int i = 0; i < 22; i++)
        ck_assert(deflated_chunk("zTXt", 1 * MB, false, &trial.input));
    buf_add(&trial.input, png.data + SIGNATURE_AND_IHDR, png.len - SIGNATURE_AND_IHDR);
    trial_run(&trial, "resize?width=20");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_ptr_nonnull(strstr(trial.err.detail, "texts")); /* for nothing else */
    buf_fini(&png);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {compressed_texts_are_bounded, ARRAY_LEN(rows)},
        {plain_texts_may_be_long, 2},
        {every_cut_is_survived, 0},
        {picture_with_endless_texts_is_refused, 2},
    };

    return suite_run("image/vips/png_check", suite, ARRAY_LEN(suite), SECONDS) ? EXIT_SUCCESS
                                                                               : EXIT_FAILURE;
}
