#include "service/tray.h"

#include "tests/support/suite.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEST_SECONDS = 10 };

static unsigned char bytes[TRAY_BYTES];

/* A body of `len` times that byte. */
static void put(struct tray *tray, int byte, size_t len)
{
    memset(bytes, byte, len);
    ck_assert(tray_put(tray, span_of(bytes, len)));
}

/* All of it, as a worker sees it that has it mapped: `len` times that byte, and nothing else. */
static void assert_holds(const unsigned char *seen, int byte, size_t len)
{
    for (size_t i = 0; i < TRAY_BYTES; i++)
        if (seen[i] != (i < len ? byte : 0))
            ck_abort_msg("byte %zu is %d", i, seen[i]);
}

static const unsigned char *see(const struct tray *tray)
{
    const void *at = mmap(NULL, TRAY_BYTES, PROT_READ, MAP_PRIVATE, tray->file, 0);

    ck_assert_ptr_ne(at, MAP_FAILED);
    return at;
}

/* Longer and shorter ones in turn; the mapping is made once. */
START_TEST(it_holds_the_last_body_and_nothing_else)
{
    static const size_t lens[] = {700000, 10, 20, 4096, 1, TRAY_BYTES, 0, 300000};
    struct tray tray = {0};

    put(&tray, 'a', 1);
    const unsigned char *seen = see(&tray);

    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        put(&tray, 'b' + (int)i, lens[i]);
        assert_holds(seen, 'b' + (int)i, lens[i]);
    }
    tray_fini(&tray);
}
END_TEST

static void assert_unchangeable(int file)
{
    ck_assert_int_lt(pwrite(file, "x", 1, 0), 0);
    ck_assert_int_ne(ftruncate(file, 0), 0);
    ck_assert_int_ne(ftruncate(file, TRAY_BYTES + 1), 0);
    ck_assert_ptr_eq(mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), MAP_FAILED);
    ck_assert_int_ne(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096), 0);
}

START_TEST(a_worker_cannot_write_grow_or_shrink_it)
{
    struct tray tray = {0};
    char path[64];

    put(&tray, 'a', 5000);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", tray.file);
    const int again = open(path, O_RDWR | O_CLOEXEC);

    ck_assert_int_ge(again, 0);
    assert_unchangeable(tray.file);
    assert_unchangeable(again);
    (void)close(again);
    assert_holds(see(&tray), 'a', 5000);
    put(&tray, 'b', 6000);
    assert_holds(see(&tray), 'b', 6000);
    tray_fini(&tray);
}
END_TEST

/* Past the end stands for all memory that is not to be had: the kernel says no to both alike. */
START_TEST(memory_that_is_not_there_is_told)
{
    static unsigned char large[TRAY_BYTES + 1];
    struct tray tray = {0};

    put(&tray, 'a', 1000);
    ck_assert(!tray_put(&tray, span_of(large, sizeof(large))));
    assert_holds(see(&tray), 'a', 1000);
    tray_fini(&tray);
}
END_TEST

START_TEST(no_tray_where_files_may_not_be_that_long)
{
    struct rlimit limit;

    ck_assert(tray_possible());
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit low = {TRAY_BYTES - 1, limit.rlim_max};

    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &low), 0);
    ck_assert(!tray_possible());
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert(tray_possible());
}
END_TEST

START_TEST(nothing_stays_open)
{
    struct tray tray = {0};

    tray_fini(&tray);
    put(&tray, 'a', 10);
    const int file = tray.file;

    ck_assert_int_ge(fcntl(file, F_GETFD), 0);
    tray_fini(&tray);
    tray_fini(&tray);
    ck_assert_int_lt(fcntl(file, F_GETFD), 0);
    ck_assert_ptr_null(tray.memory.at);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {it_holds_the_last_body_and_nothing_else, 0},
        {a_worker_cannot_write_grow_or_shrink_it, 0},
        {memory_that_is_not_there_is_told, 0},
        {no_tray_where_files_may_not_be_that_long, 0},
        {nothing_stays_open, 0},
    };

    return suite_run_apart("service/tray", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                                : EXIT_FAILURE;
}
