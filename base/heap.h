/* base/heap.h - how malloc() keeps what is freed. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stdint.h>

/* Anonymous bytes that a process may have between jobs before heap_settle() looks for free ones. */
enum { HEAP_SETTLED = 40 << 20 };

/* One heap for all threads of this process, which keeps what one ordinary job takes for the next.
 * For a process that runs one job at a time; call it before the second thread starts. */
void heap_bound(void);

/* Between jobs: of `anonymous` resident bytes, gives back what is free, where they are over
 * HEAP_SETTLED. True: it has. Without heap_bound(), as in the front, it does nothing. */
bool heap_settle(uint64_t anonymous);

/* Before a job that is reckoned to need `estimate` bytes, in a process that has `data` bytes of
 * private memory to write to: it gets twice the estimate and some more (docs/adr/0014), and then
 * malloc() says no. What is reserved counts, used or not (getrlimit(2), RLIMIT_DATA). Each call
 * stands in for the last one. Without heap_bound(), and under a sanitizer, it does nothing. */
void heap_allow(uint64_t data, uint64_t estimate);

#endif
