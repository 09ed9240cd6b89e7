/* service/spawn.h - starting a worker process. Only the pool's thread calls. */
#ifndef SERVICE_SPAWN_H
#define SERVICE_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Start this binary again as a worker on `socket` (still the caller's), with nothing of the front's
 * environment that could be a secret. It can write no file longer than `file_max` bytes; 0: any.
 * False: the system refuses. */
bool spawn_worker(int socket, uint64_t file_max, pid_t *pid);

#endif
