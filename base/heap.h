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

#endif
