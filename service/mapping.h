/* service/mapping.h - a mapping at an address where the kernel can use large pages, of 2 MiB.
 *
 * One owner.
 */
#ifndef SERVICE_MAPPING_H
#define SERVICE_MAPPING_H

#include <stddef.h>

enum { HUGE_PAGE = 2 << 20 }; /* of x86-64, and of arm64 with small pages of 4 KiB */

struct mapping {
    void *at; /* NULL: not mapped */
    size_t size;
    void *room; /* the addresses reserved for it */
    size_t room_size;
};

/* The first `size` bytes of a file, with protection and flags (MAP_PRIVATE, MAP_SHARED, or
 * MAP_PRIVATE | MAP_ANONYMOUS with file -1) as of mmap(2). */
struct mapping mapping_of(int file, size_t size, int protection, int flags);
void mapping_fini(struct mapping *mapping); /* accepts one that is not mapped; again is nothing */

#endif
