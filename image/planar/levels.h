/* image/planar/levels.h - the strips of a decode, and the same strips at a half, a quarter, an
 * eighth.
 *
 * Several results of one picture want it at several sizes, and the IDCT gives one. Each level is
 * the mean of two by two samples of the one before, which costs little and leaves each scaler as
 * much to do as if the IDCT had scaled for it alone. One thread.
 */
#ifndef IMAGE_PLANAR_LEVELS_H
#define IMAGE_PLANAR_LEVELS_H

#include "image/planar/planes.h"
#include "image/planar/reader.h"

enum { LEVELS_MAX = 4 }; /* 1/1 to 1/8 of what is decoded */

struct level {
    struct reader_plane source[READER_PLANES]; /* what the planes would be, were they decoded so */
    struct plane strips[READER_PLANES];        /* `units` times source[].rows rows of each */
};

struct levels {
    int planes;
    int n; /* 1: only what is decoded */
    struct level at[LEVELS_MAX];
};

/* Strips of `units` rows of MCUs, of n levels. 8 divides the rows of every strip of the first, and
 * n is at most LEVELS_MAX. False: no memory. End it with levels_fini in any case. */
bool levels_init(struct levels *levels, const struct reader *reader, uint32_t units,
                 int n) MUST_CHECK;
void levels_fini(struct levels *levels);

/* The strips of the first level hold the index-th rows of the picture: make the other levels'. */
void levels_fill(struct levels *levels, uint32_t index);

#endif
