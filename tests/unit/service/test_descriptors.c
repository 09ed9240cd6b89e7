#include "service/descriptors.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static struct settings few_workers(void)
{
    return (struct settings){
        .workers_count = 2, .workers_spare = 1, .queue_length = 64, .http_max_connections = 4096};
}

/* No hard limit can be raised again: all of this is below 1024, where some containers begin. */
static void limit_to(rlim_t soft, rlim_t hard)
{
    const struct rlimit limit = {soft, hard};

    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

START_TEST(connections_have_what_the_rest_leaves)
{
    const struct settings settings = few_workers();

    /* 128 in reserve, 64 places, three workers with four each: 204. */
    ck_assert_int_eq(descriptors_connections(&settings, 1204), 500);
    ck_assert_int_eq(descriptors_connections(&settings, 205), 0);
    ck_assert_int_eq(descriptors_connections(&settings, 10), 0);
    ck_assert_int_gt(descriptors_connections(&settings, RLIM_INFINITY), 1000000);
}
END_TEST

START_TEST(the_soft_limit_is_raised_and_connections_fit)
{
    struct settings settings = few_workers();
    struct rlimit limit;
    struct buf problem;

    limit_to(256, 1004);
    buf_init(&problem, 1024);
    ck_assert(descriptors_prepare(&settings, &problem));
    ck_assert_int_eq(settings.http_max_connections, 400);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_uint_eq(limit.rlim_cur, 1004);
    buf_fini(&problem);
}
END_TEST

START_TEST(a_wish_that_fits_stays)
{
    struct settings settings = few_workers();
    struct buf problem;

    settings.http_max_connections = 300;
    limit_to(256, 1004);
    buf_init(&problem, 1024);
    ck_assert(descriptors_prepare(&settings, &problem));
    ck_assert_int_eq(settings.http_max_connections, 300);
    buf_fini(&problem);
}
END_TEST

START_TEST(too_few_are_told_in_one_line)
{
    struct settings settings = few_workers();
    struct buf problem;

    limit_to(210, 210);
    buf_init(&problem, 1024);
    ck_assert(!descriptors_prepare(&settings, &problem));
    ck_assert(strstr(buf_string(&problem), "210 descriptors are too few") != NULL);
    ck_assert(strchr(buf_string(&problem), '\n') == NULL);
    buf_fini(&problem);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {connections_have_what_the_rest_leaves, 0},
        {the_soft_limit_is_raised_and_connections_fit, 0},
        {a_wish_that_fits_stays, 0},
        {too_few_are_told_in_one_line, 0},
    };

    return suite_run_apart("service/descriptors", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS
                                                                             : EXIT_FAILURE;
}
