/* service/channel.h - the socket between front and worker, with room for the longest job
 * (service/job.h).
 *
 * What the kernel gives by itself, net.core.wmem_default, may be less; then more is asked for. Any
 * thread.
 */
#ifndef SERVICE_CHANNEL_H
#define SERVICE_CHANNEL_H

#include "base/buf.h"

/* Before the start: false, and one line in *problem, where this system's sockets are too small. */
bool channel_prepare(struct buf *problem) MUST_CHECK;

/* Both ends, close-on-exec. False: the system refuses; none is left open. */
bool channel_open(int pair[2]) MUST_CHECK;

/* Make room in a socket that is there. False: net.core.wmem_max is too low. */
bool channel_make_room(int socket) MUST_CHECK;

#endif
