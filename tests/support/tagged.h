/* tests/support/tagged.h - a JPEG with all the metadata that a camera and an editor leave in one.
 *
 * EXIF of both byte orders with camera, artist, copyright, position, maker note, comment and a
 * small picture; XMP with a position; IPTC in a Photoshop block; a profile in several segments.
 * Made by hand from TIFF 6.0 and Exif 3.0. Safe before a fork.
 */
#ifndef TESTS_SUPPORT_TAGGED_H
#define TESTS_SUPPORT_TAGGED_H

#include "base/buf.h"

struct tagged {
    int orientation; /* 1 to 8; 0: no EXIF at all */
    bool big;        /* byte order */
    bool xmp, iptc;
    bool loops;      /* the directory behind the small picture's is the first again */
    bool claims;     /* a text says that it has 4 GB, a directory that it lies outside */
    struct span icc; /* a profile, in segments of at most 60000 bytes; empty: none */
};

/* Texts that a result has, or must not have. */
#define TAGGED_ARTIST "Wilhelmina Example"
#define TAGGED_COPYRIGHT "(c) 2026 Example"
#define TAGGED_CAMERA "Example Camera 7"
#define TAGGED_NOTE "maker note of nobody"
#define TAGGED_BYLINE "Iptc Byline"
#define TAGGED_PLACE "52,30.5N"

/* Add `jpeg` with these segments behind its SOI to `out`. */
void tagged_jpeg(const struct tagged *want, struct span jpeg, struct buf *out);

/* Add the EXIF block alone, from its byte order on. */
void tagged_exif(const struct tagged *want, struct buf *out);

#endif
