/* image/lossless/arrays.h - blocks moved libjpeg's way: all coefficients of the picture in memory,
 * and all of the result beside them.
 */
#ifndef IMAGE_LOSSLESS_ARRAYS_H
#define IMAGE_LOSSLESS_ARRAYS_H

#include "image/lossless/layout.h"

/* After jpeg_read_header; the result is what jpeg_write_coefficients takes, and lives as long as
 * `in`. Whether all blocks fit (blocks.h): libjpeg-turbo 2.1 looks whether a coefficient has a code
 * only when it makes the tables itself. Calls libjpeg, which may jump. */
bool arrays_move(j_decompress_ptr in, const struct layout *layout,
                 jvirt_barray_ptr result[LAYOUT_PARTS]);

#endif
