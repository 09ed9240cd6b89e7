/* tests/support/suite.h - a Check program in one call.
 *
 * Each test runs in a child of its own, so nothing here or before may touch libvips. Under the
 * sanitizers a child costs more than most tests, so unit and contract tests share one process there
 * (CK_FORK=no, tests/CMakeLists.txt). Tests that change it (environment, limits, folder) say so.
 */
#ifndef TESTS_SUPPORT_SUITE_H
#define TESTS_SUPPORT_SUITE_H

#include "base/macros.h"

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

struct suite_row {
    const TTest *test;
    int loops; /* 0: once; else for _i in [0, loops) */
};

/* Run all rows, each within `seconds`. True: all passed. */
bool suite_run(const char *name, const struct suite_row *rows, size_t n_rows, int seconds);

/* The same, each test in a child of its own whatever CK_FORK says. */
bool suite_run_apart(const char *name, const struct suite_row *rows, size_t n_rows, int seconds);

#endif
