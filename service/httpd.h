/* service/httpd.h - the door to libmicrohttpd: bytes of HTTP on one side, requests on the other.
 *
 * service/httpd.c is the only file that sees microhttpd.h. Two modes: HTTP_POOL (poll loops on a
 * few threads; a connection is suspended while its job waits or runs) and
 * HTTP_THREAD_PER_CONNECTION (the thread waits on a condition; suspending is broken in that mode
 * before 1.0.10).
 */
#ifndef SERVICE_HTTPD_H
#define SERVICE_HTTPD_H

#include "service/pace.h"
#include "service/server.h"

struct httpd;

struct httpd_config {
    struct server *server; /* borrowed */
    int listener;          /* bound and listening; ours from httpd_start on */
    bool inherited;        /* somebody else has it too: never shut it down */
    bool admin;            /* one thread, pool mode */
    enum http_mode mode;
    unsigned threads;
    unsigned max_connections;
    struct pace pace;
};

/* NULL: the library cannot start here. */
struct httpd *httpd_start(const struct httpd_config *config);

/* Take no new connection; those that are open live on. */
void httpd_quiesce(struct httpd *httpd);

/* Close every connection and end. No request may be waiting for a worker. */
void httpd_stop(struct httpd *httpd);

const char *httpd_version(void);

#endif
