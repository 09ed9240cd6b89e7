#include "base/heap.h"

#include <malloc.h>

enum { LARGE = 8 << 20, KEPT = 16 << 20 }; /* bytes */

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
