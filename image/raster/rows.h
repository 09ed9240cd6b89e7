/* image/raster/rows.h - between interleaved bytes and the 16-bit planes that are resampled.
 *
 * Opaque pixels: a sample is value * 256. With alpha: colour is premultiplied, and zero and one lie
 * an eighth of the range inside of it, so that what a kernel over- and undershoots on its way along
 * one axis is not lost to the other, and is in proportion to its alpha when it is divided again
 * (measured on noise: 5 dB). Pure functions; planes are aligned to 16 bytes at least.
 */
#ifndef IMAGE_RASTER_ROWS_H
#define IMAGE_RASTER_ROWS_H

#include <stdint.h>

enum { ROWS_PLANES = 4 };

/* Pixels [left, right) of a row of `bands` bands into planes: grey, or R, G, B; alpha always in the
 * fourth. Reads up to 16 bytes behind pixel `right`. */
void rows_unpack(const unsigned char *row, unsigned bands, unsigned left, unsigned right,
                 uint16_t *const planes[ROWS_PLANES]);

/* And back, rounded to the nearest. */
void rows_pack(const uint16_t *const planes[ROWS_PLANES], unsigned bands, unsigned left,
               unsigned right, unsigned char *row);

#endif
