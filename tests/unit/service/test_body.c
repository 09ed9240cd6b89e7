#include "service/body.h"

#include "base/macros.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

START_TEST(append_past_limit_returns_too_large)
{
    struct body body;
    struct err err;

    ck_assert_int_eq(body_init(&body, 8, &err), ERR_OK);
    ck_assert_int_eq(body_append(&body, "12345", 5, &err), ERR_OK);
    ck_assert_int_eq(body_append(&body, "6789", 4, &err), ERR_BODY_TOO_LARGE);
    ck_assert(err.has_limit && err.limit == 8 && err.actual == 9);
    ck_assert_uint_eq(body.len, 5);
    body_fini(&body);
}
END_TEST

START_TEST(span_follows_what_is_appended)
{
    struct body body;

    ck_assert_int_eq(body_init(&body, 1 << 20, NULL), ERR_OK);
    ck_assert_uint_eq(body_span(&body).len, 0);
    ck_assert_int_eq(body_append(&body, "abc", 3, NULL), ERR_OK);
    ck_assert(span_is(body_span(&body), "abc"));
    ck_assert_int_eq(body_append(&body, "def", 3, NULL), ERR_OK);
    ck_assert(span_is(body_span(&body), "abcdef"));
    body_fini(&body);
}
END_TEST

static struct body request_body(uint64_t expected, const char *text)
{
    struct body body;

    ck_assert_int_eq(body_init_request(&body, expected, 1 << 30, NULL), ERR_OK);
    ck_assert_ptr_null(body.buffer);
    ck_assert_uint_eq(body_span(&body).len, 0);
    ck_assert_int_eq(body_append(&body, text, 2, NULL), ERR_OK);
    ck_assert_int_eq(body_append(&body, text + 2, strlen(text) - 2, NULL), ERR_OK);
    return body;
}

/* In a buffer where it fits and there is one, else in a memfd; there is no other difference to see.
 */
START_TEST(request_body_has_a_buffer_when_it_fits)
{
    static const uint64_t expected[] = {6, BUFFER_BYTES, BUFFER_BYTES + 1, 0};

    buffers_configure(1);
    struct body first = request_body(expected[_i], "abcdef");
    struct body second = request_body(6, "second");

    ck_assert_int_eq(first.buffer != NULL, _i < 2);
    ck_assert_int_eq(second.buffer != NULL, first.buffer == NULL);
    ck_assert(body_seal(&first) && body_seal(&second));
    ck_assert(span_is(body_span(&first), "abcdef"));
    ck_assert(span_is(body_span(&second), "second"));
    body_fini(&first);
    body_fini(&second);
    buffers_configure(0);
    buffers_tidy(INT64_MAX);
}
END_TEST

START_TEST(body_in_a_buffer_has_limits_too)
{
    static char bytes[BUFFER_BYTES];
    struct body body;
    struct err err;

    buffers_configure(1);
    ck_assert_int_eq(body_init_request(&body, 8, 8, &err), ERR_OK);
    ck_assert_int_eq(body_append(&body, "123456789", 9, &err), ERR_BODY_TOO_LARGE);
    ck_assert_uint_eq(body.len, 0);
    ck_assert_int_eq(body_append(&body, "12345678", 8, &err), ERR_OK);
    body_fini(&body);
    ck_assert_int_eq(body_init_request(&body, BUFFER_BYTES, 1 << 30, &err), ERR_OK);
    ck_assert_int_eq(body_append(&body, bytes, BUFFER_BYTES, &err), ERR_OK);
    ck_assert_ptr_nonnull(body.buffer);
    ck_assert_int_eq(body_append(&body, "x", 1, &err), ERR_BODY_TOO_LARGE);
    body_fini(&body);
    buffers_configure(0);
    buffers_tidy(INT64_MAX);
}
END_TEST

/* Nothing is taken for what is only announced. */
START_TEST(body_that_never_comes_has_nothing)
{
    struct body bodies[2];

    buffers_configure(1);
    ck_assert_int_eq(body_init_request(&bodies[0], 6, 1 << 30, NULL), ERR_OK);
    ck_assert_int_eq(body_init_request(&bodies[1], 6, 1 << 30, NULL), ERR_OK);
    ck_assert_int_eq(bodies[0].fd, -1);
    ck_assert_int_eq(body_append(&bodies[1], "second", 6, NULL), ERR_OK);
    ck_assert_ptr_nonnull(bodies[1].buffer);
    body_fini(&bodies[0]);
    body_fini(&bodies[1]);
    buffers_configure(0);
    buffers_tidy(INT64_MAX);
}
END_TEST

START_TEST(sealed_body_cannot_be_changed)
{
    struct body body;

    ck_assert_int_eq(body_init(&body, 64, NULL), ERR_OK);
    ck_assert_int_eq(body_append(&body, "abc", 3, NULL), ERR_OK);
    ck_assert(span_is(body_span(&body), "abc"));
    ck_assert(body_seal(&body));
    ck_assert_int_lt(write(body.fd, "x", 1), 0);
    ck_assert_int_lt(ftruncate(body.fd, 0), 0);
    ck_assert_ptr_eq(mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, body.fd, 0), MAP_FAILED);
    body_fini(&body);
}
END_TEST

