#include "service/mapping.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

/* Somewhere in more addresses than it needs: of memory without a file all of them are mapped, else
 * they are reserved first. */
static struct mapping map_aligned(int file, size_t size, int protection, int flags)
{
    const bool fileless = (flags & MAP_ANONYMOUS) != 0;
    const size_t room_size = size <= SIZE_MAX - HUGE_PAGE ? size + HUGE_PAGE : SIZE_MAX;
    char *room = mmap(NULL, room_size, fileless ? protection : PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (room == MAP_FAILED)
        return (struct mapping){0};
    char *start = room + (HUGE_PAGE - (uintptr_t)room % HUGE_PAGE) % HUGE_PAGE;

    if (fileless || mmap(start, size, protection, flags | MAP_FIXED, file, 0) != MAP_FAILED)
        return (struct mapping){start, size, room, room_size};
    (void)munmap(room, room_size);
    return (struct mapping){0};
}

struct mapping mapping_of(int file, size_t size, int protection, int flags)
{
    if (size >= HUGE_PAGE)
        return map_aligned(file, size, protection, flags);
    void *at = size > 0 ? mmap(NULL, size, protection, flags, file, 0) : MAP_FAILED;

    if (at == MAP_FAILED)
        return (struct mapping){0};
    return (struct mapping){at, size, at, size};
}

void mapping_fini(struct mapping *mapping)
{
    if (mapping->room)
        (void)munmap(mapping->room, mapping->room_size);
    *mapping = (struct mapping){0};
}
