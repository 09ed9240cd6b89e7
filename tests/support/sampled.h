/* tests/support/sampled.h - JPEGs of every sampling and process, drawn with libjpeg alone.
 *
 * The picture has soft colours, a fine ripple, a sharp disc and a coloured border of one pixel, so
 * that shifts, edges and lost chroma show. Safe before a fork.
 */
#ifndef TESTS_SUPPORT_SAMPLED_H
#define TESTS_SUPPORT_SAMPLED_H

#include "base/buf.h"

struct sampled {
    int width, height;
    int h, v; /* sampling factors of luma; chroma has 1 and 1 */
    bool grey;
    bool progressive;
    bool arithmetic;
    bool rgb;        /* stored as RGB, told by an Adobe marker */
    int restart;     /* MCUs between restart markers; 0: none */
    int quality;     /* 0: 90 */
    int dpi;         /* 0: none told */
    int rotation;    /* EXIF orientation; 0: no EXIF */
    const char *icc; /* text of an APP2 profile; NULL: none */
};

/* Add the JPEG to `out`, which the caller has initialised. */
bool sampled_make(const struct sampled *want, struct buf *out);

#endif
