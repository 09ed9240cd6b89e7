/* image/vips/save.h - writing pictures: metadata policy, what the format can hold, size targets.
 */
#ifndef IMAGE_VIPS_SAVE_H
#define IMAGE_VIPS_SAVE_H

#include "image/output.h"

#include <vips/vips.h>

struct saved {
    uint32_t quality;       /* the one used, 0 where the format has none */
    uint64_t bytes;         /* the length */
    uint32_t width, height; /* of one frame, pixels: less than given with shrink=allow */
};

/* Encode `in` to `fd` from its offset 0. This is where lazy decoding happens, so a damaged input
 * ends here as ERR_UNDECODABLE. With max_bytes it is encoded at most 7 times for its quality and 7
 * times for its size; ERR_MAX_BYTES when none fits. With quality=auto a sample of it is encoded at
 * most 3 times first. */
enum err_code save_image(VipsImage *in, const struct output *output, int fd, struct saved *saved,
                         struct err *err) MUST_CHECK;

#endif
