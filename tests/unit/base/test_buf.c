#include "base/buf.h"

#include "tests/support/suite.h"

#include <stdlib.h>

START_TEST(pieces_follow_each_other)
{
    struct buf buf;

    buf_init(&buf, 100);
    ck_assert_str_eq(buf_string(&buf), "");
    buf_add(&buf, "a\0b", 3);
    buf_text(&buf, "cd");
    buf_char(&buf, 'e');
    buf_printf(&buf, "%d-%s", 42, "x");
    ck_assert(span_equal(buf_span(&buf), span_of("a\0bcde42-x", 10)));
    ck_assert_int_eq(buf.data[buf.len], '\0');
    ck_assert(!buf.failed);
    buf_fini(&buf);
}
END_TEST

START_TEST(append_past_limit_is_dropped_whole_and_remembered)
{
    struct buf buf;

    buf_init(&buf, 5);
    buf_text(&buf, "1234");
    buf_text(&buf, "56");
    ck_assert(buf.failed);
    ck_assert_str_eq(buf_string(&buf), "1234");
    buf_char(&buf, '5'); /* would fit, but what is missing stays missing */
    ck_assert_str_eq(buf_string(&buf), "1234");
    buf_fini(&buf);
}
END_TEST

START_TEST(append_up_to_the_limit_fits)
{
    struct buf buf;

    buf_init(&buf, 5);
    buf_printf(&buf, "%s", "12345");
    ck_assert(!buf.failed);
    buf_printf(&buf, "%s", "");
    buf_add(&buf, NULL, 0);
    ck_assert(!buf.failed);
    buf_printf(&buf, "%s", "6");
    ck_assert(buf.failed);
    ck_assert_str_eq(buf_string(&buf), "12345");
    buf_fini(&buf);
}
END_TEST

START_TEST(clear_forgets_the_failure)
{
    struct buf buf;

    buf_init(&buf, 3);
    buf_text(&buf, "abcd");
    ck_assert(buf.failed);
    buf_clear(&buf);
    buf_text(&buf, "abc");
    ck_assert(!buf.failed);
    ck_assert_str_eq(buf_string(&buf), "abc");
    buf_fini(&buf);
}
END_TEST

START_TEST(growth_keeps_the_content)
{
    struct buf buf;

    buf_init(&buf, 1 << 20);
    for (int i = 0; i < 100000; i++)
        buf_printf(&buf, "%d,", i % 10);
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.len, 200000);
    for (size_t i = 0; i < buf.len; i += 2)
        ck_assert(buf.data[i] == (char)('0' + i / 2 % 10) && buf.data[i + 1] == ',');
    buf_fini(&buf);
}
END_TEST

START_TEST(end_twice_and_of_a_zeroed_buf_is_fine)
{
    struct buf buf = {0};

    buf_fini(&buf);
    buf_init(&buf, 10);
    buf_text(&buf, "x");
    buf_fini(&buf);
    buf_fini(&buf);
    ck_assert_uint_eq(buf.len, 0);
    ck_assert_ptr_null(buf.data);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {pieces_follow_each_other, 0},    {append_past_limit_is_dropped_whole_and_remembered, 0},
        {append_up_to_the_limit_fits, 0}, {clear_forgets_the_failure, 0},
        {growth_keeps_the_content, 0},    {end_twice_and_of_a_zeroed_buf_is_fine, 0},
    };

    return suite_run("base/buf", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
