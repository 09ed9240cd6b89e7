#include "service/pool.h"

#include "base/check.h"
#include "base/clock.h"
#include "service/gate.h"
#include "service/pool_inside.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { EVENTS = 64, BACKOFF_FIRST_MS = 100, BACKOFF_LAST_MS = 2000, STOP_WAIT_MS = 3000 };

static void ring(struct pool *pool)
{
    const uint64_t one = 1;

    /* A full counter (EAGAIN) means that the thread is awake already. */
    if (write(pool->wake, &one, sizeof(one)) != sizeof(one))
        CHECK(errno == EAGAIN);
}

/* What came in by the door since the last look. */
static bool look_at_door(struct pool *pool)
{
    (void)pthread_mutex_lock(&pool->door);
    struct queue incoming = pool->incoming;
    const bool aborting = pool->aborting;
    const bool stopping = pool->stopping;

    pool->incoming = (struct queue){0};
    pool->limits = pool->wanted;
    (void)pthread_mutex_unlock(&pool->door);
    while (incoming.head) {
        struct task *task = incoming.head;

        queue_remove(&incoming, task);
        dispatch_accept(pool, task);
    }
    if (aborting)
        dispatch_fail_all(pool, ERR_DRAINING, "The service is shutting down.");
    return !stopping;
}

static void retire_surplus(struct pool *pool, int surplus)
{
    while (surplus-- > 0) {
        struct worker *worker = crew_idle(&pool->crew);

        if (worker == NULL)
            return;
        metrics_add(COUNT_LOST_RECYCLED, 1);
        crew_retire(&pool->crew, worker);
    }
}

/* Workers that die before they serve are started again ever more slowly. */
static void back_off(struct pool *pool, int64_t now_ns)
{
    if (pool->failures < LOOPING_FAILURES) {
        pool->next_start_ns = now_ns;
        return;
    }
    const int doublings = pool->failures - LOOPING_FAILURES;
    const int64_t ms = doublings > 8 ? BACKOFF_LAST_MS : (int64_t)BACKOFF_FIRST_MS << doublings;

    pool->next_start_ns = now_ns + (ms < BACKOFF_LAST_MS ? ms : BACKOFF_LAST_MS) * NS_PER_MS;
}

/* Keep workers + spare of them alive. */
static void staff(struct pool *pool, int64_t now_ns)
{
    const int target = pool->limits.workers + pool->limits.spare;
    int live = crew_live(&pool->crew);

    retire_surplus(pool, live - target);
    if (now_ns < pool->next_start_ns)
        return;
    for (; live < target; live++) {
        if (!crew_start(&pool->crew, now_ns + START_MAX_S * NS_PER_S, pool->limits.file_max)) {
            pool->failures++;
            log_event(LOG_ERROR, "worker-start", "a worker cannot be started");
            break;
        }
        if (pool->failures >= LOOPING_FAILURES)
            break;
    }
    back_off(pool, now_ns);
}

void pool_publish(struct pool *pool)
{
    const int idle = crew_count(&pool->crew, WORKER_IDLE);
    const int busy = crew_count(&pool->crew, WORKER_BUSY);
    uint64_t rss = 0;

    for (int i = 0; i < pool->crew.end; i++)
        rss += pool->crew.workers[i].rss;
    atomic_store(&pool->warm, idle + busy);
    atomic_store(&pool->looping, pool->failures >= LOOPING_FAILURES);
    metrics_set(GAUGE_WORKERS, idle + busy);
    metrics_set(GAUGE_BUSY, busy);
    metrics_set(GAUGE_QUEUE_DEPTH, pool->queue.len);
    metrics_set(GAUGE_WORKER_RSS, (int64_t)rss);
}

static int timeout_ms(struct pool *pool, int64_t now_ns)
{
    const int target = pool->limits.workers + pool->limits.spare;
    int64_t next_ns = dispatch_next_deadline(pool);

    if (crew_live(&pool->crew) < target && pool->next_start_ns < next_ns)
        next_ns = pool->next_start_ns;
    /* Results that wait for their readers hold up the queue; they leave without telling us. */
    const bool held_up = pool->queue.head != NULL && gate_pressed();

    if ((pool->crew.n_dying > 0 || held_up) && now_ns + REAP_EVERY_MS * NS_PER_MS < next_ns)
        next_ns = now_ns + REAP_EVERY_MS * NS_PER_MS;
    if (next_ns == INT64_MAX)
        return -1;
    const int64_t ms = (next_ns - now_ns + NS_PER_MS - 1) / NS_PER_MS;

    return ms < 0 ? 0 : ms > INT_MAX ? INT_MAX : (int)ms;
}

