/* image/vips/save.h - writing pictures: metadata policy, flattening, one explicit saver a format.
 */
#ifndef IMAGE_VIPS_SAVE_H
#define IMAGE_VIPS_SAVE_H

#include "image/output.h"

#include <vips/vips.h>

/* Encode `in` to `fd` from its offset 0. This is where lazy decoding happens, so a damaged input
 * ends here as ERR_UNDECODABLE. *quality: the one used, 0 where the format has none. *bytes: the
 * length. With max_bytes a lossy format is encoded at most 7 times; ERR_MAX_BYTES when none fits.
 */
enum err_code save_image(VipsImage *in, const struct output *output, int fd, uint32_t *quality,
                         uint64_t *bytes, struct err *err);

#endif
