/* service/pace.h - how long a client may take: deadlines of headers, bodies and idle connections.
 *
 * Plain values and pure functions; times are CLOCK_MONOTONIC nanoseconds.
 */
#ifndef SERVICE_PACE_H
#define SERVICE_PACE_H

#include <stdint.h>

struct pace {
    unsigned idle_timeout_s;
    unsigned header_timeout_s;
    unsigned min_upload_rate_kbps; /* 10^3 bytes a second; 0: any rate */
};

/* Until when a new connection must have sent its first headers; until when nothing may happen. */
int64_t pace_headers(const struct pace *pace, int64_t now_ns);
int64_t pace_idle(const struct pace *pace, int64_t now_ns);

/* Until when more of a body must come: it may take the header timeout plus its size so far at the
 * lowest rate, and never rest longer than an idle connection may. */
int64_t pace_upload(const struct pace *pace, int64_t headers_ns, uint64_t received, int64_t now_ns);

/* Until when a reply must be gone: the job's own deadline where there is one still to come (it
 * covers queue, work and write), else the idle time. 0: no job. */
int64_t pace_reply(const struct pace *pace, int64_t deadline_ns, int64_t now_ns);

#endif
