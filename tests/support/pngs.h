/* tests/support/pngs.h - PNGs of every kind, made and read by libpng: the reference.
 *
 * Safe before a fork. Pictures are drawn so that every filter and every branch of Paeth has work.
 */
#ifndef TESTS_SUPPORT_PNGS_H
#define TESTS_SUPPORT_PNGS_H

#include "base/buf.h"

#include <png.h>

enum { PNGS_BYTES_MAX = 64 << 20 };

struct png_kind {
    uint32_t width, height;
    int color;   /* PNG_COLOR_TYPE_* */
    int depth;   /* bits a sample */
    int filters; /* PNG_FILTER_* mask, or PNG_ALL_FILTERS */
    bool interlaced;
    bool transparent; /* a tRNS chunk */
    int level;        /* zlib's */
};

/* Add the file to `out`, which the caller has initialised. False: libpng would not. */
bool pngs_make(const struct png_kind *kind, struct buf *out);

/* 8-bit pixels as libvips asks libpng for them (palette to RGB, tRNS to alpha, few greys to 8
 * bits): rows of width * bands bytes added to `out`. False: an error, warnings aside. */
struct png_pixels {
    uint32_t width, height, bands;
    struct buf data;
};
bool pngs_read(struct span file, struct png_pixels *pixels); /* end with buf_fini(&pixels->data) */

/* A chunk of a file: where its data begins and how long it is; nth from 0. False: no such. */
bool pngs_find(struct span file, const char *type, int nth, size_t *at, size_t *len);

/* Make the CRC of every chunk right again, as far as chunks can be followed. */
void pngs_repair(struct buf *file);

#endif
