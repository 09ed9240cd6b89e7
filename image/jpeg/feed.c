#include "image/jpeg/feed.h"

#include <string.h>

enum { FF = 0xFF, RST0 = 0xD0 };

/* Up to the next 0xFF, and that as well where it is data (T.81, B.1.1.5). Returns the end of what
 * was written; the same as `to` where a marker stands, or the input ends. */
static unsigned char *unstuff(struct feed *feed, unsigned char *to, size_t room)
{
    const size_t left = (size_t)(feed->end - feed->input);
    const size_t most = left < room ? left : room;
    const unsigned char *ff = memchr(feed->input, FF, most);
    const size_t len = ff ? (size_t)(ff - feed->input) : most;

    memcpy(to, feed->input, len);
    feed->input += len;
    if (ff && left - len >= 2 && feed->input[1] == 0) {
        to[len] = FF;
        feed->input += 2;
        return to + len + 1;
    }
    feed->closed = ff && left - len >= 2;
    return to + len;
}

static void fill(struct feed *feed, unsigned char *to)
{
    unsigned char *const most = feed->data + FEED_ROOM;

    while (!feed->closed && to < most) {
        unsigned char *const now = unstuff(feed, to, (size_t)(most - to));

        if (now == to)
            break;
        to = now;
    }
    feed->stop = to;
    feed->safe = to - feed->data > FEED_UNIT ? to - FEED_UNIT : feed->data;
    if (feed->closed)
        memset(to, 0, FEED_UNIT);
    if (feed->window)
        window_pass(feed->window, feed->input);
}

static void begin(struct feed *feed, struct span input)
{
    feed->input = input.data;
    feed->end = input.data + input.len;
    feed->closed = false;
    fill(feed, feed->data);
}

void feed_init(struct feed *feed, struct span input)
{
    feed->window = NULL;
    begin(feed, input);
}

const unsigned char *feed_more(struct feed *feed, const unsigned char *next)
{
    const size_t left = next < feed->stop ? (size_t)(feed->stop - next) : 0;

    if (feed->closed)
        return next;
    memmove(feed->data, next, left);
    fill(feed, feed->data + left);
    return feed->closed || feed->safe > feed->data ? feed->data : NULL;
}

bool feed_restart(struct feed *feed, unsigned n)
{
    if (!feed->closed || feed_marker(feed) != RST0 + n)
        return false;
    begin(feed, span_of(feed->input + 2, (size_t)(feed->end - feed->input) - 2));
    return true;
}
