#include "service/buffers.h"

#include "base/clock.h"
#include "service/metrics.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_SECONDS = 10, MOST = 3 };

static int64_t made(void)
{
    return metrics_get(COUNT_BUFFERS_MADE);
}

static struct buffer *take(void)
{
    struct buffer *buffer = buffers_take();

    ck_assert_ptr_nonnull(buffer);
    return buffer;
}

START_TEST(a_buffer_given_back_is_taken_again)
{
    buffers_configure(MOST);
    struct buffer *first = take();

    memset(first->memory.at, 'a', BUFFER_BYTES);
    buffers_give(first);
    ck_assert_ptr_eq(take(), first);
    ck_assert_int_eq(made(), 1);
    buffers_give(first);
}
END_TEST

START_TEST(the_one_given_back_last_is_taken_first)
{
    buffers_configure(MOST);
    struct buffer *first = take();
    struct buffer *second = take();

    buffers_give(first);
    buffers_give(second);
    ck_assert_ptr_eq(take(), second);
    ck_assert_ptr_eq(take(), first);
    ck_assert_int_eq(made(), 2);
    buffers_give(first);
    buffers_give(second);
}
END_TEST

START_TEST(there_are_no_more_than_configured)
{
    struct buffer *buffers[MOST];

    ck_assert_ptr_null(buffers_take());
    buffers_configure(MOST);
    for (int i = 0; i < MOST; i++)
        buffers[i] = take();
    ck_assert_ptr_null(buffers_take());
    ck_assert_int_eq(metrics_get(GAUGE_KEPT_BYTES), MOST * (int64_t)BUFFER_BYTES);
    for (int i = 0; i < MOST; i++)
        buffers_give(buffers[i]);
}
END_TEST

/* Those in use when they are given back, the others when it is tidied up. */
START_TEST(fewer_configured_are_fewer_soon)
{
    buffers_configure(MOST);
    struct buffer *used = take();
    struct buffer *kept = take();

    buffers_give(kept);
    buffers_configure(1);
    buffers_tidy(clock_now_ns());
    ck_assert_int_eq(metrics_get(GAUGE_KEPT_BYTES), BUFFER_BYTES);
    buffers_configure(0);
    buffers_give(used);
    ck_assert_int_eq(metrics_get(GAUGE_KEPT_BYTES), 0);
    ck_assert_ptr_null(buffers_take());
}
END_TEST

START_TEST(buffers_that_nobody_takes_are_freed)
{
    buffers_configure(MOST);
    struct buffer *old = take();
    struct buffer *used = take();

    buffers_give(old);
    old->since_ns -= (BUFFER_IDLE_S + 1) * NS_PER_S;
    buffers_give(used);
    buffers_tidy(clock_now_ns());
    ck_assert_int_eq(metrics_get(GAUGE_KEPT_BYTES), BUFFER_BYTES);
    ck_assert_ptr_eq(take(), used);
    buffers_give(used);
    buffers_tidy(clock_now_ns() + (BUFFER_IDLE_S + 1) * NS_PER_S);
    ck_assert_int_eq(metrics_get(GAUGE_KEPT_BYTES), 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_buffer_given_back_is_taken_again, 0},  {the_one_given_back_last_is_taken_first, 0},
        {there_are_no_more_than_configured, 0},   {fewer_configured_are_fewer_soon, 0},
        {buffers_that_nobody_takes_are_freed, 0},
    };

    return suite_run_apart("service/buffers", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                                   : EXIT_FAILURE;
}
