#include "image/codec/canvas.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

void *canvas_memory(size_t size)
{
    if (size < 2 * (size_t)HUGE_PAGE)
        return malloc(size);
    const size_t whole = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *memory = aligned_alloc(HUGE_PAGE, whole);

    if (memory)
        (void)madvise(memory, whole, MADV_HUGEPAGE); /* advice: without it all works the same */
    return memory;
}

bool canvas_init(struct canvas *canvas, uint32_t width, uint32_t height, uint32_t bands)
{
    const size_t stride = 1 + (size_t)width * bands;
    const bool fits = height <= (PTRDIFF_MAX - CANVAS_PAD) / stride;
    unsigned char *memory = fits ? canvas_memory(stride * height + CANVAS_PAD) : NULL;

    if (memory == NULL)
        return false;
    *canvas = (struct canvas){width, height, bands, stride, memory + 1, memory};
    return true;
}

void canvas_fini(struct canvas *canvas)
{
    free(canvas->memory);
    *canvas = (struct canvas){0};
}

void canvas_cut(struct canvas *canvas, uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
    canvas->first = canvas_row(canvas, y) + (size_t)x * canvas->bands;
    canvas->width = width;
    canvas->height = height;
}

/* Rows only move towards the beginning, so none is overwritten before it was moved. */
void canvas_pack(struct canvas *canvas)
{
    const size_t bytes = canvas_row_bytes(canvas);
    unsigned char *to = (unsigned char *)canvas->memory + 1;

    if (canvas->stride == bytes + 1 && canvas->first == to)
        return;
    for (uint32_t y = 0; y < canvas->height; y++)
        memmove(to + (bytes + 1) * y, canvas_row(canvas, y), bytes);
    canvas->first = to;
    canvas->stride = bytes + 1;
}

void canvas_take(struct canvas *canvas, struct canvas *next)
{
    free(canvas->memory);
    *canvas = *next;
    *next = (struct canvas){0};
}
