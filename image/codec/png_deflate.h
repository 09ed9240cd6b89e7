/* image/codec/png_deflate.h - filtered rows as a zlib stream, fast (RFC 1950, RFC 1951).
 *
 * What a filter leaves of a photograph is noise around zero: worth a Huffman code, and hardly a
 * match. So the only matches are runs, found without a search: of a byte, of a pixel, and of what
 * is in the row above. Pure functions; no locks.
 */
#ifndef IMAGE_CODEC_PNG_DEFLATE_H
#define IMAGE_CODEC_PNG_DEFLATE_H

#include <stddef.h>

/* The most bytes that png_deflate() makes of `len`. */
size_t png_deflate_bound(size_t len);

/* Rows of `row` bytes, filter type included, `pixel` bytes a pixel; to `out`, which has
 * png_deflate_bound(len) bytes. How many it has made; 0: out of memory. */
size_t png_deflate(const unsigned char *data, size_t len, size_t row, size_t pixel,
                   unsigned char *out);

#endif
