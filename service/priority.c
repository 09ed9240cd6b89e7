#include "service/priority.h"

#include <errno.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Since Linux 6.12 a task may say how long its turns are (0.1 to 100 ms; EEVDF, kernel/sched), and
 * one with shorter turns need not wait for the end of a longer one. Older kernels look at the nice
 * value alone. */
enum { WORKER_NICE = 5, FRONT_SLICE_NS = 100000, WORKER_SLICE_NS = 10000000 };

/* sched_setattr(2), which glibc 2.36 does not wrap. */
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

static void ask_for(int nice, uint64_t slice_ns)
{
    struct attributes attributes = {.size = sizeof(attributes), .nice = nice, .runtime = slice_ns};

    if (syscall(SYS_sched_setattr, 0, &attributes, 0) != 0)
        (void)setpriority(PRIO_PROCESS, 0, nice);
}

void priority_front(void)
{
    errno = 0;
    const int nice = getpriority(PRIO_PROCESS, 0);

    ask_for(errno ? 0 : nice, FRONT_SLICE_NS);
}

void priority_worker(void)
{
    errno = 0;
    const int nice = getpriority(PRIO_PROCESS, 0);

    ask_for((errno ? 0 : nice) + WORKER_NICE, WORKER_SLICE_NS);
}
