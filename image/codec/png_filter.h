/* image/codec/png_filter.h - the filters of PNG in the direction of writing (PNG, 9.2 and 12.7).
 *
 * Pure functions on rows; no locks.
 */
#ifndef IMAGE_CODEC_PNG_FILTER_H
#define IMAGE_CODEC_PNG_FILTER_H

#include "image/codec/canvas.h"

/* A row at work: every filter's version of it side by side, each led by its filter type. */
struct png_rows {
    size_t bytes;          /* of a row, without the filter type */
    unsigned char *filter; /* PNG_FILTERS times bytes + 1 */
    unsigned char *zeros;  /* what is above the first row */
};

bool png_rows_init(struct png_rows *rows, size_t bytes); /* false: out of memory */
void png_rows_fini(struct png_rows *rows);

/* Row y of the canvas, filtered the way whose bytes, taken as signed numbers, have the smallest sum
 * of magnitudes (12.7): filter type and bytes, borrowed until the next call. */
const unsigned char *png_rows_best(struct png_rows *rows, const struct canvas *canvas, uint32_t y);

#endif
