#include "base/heap.h"

#include <malloc.h>

enum { LARGE = 1 << 20, KEPT = 4 << 20 }; /* bytes */

/* libvips starts threads for a job, and glibc gives each thread a heap of its own, up to eight a
 * core (mallopt(3)), none of which another thread uses again: a process that is done then keeps as
 * much of the largest jobs in each of them. One heap holds a fifth of that, and costs 2 to 3 % of
 * CPU time in page faults (docs/adr/0008-one-heap-a-worker.md). */
void heap_bound(void)
{
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
}
