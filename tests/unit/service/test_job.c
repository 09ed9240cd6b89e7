#include "service/job.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int pair[2];

static void open_pair(void)
{
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
}

static void close_pair(void)
{
    (void)close(pair[0]);
    (void)close(pair[1]);
}

START_TEST(message_arrives_whole_with_its_descriptors)
{
    struct job_message sent = {.magic = JOB_MAGIC, .id = 42};
    struct job_message got = {0};
    int pipe_ends[2];
    int fds[2];
    bool broken;

    ck_assert_int_eq(pipe(pipe_ends), 0);
    ck_assert(job_send(pair[0], &sent, sizeof(sent), pipe_ends, 2, 0));
    ck_assert_int_eq(job_receive(pair[1], &got, sizeof(got), fds, 2, 0, &broken), 1);
    ck_assert_uint_eq(got.id, 42);
    ck_assert_int_ge(fds[0], 0);
    ck_assert_int_ge(fds[1], 0);
    ck_assert_int_ne(fcntl(fds[0], F_GETFD) & FD_CLOEXEC, 0);
    for (int i = 0; i < 2; i++) {
        (void)close(fds[i]);
        (void)close(pipe_ends[i]);
    }
}
END_TEST

START_TEST(closed_peer_is_zero_and_never_sigpipe)
{
    struct job_message message = {0};
    bool broken;

    (void)close(pair[0]);
    ck_assert_int_eq(job_receive(pair[1], &message, sizeof(message), NULL, 0, 0, &broken), 0);
    ck_assert(!broken);
    ck_assert(!job_send(pair[1], &message, sizeof(message), NULL, 0, 0));
    pair[0] = -1;
}
END_TEST

START_TEST(nothing_there_is_minus_one)
{
    struct job_message message;
    bool broken;

    ck_assert_int_eq(
        job_receive(pair[1], &message, sizeof(message), NULL, 0, MSG_DONTWAIT, &broken), -1);
    ck_assert(!broken);
}
END_TEST

START_TEST(short_and_long_messages_are_broken)
{
    char bytes[sizeof(struct job_message) + 8] = {0};
    struct job_message message;
    const size_t sizes[] = {1, sizeof(message) - 1, sizeof(message) + 8};
    bool broken;

    ck_assert(job_send(pair[0], bytes, sizes[_i], NULL, 0, 0));
    ck_assert_int_eq(job_receive(pair[1], &message, sizeof(message), NULL, 0, 0, &broken), -1);
    ck_assert(broken);
}
END_TEST

static int open_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

START_TEST(unasked_descriptors_are_closed)
{
    struct result_message message = {0};
    const int fds[] = {STDERR_FILENO, STDERR_FILENO};
    bool broken;
    const int before = open_descriptors();

    ck_assert(job_send(pair[0], &message, sizeof(message), fds, 2, 0));
    ck_assert_int_eq(job_receive(pair[1], &message, sizeof(message), NULL, 0, 0, &broken), 1);
    ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/job");
    TCase *tests = tcase_create("job");

    tcase_add_checked_fixture(tests, open_pair, close_pair);
    tcase_add_test(tests, message_arrives_whole_with_its_descriptors);
    tcase_add_test(tests, closed_peer_is_zero_and_never_sigpipe);
    tcase_add_test(tests, nothing_there_is_minus_one);
    tcase_add_loop_test(tests, short_and_long_messages_are_broken, 0, 3);
    tcase_add_test(tests, unasked_descriptors_are_closed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
