/* tests/support/drawn.h - pictures made without libvips: exact, small, or odd on purpose.
 *
 * Safe anywhere, before a fork too. Every function adds to `out`, which the caller has initialised.
 */
#ifndef TESTS_SUPPORT_DRAWN_H
#define TESTS_SUPPORT_DRAWN_H

#include "base/buf.h"

/* A grey gradient as PNG; at 4000x4000 and blur sigma=100 it keeps a worker busy for seconds. */
bool drawn_png(int width, int height, struct buf *out);

/* A colour gradient as baseline JPEG. */
bool drawn_jpeg(int width, int height, struct buf *out);

/* A grey progressive JPEG of 127 scans: one for the DC and two for each AC coefficient. */
bool drawn_jpeg_scans(int side, struct buf *out);

/* A GIF of `frames` frames of 1x1. */
void drawn_gif(int frames, struct buf *out);

/* The first bytes of a PNG that claims to be so large, with a valid header and a broken body. */
void drawn_png_header(uint32_t width, uint32_t height, struct buf *out);

#endif
