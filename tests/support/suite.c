#include "tests/support/suite.h"

static bool run(const char *name, const struct suite_row *rows, size_t n_rows, int seconds,
                enum fork_status fork)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    SRunner *runner = srunner_create(suite);

    tcase_set_timeout(tcase, seconds);
    for (size_t i = 0; i < n_rows; i++)
        tcase_add_loop_test(tcase, rows[i].test, 0, rows[i].loops > 0 ? rows[i].loops : 1);
    suite_add_tcase(suite, tcase);
    srunner_set_fork_status(runner, fork);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0;
}

bool suite_run(const char *name, const struct suite_row *rows, size_t n_rows, int seconds)
{
    return run(name, rows, n_rows, seconds, CK_FORK_GETENV);
}

bool suite_run_apart(const char *name, const struct suite_row *rows, size_t n_rows, int seconds)
{
    return run(name, rows, n_rows, seconds, CK_FORK);
}
