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

/* Loops over many inputs of one kind take each THIN-th where an AddressSanitizer makes them three
 * to five times as long: it judges accesses, of which the others have the same. A release tries
 * all: over HTTP in scripts/test.sh, the others when the image is built (docker/test.sh). */
#ifdef __SANITIZE_ADDRESS__
enum { THIN = 3 };
#else
enum { THIN = 1 };
#endif

struct suite_row {
    const TTest *test;
    int loops; /* 0: once; else for _i in [0, loops) */
};

/* Run all rows, each within `seconds`. True: all passed. */
bool suite_run(const char *name, const struct suite_row *rows, size_t n_rows, int seconds);

/* The same, each test in a child of its own whatever CK_FORK says. */
bool suite_run_apart(const char *name, const struct suite_row *rows, size_t n_rows, int seconds);

#endif
