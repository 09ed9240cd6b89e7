#include "service/pace.h"

#include "base/clock.h"
#include "tests/support/suite.h"

#include <stdlib.h>

static const struct pace slow = {
    .idle_timeout_s = 30, .header_timeout_s = 10, .min_upload_rate_kbps = 8};
static const struct pace any = {.idle_timeout_s = 30, .header_timeout_s = 10};

START_TEST(headers_and_idle_are_that_far_away)
{
    ck_assert_int_eq(pace_headers(&slow, 5), 5 + 10 * NS_PER_S);
    ck_assert_int_eq(pace_idle(&slow, 5), 5 + 30 * NS_PER_S);
}
END_TEST

START_TEST(upload_earns_time_at_the_lowest_rate)
{
    const int64_t headers_ns = 100 * NS_PER_S;

    ck_assert_int_eq(pace_upload(&slow, headers_ns, 0, headers_ns), headers_ns + 10 * NS_PER_S);
    ck_assert_int_eq(pace_upload(&slow, headers_ns, 80000, headers_ns + NS_PER_S),
                     headers_ns + 20 * NS_PER_S);
}
END_TEST

START_TEST(upload_never_rests_longer_than_idle)
{
    const int64_t now_ns = 100 * NS_PER_S;

    ck_assert_int_eq(pace_upload(&slow, now_ns, 1000000000, now_ns), now_ns + 30 * NS_PER_S);
}
END_TEST

START_TEST(upload_at_any_rate_may_only_not_rest)
{
    const int64_t now_ns = 100 * NS_PER_S;

    ck_assert_int_eq(pace_upload(&any, 0, 1, now_ns), now_ns + 30 * NS_PER_S);
}
END_TEST

START_TEST(largest_upload_does_not_overflow)
{
    const struct pace one = {
        .idle_timeout_s = 30, .header_timeout_s = 10, .min_upload_rate_kbps = 1};

    ck_assert_int_eq(pace_upload(&one, 0, UINT64_C(1) << 42, 7), 7 + 30 * NS_PER_S);
}
END_TEST

START_TEST(reply_has_the_jobs_deadline_while_it_is_to_come)
{
    ck_assert_int_eq(pace_reply(&slow, 500, 100), 500);
    ck_assert_int_eq(pace_reply(&slow, 100, 100), 100 + 30 * NS_PER_S);
    ck_assert_int_eq(pace_reply(&slow, 0, 100), 100 + 30 * NS_PER_S);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {headers_and_idle_are_that_far_away, 0},
        {upload_earns_time_at_the_lowest_rate, 0},
        {upload_never_rests_longer_than_idle, 0},
        {upload_at_any_rate_may_only_not_rest, 0},
        {largest_upload_does_not_overflow, 0},
        {reply_has_the_jobs_deadline_while_it_is_to_come, 0},
    };

    return suite_run("service/pace", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
