/* service/inherit.h - listening sockets handed over by systemd (sd_listen_fds(3)), by hand.
 *
 * The protocol is two or three variables: LISTEN_PID is this process, LISTEN_FDS sockets begin at
 * descriptor 3, LISTEN_FDNAMES has their names with colons between. A restart then loses no
 * connection: the socket stays open and the kernel queues what comes meanwhile.
 */
#ifndef SERVICE_INHERIT_H
#define SERVICE_INHERIT_H

#include "base/buf.h"

enum inherit_role { INHERIT_FRONT, INHERIT_ADMIN, INHERIT_ROLES };

/* Fill fds[] with the sockets meant for this process, -1 where there is none: by the names "front"
 * (or "http") and "admin"; sockets with other names, or none, are taken in that order. They become
 * close-on-exec and non-blocking, and the variables are removed, so that no child believes in them.
 * False, and one line in *problem: a descriptor is no listening socket, or there are too many. */
bool inherit_listeners(int fds[INHERIT_ROLES], struct buf *problem) MUST_CHECK;

#endif
