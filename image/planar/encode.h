/* image/planar/encode.h - result planes into an encoder's own raw input. */
#ifndef IMAGE_PLANAR_ENCODE_H
#define IMAGE_PLANAR_ENCODE_H

#include "image/planar/planes.h"

/* What is encoded: planes of a picture of `size`; chroma samples cover planes->sub pixels. */
struct encode {
    const struct planes *planes;
    struct size size;
    const struct output *output;
    int quality;
    struct span extras; /* of the format */
};

/* Encode to fd from its offset 0 on. *bytes: the length. */
enum err_code encode_jpeg(const struct encode *encode, int fd, uint64_t *bytes,
                          struct err *err) MUST_CHECK;
enum err_code encode_webp(const struct encode *encode, int fd, uint64_t *bytes,
                          struct err *err) MUST_CHECK;

#endif
