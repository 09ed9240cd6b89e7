/* image/vips/heif_check.h - what of a HEIF or AVIF libheif would read otherwise than we, or for too
 * long. */
#ifndef IMAGE_VIPS_HEIF_CHECK_H
#define IMAGE_VIPS_HEIF_CHECK_H

#include "base/err.h"
#include "base/span.h"

/* Compressed metadata that a file may have, in bytes: inflated it is a thousand times that. */
enum { HEIF_COMPRESSED_MAX = 32 << 10 };

/* ERR_UNDECODABLE for a second meta box at file level, where ISO/IEC 14496-12 has one at most: of
 * several libheif believes the last one, and probe_header() the first. And for more deflated
 * metadata than HEIF_COMPRESSED_MAX: libheif 1.15 inflates it while it only opens the file, without
 * a bound, and 4 MB made it hold 12 GB; nor for any by Brotli, nor for generic compression, which
 * newer ones read. What is no HEIF passes: libheif says so itself. */
enum err_code heif_check(struct span heif, struct err *err);

#endif
