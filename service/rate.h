/* service/rate.h - how many images one client may send: a token bucket an address.
 *
 * One table of fixed size for the process, so that no flood of addresses costs memory: an address
 * that finds no bucket free takes the one that has rested longest among the few it may have. IPv6
 * counts by /64, which is what one subscriber has (RFC 6177). Safe from any thread, constant time.
 */
#ifndef SERVICE_RATE_H
#define SERVICE_RATE_H

#include "base/err.h"

#include <stdint.h>
#include <sys/socket.h>

struct rate_limits {
    int64_t rate;  /* tokens a second; 0: no limit */
    int64_t burst; /* tokens a bucket holds */
};

/* Take one token of the client's. ERR_RATE when there is none: *wait_s is then when there will be,
 * in whole seconds, at least 1. Anything but an IP address passes. */
enum err_code rate_take(const struct rate_limits *limits, const struct sockaddr *client,
                        int64_t now_ns, int64_t *wait_s, struct err *err) MUST_CHECK;

#endif
