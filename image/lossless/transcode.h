/* image/lossless/transcode.h - blocks moved as bits: no coefficients of the picture in memory.
 *
 * The AC coefficients of a block are coded the same wherever it stands (T.81, F.1.2.2): each block
 * of the scan is coded anew as it is read, and kept as the bits it will be written as. Then the
 * blocks are joined in the result's order, with the differences of their DC coefficients between.
 *
 *   scan --> read --> block: DC, bits ----> write --> differences, bits, stuffing
 *             |                       \
 *             +-- turned, signs         one place each, in the result's order
 *
 * For sequential Huffman JPEGs of 8 bits in one scan, without a fault. The result is, byte for
 * byte, what jpeg_write_coefficients makes of the same blocks. One thread each.
 */
#ifndef IMAGE_LOSSLESS_TRANSCODE_H
#define IMAGE_LOSSLESS_TRANSCODE_H

#include "image/lossless/layout.h"

struct transcode;

/* All of the input, after jpeg_read_header, for the tables of `out`. Reads nothing from libjpeg's
 * source. NULL: the file is damaged or of another kind, holds coefficients that no picture has
 * (blocks.h), or there is no memory. The tables of `out` have codes for all others. */
struct transcode *transcode_read(const struct jpeg_decompress_struct *in,
                                 const struct layout *layout,
                                 const struct jpeg_compress_struct *out);
void transcode_free(struct transcode *transcode); /* NULL is fine */

/* Everything behind the scan's header, end of image included, through the sink's buffer behind what
 * is in there. False, when some may be written already: the file cannot take it. */
bool transcode_write(const struct transcode *transcode, struct jpeg_sink *sink);

#endif
