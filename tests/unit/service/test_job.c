#include "service/job.h"

#include "service/channel.h"

#include <check.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int pair[2];

static void open_pair(void)
{
    ck_assert(channel_open(pair));
}

static void close_pair(void)
{
    (void)close(pair[0]);
    (void)close(pair[1]);
}

static struct job *new_job(void)
{
    struct job *job = calloc(1, sizeof(*job));

    ck_assert_ptr_nonnull(job);
    return job;
}

/* As many plans, each with as many steps as its place in the list says. */
static struct plan *new_plans(uint32_t n)
{
    struct plan *plans = calloc(n, sizeof(*plans));

    ck_assert_ptr_nonnull(plans);
    for (uint32_t i = 0; i < n; i++) {
        plan_init(&plans[i]);
        plans[i].n_steps = i % 9;
        plans[i].output.quality = (int32_t)i + 1;
        for (uint32_t k = 0; k < plans[i].n_steps; k++) {
            plans[i].steps[k].op = (int32_t)k;
            memset(plans[i].steps[k].params, (int)(i + k), OP_PARAMS_MAX);
        }
    }
    return plans;
}

static const uint32_t counts[] = {1, 5, PLANS_MAX};

START_TEST(job_arrives_whole_with_its_plans_and_descriptors)
{
    const uint32_t n = counts[_i];
    const struct job_message sent = {.magic = JOB_MAGIC, .id = 42, .n_plans = n};
    struct plan *plans = new_plans(n);
    struct job *got = new_job();
    int pipe_ends[2];
    int fds[2];
    bool broken;

    ck_assert_int_eq(pipe(pipe_ends), 0);
    ck_assert(job_send(pair[0], &sent, plans, pipe_ends, 2, MSG_DONTWAIT));
    ck_assert_int_eq(job_receive(pair[1], got, fds, 2, 0, &broken), 1);
    ck_assert_uint_eq(got->message.id, 42);
    for (uint32_t i = 0; i < n; i++) {
        ck_assert_uint_eq(got->plans[i].n_steps, plans[i].n_steps);
        ck_assert_mem_eq(got->plans[i].steps, plans[i].steps,
                         plans[i].n_steps * sizeof(struct step));
        ck_assert_mem_eq(&got->plans[i].output, &plans[i].output, sizeof(struct output));
    }
    ck_assert_int_ge(fds[0], 0);
    ck_assert_int_ge(fds[1], 0);
    ck_assert_int_ne(fcntl(fds[0], F_GETFD) & FD_CLOEXEC, 0);
    for (int i = 0; i < 2; i++) {
        (void)close(fds[i]);
        (void)close(pipe_ends[i]);
    }
    free(plans);
    free(got);
}
END_TEST

START_TEST(longest_job_fits_into_the_socket)
{
    const struct job_message sent = {.magic = JOB_MAGIC, .n_plans = PLANS_MAX};
    struct plan *plans = new_plans(PLANS_MAX);
    struct job *got = new_job();
    bool broken;

    for (uint32_t i = 0; i < PLANS_MAX; i++)
        plans[i].n_steps = PLANS_STEPS_MAX / PLANS_MAX;
    ck_assert(job_send(pair[0], &sent, plans, NULL, 0, MSG_DONTWAIT));
    ck_assert_int_eq(job_receive(pair[1], got, NULL, 0, 0, &broken), 1);
    free(plans);
    free(got);
}
END_TEST

START_TEST(closed_peer_is_zero_and_never_sigpipe)
{
    const struct result_message result = {0};
    struct job *job = new_job();
    bool broken;

    (void)close(pair[0]);
    ck_assert_int_eq(job_receive(pair[1], job, NULL, 0, 0, &broken), 0);
    ck_assert(!broken);
    ck_assert(!result_send(pair[1], &result, 0));
    pair[0] = -1;
    free(job);
}
END_TEST

START_TEST(nothing_there_is_minus_one)
{
    struct result_message result;
    bool broken;

    ck_assert_int_eq(result_receive(pair[1], &result, MSG_DONTWAIT, &broken), -1);
    ck_assert(!broken);
}
END_TEST

/* A job of one plan with one step, as long as it should be and in lengths that it cannot have. */
START_TEST(job_of_another_length_is_broken)
{
    enum {
        WHOLE = sizeof(struct job_message) + offsetof(struct plan, steps) + sizeof(struct step) +
                sizeof(struct output)
    };
    static const size_t lengths[] = {1, sizeof(struct job_message) - 1, sizeof(struct job_message),
                                     WHOLE - 1, WHOLE + 8};
    unsigned char bytes[WHOLE + 8] = {0};
    const struct job_message head = {.magic = JOB_MAGIC, .n_plans = 1};
    const uint32_t n_steps = 1;
    struct job *job = new_job();
    bool broken;

    memcpy(bytes, &head, sizeof(head));
    memcpy(bytes + sizeof(head), &n_steps, sizeof(n_steps));
    ck_assert_int_eq(send(pair[0], bytes, WHOLE, 0), WHOLE);
    ck_assert_int_eq(job_receive(pair[1], job, NULL, 0, 0, &broken), 1);
    ck_assert_int_eq(send(pair[0], bytes, lengths[_i], 0), (ssize_t)lengths[_i]);
    ck_assert_int_eq(job_receive(pair[1], job, NULL, 0, 0, &broken), -1);
    ck_assert(broken);
    free(job);
}
END_TEST

