/* service/worker.h - a worker: one job at a time, read from a socket, answered on it.
 *
 * A worker process is this binary started again as `mezzotint worker` with its socket as descriptor
 * WORKER_SOCKET; it ends when the socket closes. In thread isolation the same loop runs on a thread
 * of the front. A worker opens nothing after warm-up: descriptors come with the job.
 */
#ifndef SERVICE_WORKER_H
#define SERVICE_WORKER_H

enum { WORKER_SOCKET = 3 };

/* The whole life of a worker process; returns its exit status. */
int worker_main(int socket);

/* Announce readiness, then serve jobs until the peer closes. Closes `socket`. */
void worker_serve(int socket);

#endif
