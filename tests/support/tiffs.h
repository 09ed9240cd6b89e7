/* tests/support/tiffs.h - a TIFF with pages of different sizes, which libvips does not write.
 *
 * Made by hand from TIFF 6.0 and the BigTIFF design. Safe before a fork.
 */
#ifndef TESTS_SUPPORT_TIFFS_H
#define TESTS_SUPPORT_TIFFS_H

#include "tests/support/headers.h"

/* A TIFF, or BigTIFF, of two grey pages: 20 by 10 of value 100, and 60 by 40 of value 200. `out` is
 * empty before. */
void tiff_two_pages(enum byte_order order, bool wide, struct buf *out);

#endif
