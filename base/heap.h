/* base/heap.h - how malloc() keeps what is freed. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

/* One heap for all threads of this process, of which what is free is given back to the kernel. For
 * a process that runs one job at a time; call it before the second thread starts. */
void heap_bound(void);

#endif
