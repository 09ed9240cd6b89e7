#include "service/body.h"

#include "base/macros.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

/* What a worker does: `len` times that byte, written at the file's own offset. */
static void write_result(const struct body *file, int byte, size_t len)
{
    static char bytes[RESULT_COPIED + 1];

    memset(bytes, byte, len);
    ck_assert(body_empty_result(file->fd));
    ck_assert_int_eq(write(file->fd, bytes, len), (ssize_t)len);
    ck_assert(body_seal_result(file->fd));
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
        ck_assert_int_eq(body_take_result(&results[i], &file, lens[i], SIZE_MAX), ERR_OK);
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
    ck_assert_int_eq(body_take_result(&result, &file, RESULT_COPIED + 1, SIZE_MAX), ERR_OK);
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
    {RESULT_COPIED + 1, RESULT_COPIED + 2, SIZE_MAX},
    {RESULT_COPIED + 1, RESULT_COPIED, SIZE_MAX},
    {RESULT_COPIED + 1, RESULT_COPIED + 1, RESULT_COPIED},
    {RESULT_COPIED + 1, UINT64_MAX, UINT64_MAX},
    {10, UINT64_MAX, UINT64_MAX},
};

START_TEST(result_of_another_length_is_not_taken)
{
    struct body result;
    struct body file;

    body_none(&result);
    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    write_result(&file, 'a', lies[_i].there);
    ck_assert_int_eq(body_take_result(&result, &file, lies[_i].claimed, lies[_i].most),
                     ERR_WORKER_CRASHED);
    ck_assert_uint_eq(body_span(&result).len, 0);
    body_fini(&result);
    body_fini(&file);
}
END_TEST

/* Each seal that is missing would let the file change under the front's mapping. */
START_TEST(large_result_that_is_not_sealed_is_not_taken)
{
    static const int seals[] = {0, F_SEAL_SHRINK | F_SEAL_GROW, F_SEAL_SHRINK | F_SEAL_WRITE,
                                F_SEAL_GROW | F_SEAL_WRITE,
                                F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE};
    struct body result;
    struct body file;

    body_none(&result);
    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    write_result(&file, 'a', RESULT_COPIED);
    ck_assert_int_eq(write(file.fd, "a", 1), 1);
    ck_assert_int_eq(fcntl(file.fd, F_ADD_SEALS, seals[_i]), 0);
    ck_assert_int_eq(body_take_result(&result, &file, RESULT_COPIED + 1, SIZE_MAX),
                     ERR_WORKER_CRASHED);
    body_fini(&result);
    body_fini(&file);
}
END_TEST

START_TEST(large_result_with_holes_is_not_taken)
{
    struct body result;
    struct body file;

    body_none(&result);
    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    ck_assert_int_eq(ftruncate(file.fd, 1 << 20), 0);
    ck_assert_int_eq(pwrite(file.fd, "a", 1, (1 << 20) - 1), 1);
    ck_assert(body_seal_result(file.fd));
    ck_assert_int_eq(body_take_result(&result, &file, 1 << 20, SIZE_MAX), ERR_WORKER_CRASHED);
    body_fini(&result);
    body_fini(&file);
}
END_TEST

START_TEST(worker_that_can_still_write_cannot_seal)
{
    struct body file;

    ck_assert_int_eq(body_init(&file, SIZE_MAX, NULL), ERR_OK);
    write_result(&file, 'a', RESULT_COPIED);
    ck_assert_int_eq(write(file.fd, "a", 1), 1);
    void *map = mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd, 0);

    ck_assert_ptr_ne(map, MAP_FAILED);
    ck_assert(!body_seal_result(file.fd));
    (void)munmap(map, 3);
    body_fini(&file);
}
END_TEST

/* Number of a system call that takes the file's lock -> EPERM; fcntl: F_ADD_SEALS alone. */
static bool forbid_waiting(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_ftruncate, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_write, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fallocate, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fcntl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_ADD_SEALS, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {ARRAY_LEN(rules), rules};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* In a process of its own, which cannot take that lock: 0 when the results are taken all the same.
 */
static int take_without_waiting(struct body *files, const size_t *lens, size_t n)
{
    struct body result;

    if (!forbid_waiting() || ftruncate(files[0].fd, 0) == 0 || body_seal_result(files[1].fd))
        return 2;
    for (size_t i = 0; i < n; i++)
        if (body_take_result(&result, &files[i], lens[i], SIZE_MAX) != ERR_OK)
            return 1;
    return 0;
}

/* Its writer can hold the lock as long as it likes, and deadlines are the taker's business. */
START_TEST(taking_a_result_waits_for_no_writer)
{
    static const size_t lens[] = {1000, RESULT_COPIED + 1};
    struct body files[ARRAY_LEN(lens)];
    int status;

    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        ck_assert_int_eq(body_init(&files[i], SIZE_MAX, NULL), ERR_OK);
        write_result(&files[i], 'a', lens[i]);
    }
    const pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        _exit(take_without_waiting(files, lens, ARRAY_LEN(lens)));
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    for (size_t i = 0; i < ARRAY_LEN(lens); i++)
        body_fini(&files[i]);
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
    tcase_add_test(tests, small_result_is_copied_and_the_file_used_again);
    tcase_add_test(tests, large_result_takes_its_file_along);
    tcase_add_loop_test(tests, result_of_another_length_is_not_taken, 0, (int)ARRAY_LEN(lies));
    tcase_add_loop_test(tests, large_result_that_is_not_sealed_is_not_taken, 0, 5);
    tcase_add_test(tests, large_result_with_holes_is_not_taken);
    tcase_add_test(tests, worker_that_can_still_write_cannot_seal);
    tcase_add_test(tests, taking_a_result_waits_for_no_writer);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