START_TEST(seal_fails_while_someone_can_still_write)
{
    struct body body;

    ck_assert_int_eq(body_init(&body, 64, NULL), ERR_OK);
    ck_assert_int_eq(body_append(&body, "abc", 3, NULL), ERR_OK);
    void *map = mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, body.fd, 0);

    ck_assert_ptr_ne(map, MAP_FAILED);
    ck_assert(!body_seal(&body));
    (void)munmap(map, 3);
    ck_assert(body_seal(&body));
    body_fini(&body);
}
END_TEST

START_TEST(claimed_length_must_be_the_real_one)
{
    struct body body;

    ck_assert_int_eq(body_init(&body, SIZE_MAX, NULL), ERR_OK);
    ck_assert_int_eq(write(body.fd, "result", 6), 6);
    ck_assert(!body_adopt_length(&body, 5, 100));
    ck_assert(!body_adopt_length(&body, UINT64_MAX, UINT64_MAX));
    ck_assert(!body_adopt_length(&body, 6, 5));
    ck_assert(body_adopt_length(&body, 6, 6));
    ck_assert(span_is(body_span(&body), "result"));
    body_fini(&body);
}
END_TEST

/* A worker's file with `len` times that byte, written at its own offset. */
static void write_result(const struct body *file, int byte, size_t len)
{
    static char bytes[RESULT_COPIED + 1];

    memset(bytes, byte, len);
    ck_assert_int_eq(write(file->fd, bytes, len), (ssize_t)len);
}

static void assert_result(struct body *result, int byte, size_t len)
{
    const struct span bytes = body_span(result);

    ck_assert_uint_eq(bytes.len, len);
    for (size_t i = 0; i < len; i++)
        if (bytes.data[i] != byte)
            ck_abort_msg("byte %zu is %d", i, bytes.data[i]);
}

/* The file serves the next result, shorter or longer, and the one before stays what it was. */
START_TEST(small_result_is_copied_and_the_file_used_again)
{
    static const size_t lens[] = {1000, 10, RESULT_COPIED, 1};
    struct body results[ARRAY_LEN(lens)];
    struct body file;

    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        write_result(&file, 'a' + (int)i, lens[i]);
        ck_assert(body_take_result(&results[i], &file, lens[i], SIZE_MAX));
        ck_assert_int_eq(results[i].fd, -1);
        ck_assert_int_ge(file.fd, 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        assert_result(&results[i], 'a' + (int)i, lens[i]);
        body_fini(&results[i]);
    }
    body_fini(&file);
}
END_TEST

START_TEST(large_result_takes_its_file_along)
{
    struct body result;
    struct body file;

    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    write_result(&file, 'a', RESULT_COPIED + 1);
    ck_assert(body_take_result(&result, &file, RESULT_COPIED + 1, SIZE_MAX));
    ck_assert_int_eq(file.fd, -1);
    ck_assert_int_lt(write(result.fd, "x", 1), 0);
    assert_result(&result, 'a', RESULT_COPIED + 1);
    body_fini(&result);
    body_fini(&file);
}
END_TEST

/* Bytes there are, bytes claimed, and the most there may be. */
static const struct {
    size_t there;
    uint64_t claimed, most;
} lies[] = {
    {10, 9, 100},
    {10, 11, 100},
    {10, 10, 9},
    {0, 0, 100},
    {10, RESULT_COPIED + 1, SIZE_MAX},
    {RESULT_COPIED + 1, 10, SIZE_MAX},
    {10, UINT64_MAX, UINT64_MAX},
};

START_TEST(result_of_another_length_is_not_taken)
{
    struct body result;
    struct body file;

    body_none(&result);
    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    write_result(&file, 'a', lies[_i].there);
    ck_assert(!body_take_result(&result, &file, lies[_i].claimed, lies[_i].most));
    ck_assert_uint_eq(body_span(&result).len, 0);
    body_fini(&result);
    body_fini(&file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/body");
    TCase *tests = tcase_create("body");

    tcase_add_test(tests, append_past_limit_returns_too_large);
    tcase_add_test(tests, span_follows_what_is_appended);
    tcase_add_loop_test(tests, request_body_has_a_buffer_when_it_fits, 0, 4);
    tcase_add_test(tests, body_in_a_buffer_has_limits_too);
    tcase_add_test(tests, body_that_never_comes_has_nothing);
    tcase_add_test(tests, sealed_body_cannot_be_changed);
    tcase_add_test(tests, seal_fails_while_someone_can_still_write);
    tcase_add_test(tests, claimed_length_must_be_the_real_one);
    tcase_add_test(tests, small_result_is_copied_and_the_file_used_again);
    tcase_add_test(tests, large_result_takes_its_file_along);
    tcase_add_loop_test(tests, result_of_another_length_is_not_taken, 0, (int)ARRAY_LEN(lies));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