START_TEST(job_of_impossible_counts_is_broken)
{
    static const struct counts {
        uint32_t n_plans, n_steps;
    } wrong[] = {
        {0, 0}, {PLANS_MAX + 1, 0}, {UINT32_MAX, 0}, {1, PLAN_STEPS_MAX + 1}, {1, UINT32_MAX}};
    static unsigned char bytes[JOB_BYTES_MAX];
    const struct job_message head = {.magic = JOB_MAGIC, .n_plans = wrong[_i].n_plans};
    struct job *job = new_job();
    bool broken;

    memcpy(bytes, &head, sizeof(head));
    memcpy(bytes + sizeof(head), &wrong[_i].n_steps, sizeof(wrong[_i].n_steps));
    ck_assert_int_eq(send(pair[0], bytes, sizeof(bytes), 0), sizeof(bytes));
    ck_assert_int_eq(job_receive(pair[1], job, NULL, 0, 0, &broken), -1);
    ck_assert(broken);
    free(job);
}
END_TEST

START_TEST(result_arrives_with_its_facts)
{
    struct result_message sent = {.magic = JOB_MAGIC, .n_facts = counts[_i]};
    struct result_message got = {0};
    bool broken;

    for (uint32_t i = 0; i < sent.n_facts; i++)
        sent.facts[i].width = i + 1;
    ck_assert(result_send(pair[0], &sent, 0));
    ck_assert_int_eq(result_receive(pair[1], &got, 0, &broken), 1);
    ck_assert_mem_eq(&got, &sent, sizeof(got));
}
END_TEST

/* Bytes that come, and facts they claim to hold. */
START_TEST(result_of_another_length_is_broken)
{
    enum { HEAD = offsetof(struct result_message, facts), ONE = sizeof(struct run_facts) };
    static const struct claim {
        size_t len;
        uint32_t n_facts;
    } wrong[] = {{1, 0},          {HEAD - 1, 0},         {HEAD + 1, 0},
                 {HEAD, 1},       {HEAD + ONE - 1, 1},   {HEAD + ONE, 0},
                 {HEAD + ONE, 2}, {HEAD, PLANS_MAX + 1}, {HEAD, UINT32_MAX}};
    struct result_message result = {.n_facts = wrong[_i].n_facts};
    bool broken;

    ck_assert_int_eq(send(pair[0], &result, wrong[_i].len, 0), (ssize_t)wrong[_i].len);
    ck_assert_int_eq(result_receive(pair[1], &result, 0, &broken), -1);
    ck_assert(broken);
}
END_TEST

/* Three outputs of 10, 20 and 30 bytes; then one of them moved, emptied or grown. */
START_TEST(outputs_lie_one_behind_the_other)
{
    static const struct layout {
        uint64_t at[3], bytes[3], length;
    } layouts[] = {{{0, 10, 30}, {10, 20, 30}, 60},        {{0, 10, 31}, {10, 20, 30}, 0},
                   {{0, 9, 30}, {10, 20, 30}, 0},          {{1, 11, 31}, {10, 20, 30}, 0},
                   {{0, 10, 30}, {10, 20, 0}, 0},          {{0, 10, 30}, {10, 20, 31}, 0},
                   {{0, 10, 30}, {10, 20, UINT64_MAX}, 0}, {{0, 0, 0}, {10, 10, 10}, 0}};
    const struct layout *layout = &layouts[_i];
    struct result_message result = {.n_facts = 3};

    for (int i = 0; i < 3; i++) {
        result.facts[i].at = layout->at[i];
        result.facts[i].bytes = layout->bytes[i];
    }
    ck_assert_uint_eq(result_length(&result, 60), layout->length);
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
    const struct job_message message = {.n_plans = 1};
    struct plan *plans = new_plans(1);
    struct job *job = new_job();
    const int fds[] = {STDERR_FILENO, STDERR_FILENO};
    bool broken;
    const int before = open_descriptors();

    ck_assert(job_send(pair[0], &message, plans, fds, 2, 0));
    ck_assert_int_eq(job_receive(pair[1], job, NULL, 0, 0, &broken), 1);
    ck_assert_int_eq(open_descriptors(), before);
    free(plans);
    free(job);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/job");
    TCase *tests = tcase_create("job");

    tcase_add_checked_fixture(tests, open_pair, close_pair);
    tcase_add_loop_test(tests, job_arrives_whole_with_its_plans_and_descriptors, 0, 3);
    tcase_add_test(tests, longest_job_fits_into_the_socket);
    tcase_add_test(tests, closed_peer_is_zero_and_never_sigpipe);
    tcase_add_test(tests, nothing_there_is_minus_one);
    tcase_add_loop_test(tests, job_of_another_length_is_broken, 0, 5);
    tcase_add_loop_test(tests, job_of_impossible_counts_is_broken, 0, 5);
    tcase_add_loop_test(tests, result_arrives_with_its_facts, 0, 3);
    tcase_add_loop_test(tests, result_of_another_length_is_broken, 0, 9);
    tcase_add_loop_test(tests, outputs_lie_one_behind_the_other, 0, 8);
    tcase_add_test(tests, unasked_descriptors_are_closed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
