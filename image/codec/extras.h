/* image/codec/extras.h - what a file carries beside its pixels: density, profile, EXIF, XMP, IPTC,
 * as whole segments (JPEG) or chunks (WebP), one after the other.
 *
 * Taken out of a small file that libvips wrote (image/vips/carry.h), put into one whose pixels
 * another encoder wrote. Reads only inside the span, linear in it. Any thread.
 */
#ifndef IMAGE_CODEC_EXTRAS_H
#define IMAGE_CODEC_EXTRAS_H

#include "base/buf.h"
#include "base/macros.h"
#include "image/format.h"
#include "image/moves.h"

/* Where a result goes, and the extras of its format that go with it. */
struct dest {
    int fd;
    struct span extras;
};

/* Append to `out` what `file` carries. Where EXIF says the sides of its picture (PixelXDimension,
 * PixelYDimension; Exif 3.0, 4.6.6), they become those of `size`. False: of another format, not
 * whole, or no memory. */
bool extras_take(enum format_id format, struct span file, struct size size,
                 struct buf *out) MUST_CHECK;

/* A WebP of one picture, as libwebp writes it, with these extras (RFC 9649, 2.7): the extended
 * format, its profile before the picture, the rest behind it. */
bool extras_into_webp(struct span file, struct span extras, struct size size,
                      struct buf *out) MUST_CHECK;

#endif
