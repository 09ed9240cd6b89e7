/* image/jpeg/baseline.h - the pixels of a baseline JPEG, much faster than libjpeg can.
 *
 * libjpeg reads the header and checks the tables; this reads the one scan of a sequential Huffman
 * JPEG of 8 bits. It reads no more of a block than the scale needs, and steps over the rest several
 * symbols at a time. What it reads without complaint, libjpeg would read without a warning; at the
 * first oddity it gives up, and whoever called it lets libjpeg begin again. One thread each.
 */
#ifndef IMAGE_JPEG_BASELINE_H
#define IMAGE_JPEG_BASELINE_H

#include "base/window.h"
#include "image/codec/jpeg.h"

struct baseline;

/* After jpeg_start_decompress, for the first `planes` components at the scales it chose. Reads
 * nothing from libjpeg's source. NULL: a JPEG of another kind, or no memory. The window over the
 * file is borrowed. */
struct baseline *baseline_new(const struct jpeg_decompress_struct *jpeg, int planes,
                              struct window *window);
void baseline_free(struct baseline *baseline); /* accepts NULL */

/* The next row of MCUs of every plane, as jpeg_read_raw_data. False: the data is damaged, or of a
 * kind that is left to libjpeg. */
bool baseline_read(struct baseline *baseline, unsigned char **rows[]);

#endif
