/* service/pool.h - the front's side of the workers: queue, dispatch, deadlines, hang-ups.
 *
 * One thread owns every task from submit to done, every worker and every timer, so there is nothing
 * to lock but the door: submit, configure, abort and stop hand over under one mutex. Jobs start in
 * the order they came, at most `workers` at once, spares being warm workers beyond that number.
 */
#ifndef SERVICE_POOL_H
#define SERVICE_POOL_H

#include "service/settings.h"
#include "service/task.h"

struct pool;

struct pool_limits {
    int workers;           /* jobs at once */
    int spare;             /* warm workers beyond them */
    uint64_t recycle_jobs; /* a worker leaves after so many; 0: never */
    uint64_t max_rss;      /* or when it has grown to so many bytes; 0: no limit */
    uint64_t memory;       /* estimates of running jobs together, bytes */
    uint64_t file_max;     /* a worker process can write no longer file, bytes */
};

/* Start the pool's thread and the workers. NULL: the system refuses threads or descriptors. */
struct pool *pool_start(enum isolation isolation, const struct pool_limits *limits);

/* New limits for what follows; any thread. */
void pool_configure(struct pool *pool, const struct pool_limits *limits);

/* Hand a task over; done() will be called, possibly before this returns. Any thread. */
void pool_submit(struct pool *pool, struct task *task);

/* Answer everything queued and running with ERR_DRAINING, now, and whatever still comes. Any
 * thread.
 */
void pool_abort(struct pool *pool);

/* End the thread and every worker; nothing may be queued or running. */
void pool_stop(struct pool *pool);

/* Warm workers now; and whether workers die faster than they serve. Any thread. */
int pool_warm(const struct pool *pool);
bool pool_looping(const struct pool *pool);

/* Take out of the limits the formats that the workers cannot read or write. Any thread. */
void pool_limit_formats(const struct pool *pool, struct limits *limits);

#endif
