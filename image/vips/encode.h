/* image/vips/encode.h - one encoding of a picture that its format can hold. */
#ifndef IMAGE_VIPS_ENCODE_H
#define IMAGE_VIPS_ENCODE_H

#include "image/output.h"

#include <vips/vips.h>

/* The picture as the encoder wants it, with the metadata that goes out: to be encoded as often as
 * needed. A new reference. */
enum err_code encode_ready(VipsImage *in, const struct output *output, VipsImage **out,
                           struct err *err) MUST_CHECK;

/* Encode a ready picture over whatever `fd` holds, from its offset 0. *bytes: the length. */
enum err_code encode_once(VipsImage *ready, const struct output *output, int fd, int quality,
                          uint64_t *bytes, struct err *err) MUST_CHECK;

#endif
