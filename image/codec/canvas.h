/* image/codec/canvas.h - 8-bit interleaved pixels in memory, laid out as PNG filters them.
 *
 *   row 0:  [f] p p p ... p     f: one byte before every row, room for PNG's filter type
 *   row 1:  [f] p p p ... p     p: 1 to 4 bands of 8 bits, interleaved
 *
 * So an inflated PNG is a canvas as it stands, and a canvas can be filtered and deflated without
 * another copy. One owner, no locks.
 */
#ifndef IMAGE_CODEC_CANVAS_H
#define IMAGE_CODEC_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas {
    uint32_t width, height; /* pixels */
    uint32_t bands;         /* 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA */
    size_t stride;          /* bytes from row to row, more than width * bands */
    unsigned char *first;   /* the first pixel of row 0 */
    void *memory;           /* owned */
};

/* Bytes behind the last pixel that may be read and written, so that a pixel may be moved as four
 * bytes whatever it has. */
enum { CANVAS_PAD = 16 };

/* Uninitialised pixels, rows packed; false: out of memory, or larger than memory can be. */
bool canvas_init(struct canvas *canvas, uint32_t width, uint32_t height, uint32_t bands);
void canvas_fini(struct canvas *canvas); /* accepts a zeroed one */

/* Memory for `size` bytes, to be freed with free(). Large areas ask for huge pages: a page fault
 * every 4 KiB costs as much as the resampler (measured: 2 to 3 ms of 12 MB). */
void *canvas_memory(size_t size);

static inline unsigned char *canvas_row(const struct canvas *canvas, uint32_t y)
{
    return canvas->first + canvas->stride * y;
}

static inline size_t canvas_row_bytes(const struct canvas *canvas)
{
    return (size_t)canvas->width * canvas->bands;
}

/* Keep this box, which must lie inside; no pixel moves. */
void canvas_cut(struct canvas *canvas, uint32_t x, uint32_t y, uint32_t width, uint32_t height);

/* Close the gaps that a cut left: afterwards the stride is one byte more than a row. */
void canvas_pack(struct canvas *canvas);

/* Replace *canvas by *next, which moves in. */
void canvas_take(struct canvas *canvas, struct canvas *next);

#endif
