/* image/jpeg/feed.h - entropy-coded bytes of a JPEG without their stuffing, piece by piece.
 *
 * A decoder reads bits of `data` from a place of its own, `next`. While next < safe it may read
 * FEED_UNIT bytes without a look at the end; from there on, feed_more moves
 * what is left to the front and adds. One owner.
 *
 *   data ........ next ............. safe ........ stop 0 0 0 ... 0
 *                 |  may begin a unit  |  FEED_UNIT  |  FEED_UNIT  |
 *
 * Behind a segment's last byte (the input stands at a marker, `closed`) are so many zeros that a
 * unit may begin at `stop` and still be read; whoever does must ask afterwards how far it came.
 */
#ifndef IMAGE_JPEG_FEED_H
#define IMAGE_JPEG_FEED_H

#include "base/window.h"

/* The most of an MCU: 10 blocks (T.81, B.2.3) of 64 coefficients, each with a code of 16 and a
 * value of 15 bits, and three words, for the decoder reads ahead. */
enum { FEED_UNIT = 10 * 64 * (16 + 15) / 8 + 24, FEED_ROOM = 16384 };

struct feed {
    struct window *window;            /* over the input, passed by what is read; NULL: none */
    const unsigned char *input, *end; /* not unstuffed yet */
    const unsigned char *stop, *safe;
    bool closed;
    unsigned char data[FEED_ROOM + FEED_UNIT];
};

/* Begin with the bytes behind a scan's header, or behind a restart marker. `next` is feed->data.
 * A window is set after that. */
void feed_init(struct feed *feed, struct span input);

/* More, where next >= safe: the same place in what is there now. NULL: nothing is left and no
 * marker ends it. */
const unsigned char *feed_more(struct feed *feed, const unsigned char *next);

/* The marker the input stands at, where it is closed. */
static inline unsigned feed_marker(const struct feed *feed)
{
    return feed->input[1];
}

/* The marker the input stands at is RSTn: begin behind it. */
bool feed_restart(struct feed *feed, unsigned n);

#endif
