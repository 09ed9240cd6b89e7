/* image/codec/png_unfilter.h - from filtered bytes back to pixels, in place (PNG, 9.2). */
#ifndef IMAGE_CODEC_PNG_UNFILTER_H
#define IMAGE_CODEC_PNG_UNFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* PNG, table 9.1. */
enum png_filter { PNG_NONE, PNG_SUB, PNG_UP, PNG_AVERAGE, PNG_PAETH, PNG_FILTERS };

/* Whether every row begins with a filter type that exists. Rows are row_bytes + 1 apart. */
bool png_unfilter_types(const unsigned char *rows, size_t row_bytes, uint32_t height);

/* Undo the filters of all rows; `pixel`: bytes of a pixel, 1 to 4 (1 below 8 bits a sample). Reads
 * up to CANVAS_PAD bytes behind the last row. */
void png_unfilter(unsigned char *rows, size_t row_bytes, uint32_t height, unsigned pixel);

#endif
