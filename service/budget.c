#include "service/budget.h"

#include "service/cgroup.h"

#include <unistd.h>

enum { MB = 1000000, WORKERS_MAX = 1024 };

/* Measured with libvips 8.14 and 8.16 (proportional set size of an idle, warm service): the front 4
 * MB and the code all processes share 24 MB; each worker 13 MB of its own. Rounded up. */
enum { FRONT_MB = 32, WORKER_MB = 16 };

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

struct machine budget_machine(const char *root)
{
    const int cores = cgroup_online_cpus();
    const int quota = cgroup_cpus(root);
    const uint64_t built_in = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    const uint64_t limit = cgroup_memory(root);

    return (struct machine){
        .cpus = quota > 0 && quota < cores ? quota : cores,
        .memory = limit > 0 ? lesser(limit, built_in) : built_in,
    };
}

uint64_t budget_needed(const struct settings *settings, int workers)
{
    const int64_t processes = workers + settings->workers_spare;

    return (uint64_t)(FRONT_MB + WORKER_MB * processes + settings->limits_body_mb) * MB;
}

int budget_workers(const struct settings *settings, const struct machine *machine)
{
    const uint64_t fixed = budget_needed(settings, 0);

    if (settings->workers_count > 0)
        return (int)settings->workers_count;
    const uint64_t wanted = lesser((uint64_t)machine->cpus, WORKERS_MAX);
    const uint64_t room =
        machine->memory > fixed ? (machine->memory - fixed) / ((uint64_t)WORKER_MB * MB) : 0;
    const uint64_t found = lesser(wanted, room);

    return found > 0 ? (int)found : 1;
}

bool budget_fits(const struct settings *settings, const struct machine *machine,
                 struct buf *problem)
{
    const int workers = budget_workers(settings, machine);
    const uint64_t needed = budget_needed(settings, workers);

    if (needed <= machine->memory)
        return true;
    buf_printf(problem,
               "mezzotint: %lld MB of memory are too little for %d worker%s, %lld spare and a body "
               "of %lld MB: %lld MB are needed; raise the memory limit, or lower workers.count, "
               "workers.spare or limits.body_mb",
               (long long)(machine->memory / MB), workers, workers == 1 ? "" : "s",
               (long long)settings->workers_spare, (long long)settings->limits_body_mb,
               (long long)(needed / MB));
    return false;
}
