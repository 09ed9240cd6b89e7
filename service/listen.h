/* service/listen.h - a bound, listening socket, and what it is called. */
#ifndef SERVICE_LISTEN_H
#define SERVICE_LISTEN_H

#include "base/buf.h"

/* Bind host (a name or literal) and port (0: any). -1 and one line in *problem when it cannot be.
 * The caller closes. */
int listen_on(const char *host, int64_t port, struct buf *problem);

/* "http://127.0.0.1:8080", with brackets around IPv6. */
void listen_url(int fd, struct buf *out);

#endif
