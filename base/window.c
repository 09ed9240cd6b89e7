#include "base/window.h"

#include <sys/mman.h>
#include <unistd.h>

static const unsigned char *aligned(const unsigned char *at, uintptr_t unit)
{
    return at - (uintptr_t)at % unit;
}

static const unsigned char *front(struct span input)
{
    return aligned(input.data, (uintptr_t)sysconf(_SC_PAGESIZE));
}

struct window window_of(struct span input)
{
    return (struct window){.input = input};
}

struct window window_mapped(struct span input)
{
    return (struct window){.input = input, .behind = input.len < WINDOW_FROM ? NULL : front(input)};
}

/* Ends on a multiple of the step: a page that is asked for behind it brings back none before it. */
void window_drop(struct window *window, const unsigned char *at)
{
    const unsigned char *end = aligned(at, WINDOW_STEP);

    if (end <= window->behind)
        return;
    (void)madvise((void *)(uintptr_t)window->behind, (size_t)(end - window->behind), MADV_DONTNEED);
    window->behind = end;
}

void window_rewind(struct window *window)
{
    if (window->behind)
        window->behind = front(window->input);
}
