/* What the workers' libraries cannot do is taken out of the limits of every request. */
#include "service/pool.h"

#include "service/pool_inside.h"
#include "tests/support/suite.h"

enum { SECONDS = 10 };

START_TEST(formats_that_no_worker_knows_are_taken_out)
{
    const struct pool pool = {.reads = FORMAT_MASK_ALL & ~(1u << FORMAT_GIF),
                              .writes = FORMAT_MASK_ALL & ~(1u << FORMAT_JXL)};
    struct limits limits = limits_default();

    limits.formats_in &= ~(1u << FORMAT_PNG);
    pool_limit_formats(&pool, &limits);
    ck_assert_uint_eq(limits.formats_in,
                      limits_default().formats_in & ~(1u << FORMAT_GIF | 1u << FORMAT_PNG));
    ck_assert_uint_eq(limits.formats_out, FORMAT_MASK_ALL & ~(1u << FORMAT_JXL));
}
END_TEST

START_TEST(before_a_worker_is_up_nothing_is_taken_out)
{
    const struct pool pool = {.reads = 0};
    struct limits limits = limits_default();

    pool_limit_formats(&pool, &limits);
    ck_assert_uint_eq(limits.formats_in, limits_default().formats_in);
    ck_assert_uint_eq(limits.formats_out, FORMAT_MASK_ALL);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {formats_that_no_worker_knows_are_taken_out, 0},
        {before_a_worker_is_up_nothing_is_taken_out, 0},
    };

    return suite_run("service/pool_formats", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
