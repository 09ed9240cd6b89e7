/* service/budget.h - what the settings come to on a machine: how many workers, and whether they
 * fit.
 *
 * Plain functions of the settings and of what the machine has, so that any machine can be tried.
 */
#ifndef SERVICE_BUDGET_H
#define SERVICE_BUDGET_H

#include "service/settings.h"

struct machine {
    int cpus;        /* cores, or the control group's quota rounded up when that is less */
    uint64_t memory; /* bytes: the control group's limit, or what is built in when that is less */
};

/* The machine below `root` (see service/cgroup.h); "" is this one. Reads files. */
struct machine budget_machine(const char *root);

/* Workers to run: workers.count; auto is a worker a CPU, fewer when the memory holds fewer. */
int budget_workers(const struct settings *settings, const struct machine *machine);

/* Bytes that the idle service with its workers and one body needs. */
uint64_t budget_needed(const struct settings *settings, int workers);

/* False, and one line in *problem, when the memory does not hold the workers asked for, or one. */
bool budget_fits(const struct settings *settings, const struct machine *machine,
                 struct buf *problem);

#endif
