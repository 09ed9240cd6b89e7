#include "base/heap.h"

#include "tests/support/server.h"
#include "tests/support/suite.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEST_SECONDS = 30, THREADS = 4 };

/* A sanitizer has a heap of its own, which keeps what is freed; the promise is held without one. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { OWN_HEAP = 1 };
#else
enum { OWN_HEAP = 0 };
#endif

/* Takes memory while all the others are alive, which is when glibc opens heap after heap. */
static void *take(void *together)
{
    (void)pthread_barrier_wait(together);
    char *volatile block = malloc(1000);

    (void)pthread_barrier_wait(together);
    free(block);
    return NULL;
}

/* The heaps of this process, by malloc_info(3); -1: it does not say. */
static int count_heaps(void)
{
    char *text = NULL;
    size_t size = 0;
    int count = 0;
    FILE *file = open_memstream(&text, &size);

    if (file == NULL)
        return -1;
    const int result = malloc_info(0, file);

    (void)fclose(file);
    for (const char *at = text; (at = strstr(at, "<heap nr=")) != NULL; at++)
        count++;
    free(text);
    return result == 0 ? count : -1;
}

/* In a process of its own, since it is for good. Returns how many heaps the threads leave. */
static int heaps_of_threads(void)
{
    pthread_t threads[THREADS];
    pthread_barrier_t together;

    heap_bound();
    if (pthread_barrier_init(&together, NULL, THREADS) != 0)
        return -1;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, take, &together) != 0)
            return -1;
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    (void)pthread_barrier_destroy(&together);
    return count_heaps();
}

START_TEST(threads_share_one_heap)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0)
        _exit(heaps_of_threads());
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 1);
}
END_TEST

/* Large blocks, each with a small one behind it that lives on, so that the end of the heap is in
 * use and not one of the large ones can go by itself. */
static bool leave_holes(void)
{
    enum { BLOCKS = 30, BLOCK = 2 << 20 };
    char *volatile large[BLOCKS];
    static char *volatile small[BLOCKS];

    for (int i = 0; i < BLOCKS; i++) {
        large[i] = malloc(BLOCK);
        small[i] = malloc(1000);
        if (large[i] == NULL || small[i] == NULL)
            return false;
        memset(large[i], i + 1, BLOCK);
        memset(small[i], i + 1, 1000);
    }
    for (int i = 0; i < BLOCKS; i++)
        free(large[i]);
    return true;
}

static uint64_t anonymous_bytes(void)
{
    return (uint64_t)test_process_anonymous_kb(getpid()) * 1024;
}

enum { ALL_WELL, NO_MEMORY, NOT_KEPT, GIVEN_UNASKED, NOT_GIVEN, NOT_GONE };

static int holes_of_a_job(bool bound)
{
    if (bound)
        heap_bound();
    if (!leave_holes())
        return NO_MEMORY;
    const uint64_t kept = anonymous_bytes();

    if (heap_settle(HEAP_SETTLED))
        return GIVEN_UNASKED;
    if (!bound)
        return heap_settle(UINT64_MAX) ? GIVEN_UNASKED : ALL_WELL;
    if (kept <= HEAP_SETTLED)
        return NOT_KEPT;
    if (!heap_settle(kept))
        return NOT_GIVEN;
    return anonymous_bytes() < HEAP_SETTLED ? ALL_WELL : NOT_GONE;
}

static int outcome_of(bool bound)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0)
        _exit(holes_of_a_job(bound));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

START_TEST(free_pages_go_back_between_jobs)
{
    const int outcome = outcome_of(true);

    ck_assert_int_ne(outcome, NO_MEMORY);
    ck_assert(outcome == ALL_WELL || OWN_HEAP);
}
END_TEST

START_TEST(other_processes_keep_their_habits)
{
    ck_assert_int_eq(outcome_of(false), ALL_WELL);
}
END_TEST

static bool can_have(size_t bytes)
{
    char *volatile block = malloc(bytes);

    free(block);
    return block != NULL;
}

enum { ALLOWED, REFUSED_ITS_DUE, GIVEN_TOO_MUCH, REFUSED_LATER };

/* More than any spare; nothing of it is touched. */
static int allowances(bool bound)
{
    enum { MB = 1 << 20, JOB = 100 * MB };
    const size_t much = (size_t)4096 * MB + 64 * (size_t)sysconf(_SC_NPROCESSORS_ONLN) * MB;
    const uint64_t data = (uint64_t)test_process_data_kb(getpid()) * 1024;
    const bool free_before = can_have(much);

    if (bound)
        heap_bound();
    heap_allow(data, JOB);
    if (!can_have(2 * JOB))
        return REFUSED_ITS_DUE;
    if (can_have(much) != (free_before && (!bound || OWN_HEAP)))
        return GIVEN_TOO_MUCH;
    heap_allow(data, JOB / 10);
    heap_allow(data, 5 * (uint64_t)JOB); /* each stands in for the last */
    return can_have(6 * (size_t)JOB) ? ALLOWED : REFUSED_LATER;
}

/* A process that was bounded has no more than its job may have, and others have what they like. */
START_TEST(job_has_what_it_is_reckoned_to_need)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0)
        _exit(allowances(_i));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), ALLOWED);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {threads_share_one_heap, 0},
        {free_pages_go_back_between_jobs, 0},
        {other_processes_keep_their_habits, 0},
        {job_has_what_it_is_reckoned_to_need, 2},
    };

    return suite_run("base/heap", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
