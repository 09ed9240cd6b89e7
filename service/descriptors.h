/* service/descriptors.h - how many descriptors this process may have, and what they are kept for.
 */
#ifndef SERVICE_DESCRIPTORS_H
#define SERVICE_DESCRIPTORS_H

#include "service/settings.h"

/* How many connections fit into so many descriptors: each has a socket and perhaps a body, each
 * place a result, each worker a socket, a tray and an output; the rest is for listeners, epoll,
 * log, and starts. 0: none.
 */
int64_t descriptors_connections(const struct settings *settings, uint64_t limit);

/* Raise the limit as far as it goes, and lower http.max_connections to what fits, so that clients
 * never take the descriptors of health checks and workers. False: *problem holds the line to
 * print. */
bool descriptors_prepare(struct settings *settings, struct buf *problem) MUST_CHECK;

/* Log that fewer connections fit than were asked for; for after the start, whose failures are one
 * line each. */
void descriptors_tell(const struct settings *asked, const struct settings *fit);

#endif
