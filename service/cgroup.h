/* service/cgroup.h - what the control group of this process allows (Linux cgroups, v2 and v1).
 *
 * The limits of a group and of all groups above it hold; the smallest is given. `root` is put
 * before
 * "/proc/self/cgroup" and "/sys/fs/cgroup": "" for the real ones. A file that is missing or cannot
 * be read means no limit. Reads files at every call; safe from any thread.
 */
#ifndef SERVICE_CGROUP_H
#define SERVICE_CGROUP_H

#include <stdint.h>

/* The CPU quota in whole CPUs, rounded up, at least 1; 0: no quota. */
int cgroup_cpus(const char *root);

/* The memory limit in bytes; 0: none. */
uint64_t cgroup_memory(const char *root);

/* The cores this process may run on, at least 1. */
int cgroup_online_cpus(void);

#endif
