#include "service/channel.h"

#include "service/job.h"
#include "tests/support/suite.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SECONDS = 10, SMALL = 8192 };

static struct plan *longest(struct job_message *message)
{
    struct plan *plans = calloc(PLANS_MAX, sizeof(*plans));

    ck_assert_ptr_nonnull(plans);
    *message = (struct job_message){.magic = JOB_MAGIC, .n_plans = PLANS_MAX};
    for (uint32_t i = 0; i < PLANS_MAX; i++)
        plans[i].n_steps = PLANS_STEPS_MAX / PLANS_MAX;
    return plans;
}

/* As where net.core.wmem_default is low: the job is refused until there is room. */
START_TEST(small_socket_is_made_to_hold_the_longest_job)
{
    const int small = SMALL;
    struct job_message message;
    struct plan *plans = longest(&message);
    int pair[2];

    ck_assert(channel_open(pair));
    ck_assert_int_eq(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)), 0);
    ck_assert(!job_send(pair[0], &message, plans, NULL, 0, MSG_DONTWAIT));
    ck_assert_int_eq(errno, EMSGSIZE);
    ck_assert(channel_make_room(pair[0]));
    ck_assert(job_send(pair[0], &message, plans, NULL, 0, MSG_DONTWAIT));
    (void)close(pair[0]);
    (void)close(pair[1]);
    free(plans);
}
END_TEST

START_TEST(both_ends_hold_the_longest_job)
{
    struct job_message message;
    struct plan *plans = longest(&message);
    int pair[2];

    ck_assert(channel_open(pair));
    ck_assert(job_send(pair[0], &message, plans, NULL, 0, MSG_DONTWAIT));
    ck_assert(job_send(pair[1], &message, plans, NULL, 0, MSG_DONTWAIT));
    (void)close(pair[0]);
    (void)close(pair[1]);
    free(plans);
}
END_TEST

/* What is no socket has no room, and is not asked for a second time. */
START_TEST(what_has_no_room_is_refused)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert(!channel_make_room(ends[0]));
    (void)close(ends[0]);
    (void)close(ends[1]);
}
END_TEST

START_TEST(this_system_will_do)
{
    struct buf problem;

    buf_init(&problem, 1024);
    ck_assert_msg(channel_prepare(&problem), "%s", buf_string(&problem));
    ck_assert_uint_eq(problem.len, 0);
    buf_fini(&problem);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {small_socket_is_made_to_hold_the_longest_job, 0},
        {both_ends_hold_the_longest_job, 0},
        {what_has_no_room_is_refused, 0},
        {this_system_will_do, 0},
    };

    return suite_run("service/channel", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                        : EXIT_FAILURE;
}
