/* image/lossless/lossless_by.h - the lossless engine by one of its ways: tests compare them. */
#ifndef IMAGE_LOSSLESS_LOSSLESS_BY_H
#define IMAGE_LOSSLESS_LOSSLESS_BY_H

#include "image/lossless/lossless.h"

enum lossless_by {
    LOSSLESS_BY_ANY,     /* bits where that can be, else libjpeg */
    LOSSLESS_BY_LIBJPEG, /* coefficients in memory (arrays.h) */
    LOSSLESS_BY_BITS,    /* transcode.h, and nothing else: *mine is false where it cannot */
};

/* As lossless_run(). */
enum err_code lossless_by(enum lossless_by by, const struct plan *plan, const struct limits *limits,
                          struct span input, const struct dest *dest, struct run_facts *facts,
                          bool *mine, struct err *err) MUST_CHECK;

#endif
