/* tests/support/shot.h - the planes of a JPEG as the planar engine's reader gives them, whole.
 *
 * Read by our own decoder of baseline JPEGs where it can, or by libjpeg alone: the two must judge
 * every file alike. Ended with shot_fini.
 */
#ifndef TESTS_SUPPORT_SHOT_H
#define TESTS_SUPPORT_SHOT_H

#include "image/planar/reader.h"

struct shot {
    enum err_code code;
    unsigned char *samples[READER_PLANES]; /* NULL: no such plane */
    struct reader_plane plane[READER_PLANES];
    int size[READER_PLANES]; /* samples along a block's side */
    bool ours;               /* our decoder read all of it */
    long warnings;           /* of libjpeg */
};

enum shot_by { SHOT_BOTH, SHOT_LIBJPEG };

void shot_take(struct shot *shot, struct span input, const struct reader_want *want,
               enum shot_by by);
void shot_fini(struct shot *shot);

/* The largest distance of a sample from what the coefficients mean (exact.h), in levels; 0 where
 * the file is so damaged behind its picture that libjpeg does not give them. */
double shot_error(const struct shot *shot, struct span input);

#endif
