/* image/codec/strip.h - a file without its metadata, and every pixel's bytes as they were.
 *
 * JPEG, PNG and WebP: segments or chunks are left out, nothing is decoded; what stands behind the
 * end of the picture goes too. Reads only inside the span. Any thread.
 */
#ifndef IMAGE_CODEC_STRIP_H
#define IMAGE_CODEC_STRIP_H

#include "base/buf.h"
#include "base/macros.h"
#include "image/format.h"

/* Append to `out` what stays of `file`: all that a decoder needs, densities, and the ICC profile
 * where `keep_icc`. EXIF (its orientation too), XMP, IPTC, comments and what is not known go.
 * False: of another format, or not whole; `out` may hold a part then. */
bool strip_metadata(enum format_id format, struct span file, bool keep_icc,
                    struct buf *out) MUST_CHECK;

#endif
