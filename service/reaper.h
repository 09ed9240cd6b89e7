/* service/reaper.h - what is done four times a second: cutting off clients that are too slow, and
 * freeing buffers that nobody needs.
 *
 * Every connection has a link with a deadline; four times a second one thread shuts down the
 * sockets that are overdue, and the HTTP library notices. The library's own timeout is for idle
 * connections only: a byte now and then would hold one for ever. Links are added and removed by the
 * library's connection callbacks, removal always before the descriptor is closed, so a descriptor
 * that was used again is never hit.
 */
#ifndef SERVICE_REAPER_H
#define SERVICE_REAPER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct link {
    int fd;
    _Atomic int64_t deadline_ns; /* 0: none */
    _Atomic bool awaited;        /* no request has begun on it yet */
    struct link *next, *prev;
};

bool reaper_start(void);
void reaper_stop(void);

/* A link for a new connection, or NULL when memory is out (the connection then has no deadline).
 * `awaited`: its first request is one that a drain should wait for. */
struct link *reaper_add(int fd, int64_t deadline_ns, bool awaited);
void reaper_begun(struct link *link);  /* that request is here; accepts NULL */
bool reaper_awaits(void);              /* there is a connection whose request is not */
void reaper_remove(struct link *link); /* accepts NULL; frees */
void reaper_move(struct link *link, int64_t deadline_ns); /* accepts NULL */

/* Shut every connection down, now. */
void reaper_close_all(void);

#endif
