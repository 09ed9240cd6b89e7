/* tests/support/headers.h - image headers made by hand, piece by piece, into a buf.
 *
 * Only what a header reader looks at: checksums are zero and no pixel follows. Numbers in the byte
 * order of their format.
 */
#ifndef TESTS_SUPPORT_HEADERS_H
#define TESTS_SUPPORT_HEADERS_H

#include "base/buf.h"

enum byte_order { ORDER_LITTLE, ORDER_BIG };

void header_number(struct buf *out, enum byte_order order, int bytes, uint64_t number);

/* TIFF block with one IFD entry, the orientation: what EXIF starts with. */
void header_exif(struct buf *out, enum byte_order order, unsigned orientation);

/* A marker segment (its length written before it), and the frame and scan headers. */
void header_jpeg_segment(struct buf *out, int marker, struct span data);
void header_jpeg_frame(struct buf *out, int marker, unsigned width, unsigned height,
                       unsigned components);
void header_jpeg_scan(struct buf *out, unsigned components);
void header_jpeg_exif(struct buf *out, enum byte_order order, unsigned orientation);

/* Signature and IHDR without interlace; then any chunk. */
void header_png(struct buf *out, uint32_t width, uint32_t height, int depth, int color);
void header_png_chunk(struct buf *out, const char *type, struct span data);

/* RIFF header and the first chunk. */
void header_webp(struct buf *out, const char *type, struct span data);

void header_gif(struct buf *out, unsigned width, unsigned height);

/* An ftyp box; `brands`: the major one and the compatible ones, four letters each. */
void header_ftyp(struct buf *out, const char *brands);

#endif
