#include "service/descriptors.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

enum { RESERVE = 128, FEWEST = 16 };

int64_t descriptors_connections(const struct settings *settings, uint64_t limit)
{
    const int64_t workers = settings_workers(settings) + settings->workers_spare;
    const int64_t kept = RESERVE + settings->queue_length + 4 * workers;
    const int64_t most = limit < INT32_MAX ? (int64_t)limit : INT32_MAX;

    return most > kept ? (most - kept) / 2 : 0;
}

bool descriptors_prepare(struct settings *settings, struct buf *problem)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        buf_printf(problem, "mezzotint: cannot read the limit of descriptors: %s", strerror(errno));
        return false;
    }
    const rlim_t before = limit.rlim_cur;

    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        limit.rlim_cur = before;
    const int64_t fit = descriptors_connections(settings, limit.rlim_cur);

    if (fit < FEWEST) {
        buf_printf(problem,
                   "mezzotint: %llu descriptors are too few for queue.length and workers.count "
                   "(ulimit -n)",
                   (unsigned long long)limit.rlim_cur);
        return false;
    }
    if (fit < settings->http_max_connections)
        settings->http_max_connections = fit;
    return true;
}

void descriptors_tell(const struct settings *asked, const struct settings *fit)
{
    if (fit->http_max_connections < asked->http_max_connections)
        log_event(LOG_WARN, "descriptors", "http.max_connections is %d: more need descriptors",
                  (int)fit->http_max_connections);
}
