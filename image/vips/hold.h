/* image/vips/hold.h - lazily computed pictures, kept where they would be computed again.
 *
 * *image is replaced, or on an error as it was. One thread at a time.
 */
#ifndef IMAGE_VIPS_HOLD_H
#define IMAGE_VIPS_HOLD_H

#include "base/err.h"

#include <vips/vips.h>

/* All of it in memory, computed now, in one run from top to bottom; any part may be read at any
 * time. Never in a temporary file, as libvips would do past 100 MB. */
enum err_code hold_whole(VipsImage **image, struct err *err) MUST_CHECK;

/* Its last lines, for a reader from top to bottom; computed as they are asked for. */
enum err_code hold_pieces(VipsImage **image, struct err *err) MUST_CHECK;

#endif
