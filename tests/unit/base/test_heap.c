#include "base/heap.h"

#include "tests/support/suite.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEST_SECONDS = 30, THREADS = 4 };

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

int main(void)
{
    const struct suite_row rows[] = {{threads_share_one_heap, 0}};

    return suite_run("base/heap", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
