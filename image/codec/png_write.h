/* image/codec/png_write.h - a canvas as an 8-bit PNG without interlace.
 *
 * Rows are either all left as they are, or filtered each its own way, and deflated by libdeflate or
 * by png_deflate.h; a sample of the picture says which gives less. Drawings often do without
 * filters, photographs never. Calls are independent of each other.
 */
#ifndef IMAGE_CODEC_PNG_WRITE_H
#define IMAGE_CODEC_PNG_WRITE_H

#include "base/err.h"
#include "base/span.h"
#include "image/codec/canvas.h"

struct png_style {
    int effort;                    /* 1 to 9, libdeflate's level; 0: what the sample says */
    uint32_t density_x, density_y; /* pixels a metre */
};

/* Whether a picture of this size can be written here: its bytes fit into one IDAT chunk. */
bool png_write_takes(uint32_t width, uint32_t height, uint32_t bands);

/* Write to `fd` from its offset 0, replacing what it holds. Filters the canvas in place: its pixels
 * are gone afterwards. Needs as much memory again as deflating can make of it, of which only what
 * the result has is touched. *bytes: the length. ERR_INTERNAL: out of memory, or cannot write. */
enum err_code png_write(struct canvas *canvas, const struct png_style *style, int fd,
                        uint64_t *bytes, struct err *err) MUST_CHECK;

#endif
