/* service/drain.h - the end of a service: what has been accepted is answered first. */
#ifndef SERVICE_DRAIN_H
#define SERVICE_DRAIN_H

#include "service/httpd.h"

#include <signal.h>

enum { EXIT_SIGNALLED = 128 }; /* plus the signal: the status of one who left at once */

/* From the first SIGTERM on: not ready at once, new connections for shutdown.prestop_s, then none;
 * returns when every request has been answered, 503 after shutdown.grace_s. A connection that is
 * open without a request has two seconds to send the beginning of one. `signals` are blocked and
 * waited for here; a second SIGTERM or SIGINT leaves the process at once. Main thread only. */
void drain(struct server *server, struct httpd *front, const sigset_t *signals);

#endif