static void handle_event(struct pool *pool, uint64_t key)
{
    uint64_t rings;

    if (key & EVENT_WORKER)
        outcome_event(pool, key & EVENT_ID_MASK);
    else if (key & EVENT_CLIENT)
        dispatch_client_gone(pool, key & EVENT_ID_MASK);
    else if (read(pool->wake, &rings, sizeof(rings)) < 0)
        CHECK(errno == EAGAIN);
}

static void *pool_life(void *arg)
{
    struct pool *pool = arg;
    struct epoll_event events[EVENTS];

    while (look_at_door(pool)) {
        const int64_t now_ns = clock_now_ns();

        dispatch_expire(pool, now_ns);
        (void)crew_reap(&pool->crew, now_ns);
        staff(pool, now_ns);
        dispatch_run(pool);
        pool_publish(pool);
        const int n = epoll_wait(pool->epoll, events, EVENTS, timeout_ms(pool, now_ns));

        for (int i = 0; i < n; i++)
            handle_event(pool, events[i].data.u64);
    }
    dispatch_fail_all(pool, ERR_DRAINING, "The service is shutting down.");
    for (int i = 0; i < pool->crew.end; i++)
        if (pool->crew.workers[i].state != WORKER_EMPTY)
            crew_retire(&pool->crew, &pool->crew.workers[i]);
    return NULL;
}

static bool open_loop(struct pool *pool)
{
    struct epoll_event event = {.events = EPOLLIN};

    event.data.u64 = EVENT_WAKE;
    pool->epoll = epoll_create1(EPOLL_CLOEXEC);
    pool->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return pool->epoll >= 0 && pool->wake >= 0 &&
           epoll_ctl(pool->epoll, EPOLL_CTL_ADD, pool->wake, &event) == 0;
}

static void free_pool(struct pool *pool)
{
    if (pool->epoll >= 0)
        (void)close(pool->epoll);
    if (pool->wake >= 0)
        (void)close(pool->wake);
    (void)pthread_mutex_destroy(&pool->door);
    free(pool);
}

struct pool *pool_start(enum isolation isolation, const struct pool_limits *limits)
{
    struct pool *pool = calloc(1, sizeof(*pool));

    if (pool == NULL)
        return NULL;
    pool->epoll = pool->wake = -1;
    pool->wanted = *limits;
    (void)pthread_mutex_init(&pool->door, NULL);
    if (open_loop(pool)) {
        crew_init(&pool->crew, isolation, pool->epoll, EVENT_WORKER);
        if (pthread_create(&pool->thread, NULL, pool_life, pool) == 0)
            return pool;
    }
    free_pool(pool);
    return NULL;
}

void pool_configure(struct pool *pool, const struct pool_limits *limits)
{
    (void)pthread_mutex_lock(&pool->door);
    pool->wanted = *limits;
    (void)pthread_mutex_unlock(&pool->door);
    ring(pool);
}

void pool_submit(struct pool *pool, struct task *task)
{
    task->queued_ns = clock_now_ns();
    (void)pthread_mutex_lock(&pool->door);
    queue_push(&pool->incoming, task);
    (void)pthread_mutex_unlock(&pool->door);
    ring(pool);
}

void pool_abort(struct pool *pool)
{
    (void)pthread_mutex_lock(&pool->door);
    pool->aborting = true;
    (void)pthread_mutex_unlock(&pool->door);
    ring(pool);
}

void pool_stop(struct pool *pool)
{
    (void)pthread_mutex_lock(&pool->door);
    pool->stopping = true;
    (void)pthread_mutex_unlock(&pool->door);
    ring(pool);
    (void)pthread_join(pool->thread, NULL);
    if (crew_wait(&pool->crew, STOP_WAIT_MS))
        free_pool(pool);
    else
        log_event(LOG_WARN, "workers-left", "some workers did not end in time");
}

int pool_warm(const struct pool *pool)
{
    return atomic_load(&pool->warm);
}

bool pool_looping(const struct pool *pool)
{
    return atomic_load(&pool->looping);
}

/* Before the first worker is up nothing is known, and nothing served. */
void pool_limit_formats(const struct pool *pool, struct limits *limits)
{
    const uint32_t reads = atomic_load(&pool->reads);
    const uint32_t writes = atomic_load(&pool->writes);

    if (reads == 0)
        return;
    limits->formats_in &= reads;
    limits->formats_out &= writes;
}
