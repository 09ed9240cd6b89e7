#include "base/heap.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LARGE = 8 << 20, KEPT = 16 << 20, SPARE = 64 << 20, STACK = 8 << 20 }; /* bytes */

/* A sanitizer's own memory is a multiple of what is asked of it. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LIMITED = 0 };
#else
enum { LIMITED = 1 };
#endif

static bool bounded;

/* libvips starts threads for a job, and glibc gives each thread a heap of its own, up to eight a
 * core (mallopt(3)), none of which another thread uses again: a process that is done then keeps as
 * much of the largest jobs in each of them. One heap holds a fifth of that.
 *
 * A block of LARGE and more is a mapping of its own and costs its page faults in each job; blocks
 * below it stay in the heap, of whose end KEPT are kept (docs/adr/0008-one-heap-a-worker.md). */
void heap_bound(void)
{
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
    bounded = true;
}

/* A block that lives on may lie behind those of a large job; malloc_trim() gives back the free
 * pages between them too. */
bool heap_settle(uint64_t anonymous)
{
    return bounded && anonymous > HEAP_SETTLED && malloc_trim(KEPT) == 1;
}

/* Decoders of AV1 start a thread a core, each with a stack that counts as a whole. */
void heap_allow(uint64_t data, uint64_t estimate)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const uint64_t spare = SPARE + (uint64_t)STACK * (cores > 0 ? (uint64_t)cores : 1);
    struct rlimit limit;

    if (!LIMITED || !bounded || data == 0 || estimate > (UINT64_MAX - data - spare) / 2 ||
        getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    const uint64_t wanted = data + 2 * estimate + spare;

    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_DATA, &limit);
}
