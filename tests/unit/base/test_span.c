#include "base/span.h"

#include "tests/support/suite.h"

#include <stdlib.h>

START_TEST(cut_never_leaves_the_span)
{
    const struct span span = span_text("abcdef");

    ck_assert(span_is(span_cut(span, 0, 3), "abc"));
    ck_assert(span_is(span_cut(span, 4, 100), "ef"));
    ck_assert(span_is(span_cut(span, 5, SIZE_MAX), "f"));
    ck_assert_uint_eq(span_cut(span, 6, 1).len, 0);
    ck_assert_uint_eq(span_cut(span, SIZE_MAX, SIZE_MAX).len, 0);
    ck_assert_uint_eq(span_cut(span_of(NULL, 0), 0, 5).len, 0);
}
END_TEST

START_TEST(comparison_is_of_all_bytes)
{
    ck_assert(span_is(span_of(NULL, 0), ""));
    ck_assert(span_is(span_text(NULL), ""));
    ck_assert(span_is(span_text("abc"), "abc"));
    ck_assert(!span_is(span_text("abc"), "ab"));
    ck_assert(!span_is(span_text("ab"), "abc"));
    ck_assert(!span_is(span_text("ABC"), "abc"));
    ck_assert(!span_is(span_of("a\0", 2), "a"));
    ck_assert(span_is_nocase(span_text("Image/JPEG"), "image/jpeg"));
    ck_assert(!span_is_nocase(span_text("\xC9"), "\xE9")); /* ASCII letters only */
    ck_assert(span_starts(span_text("abc"), "ab"));
    ck_assert(span_starts(span_text("abc"), ""));
    ck_assert(!span_starts(span_text("ab"), "abc"));
    ck_assert(!span_equal(span_text("abc"), span_text("abd")));
}
END_TEST

START_TEST(trim_takes_blanks_and_tabs_only)
{
    ck_assert(span_is(span_trim(span_text(" \t a b\t ")), "a b"));
    ck_assert(span_is(span_trim(span_text("\na\n")), "\na\n"));
    ck_assert_uint_eq(span_trim(span_text(" \t ")).len, 0);
    ck_assert_uint_eq(span_trim(span_of(NULL, 0)).len, 0);
}
END_TEST

START_TEST(next_takes_piece_after_piece)
{
    static const char *const pieces[] = {"a", "", "bc"};
    struct span rest = span_text("a,,bc,");
    struct span piece;

    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        ck_assert(span_next(&rest, ',', &piece));
        ck_assert(span_is(piece, pieces[i]));
    }
    ck_assert(!span_next(&rest, ',', &piece));
}
END_TEST

START_TEST(copy_fits_whole_or_not_at_all)
{
    char text[4] = "xyz";

    ck_assert(span_copy(span_text("abc"), text, sizeof(text)));
    ck_assert_str_eq(text, "abc");
    ck_assert(!span_copy(span_text("abcd"), text, sizeof(text)));
    ck_assert_str_eq(text, "");
    ck_assert(!span_copy(span_of("a\0b", 3), text, sizeof(text)));
    ck_assert_str_eq(text, "");
    ck_assert(span_copy(span_of(NULL, 0), text, sizeof(text)));
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(utf8_is_what_unicode_says)
{
    static const struct {
        const char *text;
        size_t len;
    } rows[] = {
        {"a", 1},
        {"\xC3\xA4", 2},
        {"\xE2\x82\xAC", 3},
        {"\xF0\x9F\x98\x80", 4},
        {"\xC3", 0},
        {"\x80", 0},
        {"\xC0\x80", 0},
        {"\xE0\x80\x80", 0},
        {"\xED\xA0\x80", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xFF", 0},
        {"\xE2\x82", 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        ck_assert_uint_eq(span_utf8(span_text(rows[i].text), 0), rows[i].len);
}
END_TEST

START_TEST(numbers_are_read_in_their_order)
{
    static const unsigned char bytes[] = {0xF1, 0x02, 0x03, 0xF4};

    ck_assert_uint_eq(read_be16(bytes), 0xF102);
    ck_assert_uint_eq(read_be32(bytes), 0xF10203F4);
    ck_assert_uint_eq(read_le16(bytes), 0x02F1);
    ck_assert_uint_eq(read_le24(bytes), 0x0302F1);
    ck_assert_uint_eq(read_le32(bytes), 0xF40302F1);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {cut_never_leaves_the_span, 0},       {comparison_is_of_all_bytes, 0},
        {trim_takes_blanks_and_tabs_only, 0}, {next_takes_piece_after_piece, 0},
        {copy_fits_whole_or_not_at_all, 0},   {numbers_are_read_in_their_order, 0},
        {utf8_is_what_unicode_says, 0},
    };

    return suite_run("base/span", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
