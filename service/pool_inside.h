/* service/pool_inside.h - what the files of the pool share: its state, all owned by its thread.
 *
 * Only service/pool.c, service/dispatch.c (what goes to workers, and what ends early) and
 * service/outcome.c (what comes back from them) include this.
 */
#ifndef SERVICE_POOL_INSIDE_H
#define SERVICE_POOL_INSIDE_H

#include "service/crew.h"
#include "service/metrics.h"
#include "service/pool.h"

#include <pthread.h>
#include <stdatomic.h>

enum { LOOPING_FAILURES = 4, REAP_EVERY_MS = 20, START_MAX_S = 60 };
#define EVENT_CLIENT (UINT64_C(1) << 62)
#define EVENT_WORKER (UINT64_C(2) << 62)
#define EVENT_WAKE UINT64_C(0)
#define EVENT_ID_MASK ((UINT64_C(1) << 62) - 1)

struct queue {
    struct task *head, *tail;
    int len;
};

struct pool {
    pthread_t thread;
    int epoll, wake;

    pthread_mutex_t door; /* guards the next five */
    struct queue incoming;
    struct pool_limits wanted;
    bool aborting, stopping;

    struct pool_limits limits; /* the rest is the thread's own */
    struct queue queue;
    struct crew crew;
    uint64_t memory_used;
    int failures;          /* starts of workers in a row that came to nothing */
    int64_t next_start_ns; /* no new worker before */

    _Atomic int warm; /* published for others */
    _Atomic bool looping;
    _Atomic uint32_t reads, writes; /* what the last worker that came up knows; 0: none did yet */
};

void queue_push(struct queue *queue, struct task *task);
void queue_remove(struct queue *queue, struct task *task);

/* What others are told of workers and queue, up to now. */
void pool_publish(struct pool *pool);

/* One task's end, whatever it was. */
void task_finish(struct pool *pool, struct task *task, enum err_code code, const char *detail);

void dispatch_accept(struct pool *pool, struct task *task); /* into the queue */
void dispatch_run(struct pool *pool);                       /* as many as fit */
void dispatch_expire(struct pool *pool, int64_t now_ns);
void dispatch_client_gone(struct pool *pool, uint64_t id);
void dispatch_fail_all(struct pool *pool, enum err_code code, const char *detail);

/* End a worker for that cause (counted and logged); its task is the caller's. */
void dispatch_lose(struct pool *pool, struct worker *worker, enum counter cause);

/* Whatever a worker was charged for is free again; its slot may be emptied now. */
void dispatch_uncharge(struct pool *pool, struct worker *worker);

/* A worker has said something, or is gone. */
void outcome_event(struct pool *pool, uint64_t serial);

/* The earliest deadline among queued and running tasks; INT64_MAX where there is none. */
int64_t dispatch_next_deadline(const struct pool *pool);

#endif
