#include "base/emit.h"

#include "tests/support/suite.h"

#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct buf out;
static struct emit json;

static void begin(void)
{
    buf_init(&out, 4096);
    emit_init(&json, &out);
}

static void check_written(const char *want)
{
    ck_assert(!out.failed);
    ck_assert_str_eq(buf_string(&out), want);
    buf_fini(&out);
}

START_TEST(commas_stand_between_values_only)
{
    begin();
    emit_object(&json, NULL);
    emit_int(&json, "a", 1);
    emit_array(&json, "b");
    emit_array_end(&json);
    emit_array(&json, "c");
    emit_int(&json, NULL, 1);
    emit_object(&json, NULL);
    emit_object_end(&json);
    emit_text(&json, NULL, "x");
    emit_array_end(&json);
    emit_bool(&json, "d", true);
    emit_text(&json, "e", NULL);
    emit_raw(&json, "f", span_text("[0]"));
    emit_object_end(&json);
    check_written("{\"a\":1,\"b\":[],\"c\":[1,{},\"x\"],\"d\":true,\"e\":null,\"f\":[0]}");
}
END_TEST

/* U+FFFD once for every byte that belongs to no character (Unicode 15, table 3-7). */
#define FFFD "\xEF\xBF\xBD"
static const struct {
    const char *text;
    size_t len;
    const char *written;
} texts[] = {
    {"", 0, "\"\""},
    {"plain", 5, "\"plain\""},
    {"\"\\/", 3, "\"\\\"\\\\/\""},
    {"\n\t\x1F\x7F", 4, "\"\\u000a\\u0009\\u001f\\u007f\""},
    {"a\0b", 3, "\"a\\u0000b\""},
    {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9, "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
    {"\x80", 1, "\"" FFFD "\""},                            /* goes on without a start */
    {"\xC3", 1, "\"" FFFD "\""},                            /* ends early */
    {"\xE2\x82", 2, "\"" FFFD FFFD "\""},                   /* ends early */
    {"\xC3(", 2, "\"" FFFD "(\""},                          /* broken off */
    {"\xC0\x80", 2, "\"" FFFD FFFD "\""},                   /* overlong NUL */
    {"\xE0\x9F\xBF", 3, "\"" FFFD FFFD FFFD "\""},          /* overlong */
    {"\xF0\x8F\xBF\xBF", 4, "\"" FFFD FFFD FFFD FFFD "\""}, /* overlong */
    {"\xED\xA0\x80", 3, "\"" FFFD FFFD FFFD "\""},          /* a surrogate */
    {"\xF4\x90\x80\x80", 4, "\"" FFFD FFFD FFFD FFFD "\""}, /* past U+10FFFF */
    {"\xF5\x80\x80\x80\xFF", 5, "\"" FFFD FFFD FFFD FFFD FFFD "\""},
    {"\xF4\x8F\xBF\xBF", 4, "\"\xF4\x8F\xBF\xBF\""}, /* U+10FFFF itself */
};

START_TEST(text_is_escaped_and_always_utf8)
{
    unsigned char *copy = malloc(texts[_i].len); /* exact, for the sanitizer */

    if (texts[_i].len > 0)
        memcpy(copy, texts[_i].text, texts[_i].len);
    begin();
    emit_span(&json, NULL, span_of(copy, texts[_i].len));
    free(copy);
    check_written(texts[_i].written);
}
END_TEST

START_TEST(key_is_escaped_too)
{
    begin();
    emit_object(&json, NULL);
    emit_int(&json, "a\"b\xFF", INT64_MIN);
    emit_object_end(&json);
    check_written("{\"a\\\"b" FFFD "\":-9223372036854775808}");
}
END_TEST

static const struct {
    double number;
    const char *written;
} numbers[] = {
    {0, "0"},
    {-0.5, "-0.5"},
    {0.1, "0.1"},
    {1.0 / 3, "0.3333333333333333"},
    {123456789, "123456789"},
    {1e300, "1e+300"},
    {5e-324, "4.94066e-324"},
    {4294967296.5, "4294967296.5"},
    {NAN, "null"},
    {INFINITY, "null"},
    {-INFINITY, "null"},
};

START_TEST(real_is_written_short_and_reads_back)
{
    begin();
    emit_real(&json, NULL, numbers[_i].number);
    if (isfinite(numbers[_i].number))
        ck_assert(strtod(buf_string(&out), NULL) == numbers[_i].number);
    check_written(numbers[_i].written);
}
END_TEST

START_TEST(depth_up_to_the_limit_is_fine)
{
    begin();
    for (int i = 1; i < EMIT_DEPTH_MAX; i++)
        emit_array(&json, NULL);
    for (int i = 1; i < EMIT_DEPTH_MAX; i++)
        emit_array_end(&json);
    check_written("[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]");
}
END_TEST

START_TEST(too_deep_is_a_broken_promise)
{
    begin();
    for (int i = 0; i < EMIT_DEPTH_MAX; i++)
        emit_array(&json, NULL);
}
END_TEST

START_TEST(close_without_open_is_a_broken_promise)
{
    begin();
    emit_object_end(&json);
}
END_TEST

START_TEST(overflow_is_the_failure_of_the_buf)
{
    struct buf small;

    buf_init(&small, 8);
    emit_init(&json, &small);
    emit_text(&json, NULL, "longer than that");
    ck_assert(small.failed);
    ck_assert_uint_le(small.len, 8);
    buf_fini(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/json");
    TCase *tests = tcase_create("json");

    tcase_add_test(tests, commas_stand_between_values_only);
    tcase_add_loop_test(tests, text_is_escaped_and_always_utf8, 0, ARRAY_LEN(texts));
    tcase_add_test(tests, key_is_escaped_too);
    tcase_add_loop_test(tests, real_is_written_short_and_reads_back, 0, ARRAY_LEN(numbers));
    tcase_add_test(tests, depth_up_to_the_limit_is_fine);
    tcase_add_test_raise_signal(tests, too_deep_is_a_broken_promise, SIGABRT);
    tcase_add_test_raise_signal(tests, close_without_open_is_a_broken_promise, SIGABRT);
    tcase_add_test(tests, overflow_is_the_failure_of_the_buf);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_set_fork_status(runner, CK_FORK); /* two tests end in a signal */
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
