#include "service/pool_inside.h"

#include "base/clock.h"
#include "service/gate.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { GONE_GRACE_MS = 50 };

void queue_push(struct queue *queue, struct task *task)
{
    task->next = NULL;
    task->prev = queue->tail;
    if (queue->tail)
        queue->tail->next = task;
    else
        queue->head = task;
    queue->tail = task;
    queue->len++;
}

void queue_remove(struct queue *queue, struct task *task)
{
    if (task->prev)
        task->prev->next = task->next;
    else
        queue->head = task->next;
    if (task->next)
        task->next->prev = task->prev;
    else
        queue->tail = task->prev;
    task->next = task->prev = NULL;
    queue->len--;
}

/* The descriptor stays open until done(): the connection is suspended or its thread is waiting. */
static void watch_client(struct pool *pool, const struct task *task)
{
    struct epoll_event event = {.events = EPOLLRDHUP};

    event.data.u64 = EVENT_CLIENT | task->message.id;
    if (task->client_fd >= 0)
        (void)epoll_ctl(pool->epoll, EPOLL_CTL_ADD, task->client_fd, &event);
}

static void forget_client(struct pool *pool, struct task *task)
{
    if (task->client_fd >= 0)
        (void)epoll_ctl(pool->epoll, EPOLL_CTL_DEL, task->client_fd, NULL);
    task->client_fd = -1;
}

void task_finish(struct pool *pool, struct task *task, enum err_code code, const char *detail)
{
    forget_client(pool, task);
    if (detail)
        (void)err_set(&task->err, code, "%s", detail);
    task->err.code = code;
    task->done_ns = clock_now_ns();
    task->done(task); /* the last touch */
}

void dispatch_accept(struct pool *pool, struct task *task)
{
    watch_client(pool, task);
    queue_push(&pool->queue, task);
}

/* A body in a buffer goes where the worker can see it, and there is a file for its result. False:
 * there is no memory or descriptor for that. */
static bool lay_out(struct worker *worker, const struct task *task)
{
    if ((worker->output.fd >= 0 || body_init(&worker->output, SIZE_MAX, NULL) == ERR_OK) &&
        (!task->message.tray || tray_put(&worker->tray, body_span(task->input))))
        return true;
    log_event(LOG_ERROR, "no-room", "a job cannot be handed to a worker: %s", strerror(errno));
    return false;
}

static bool start_task(struct pool *pool, struct worker *worker, struct task *task)
{
    const int fds[JOB_FILES] = {
        [JOB_BODY] = task->message.tray ? worker->tray.file : task->input->fd,
        [JOB_OUTPUT] = worker->output.fd,
        [JOB_ASSETS] = task->assets,
    };
    const int n_fds = task->assets >= 0 ? JOB_FILES : JOB_ASSETS;

    if (!job_send(worker->socket, &task->message, task->plans, fds, n_fds, MSG_DONTWAIT))
        return false;
    worker->state = WORKER_BUSY;
    worker->task = task;
    worker->memory = task->memory;
    pool->memory_used += task->memory;
    task->worker_pid = worker->pid;
    task->started_ns = clock_now_ns();
    metrics_observe(TIME_QUEUE, clock_ms(task->queued_ns, task->started_ns) / 1e3);
    return true;
}

void dispatch_uncharge(struct pool *pool, struct worker *worker)
{
    pool->memory_used -= worker->memory;
    worker->memory = 0;
}

void dispatch_lose(struct pool *pool, struct worker *worker, enum counter cause)
{
    metrics_add(cause, 1);
    /* Only what fails before it serves is a loop: a crash at work costs that request alone. */
    if (worker->state == WORKER_STARTING)
        pool->failures++;
    log_event(cause == COUNT_LOST_RECYCLED ? LOG_INFO : LOG_WARN, "worker-lost",
              "worker %d ended after %llu jobs (%s)", (int)worker->pid,
              (unsigned long long)worker->jobs,
              cause == COUNT_LOST_CRASH      ? "crash"
              : cause == COUNT_LOST_DEADLINE ? "deadline"
              : cause == COUNT_LOST_GONE     ? "client gone"
              : cause == COUNT_LOST_BROKEN   ? "broken result"
                                             : "recycled");
    if (worker->pid > 0 || worker->state != WORKER_BUSY)
        dispatch_uncharge(pool, worker);
    crew_end(&pool->crew, worker);
    pool_publish(pool); /* before its client is told */
}

void dispatch_run(struct pool *pool)
{
    while (pool->queue.head && !gate_pressed() &&
           crew_count(&pool->crew, WORKER_BUSY) < pool->limits.workers) {
        struct task *task = pool->queue.head;
        struct worker *worker = crew_idle(&pool->crew);

        if (worker == NULL ||
            (pool->memory_used > 0 && pool->memory_used + task->memory > pool->limits.memory))
            return;
        if (!lay_out(worker, task)) {
            queue_remove(&pool->queue, task);
            task_finish(pool, task, ERR_BUSY, "The service has no room for this request now.");
        } else if (start_task(pool, worker, task)) {
            queue_remove(&pool->queue, task);
        } else {
            dispatch_lose(pool, worker, COUNT_LOST_CRASH);
        }
    }
}

static void expire_queued(struct pool *pool, int64_t now_ns)
{
    for (struct task *task = pool->queue.head, *next; task; task = next) {
        next = task->next;
        if (task->message.deadline_ns > now_ns)
            continue;
        queue_remove(&pool->queue, task);
        metrics_add(COUNT_CANCEL_EXPIRED, 1);
        task_finish(pool, task, ERR_EXPIRED, "No worker was free before the deadline.");
    }
}

static void expire_running(struct pool *pool, struct worker *worker)
{
    struct task *task = worker->task;

    metrics_add(task->gone ? COUNT_CANCEL_RUNNING : COUNT_CANCEL_DEADLINE, 1);
    dispatch_lose(pool, worker, task->gone ? COUNT_LOST_GONE : COUNT_LOST_DEADLINE);
    if (task->gone)
        task_finish(pool, task, ERR_GONE, "The client has gone away.");
    else
        task_finish(pool, task, ERR_DEADLINE, "The image took longer than the deadline allows.");
}

void dispatch_expire(struct pool *pool, int64_t now_ns)
{
    expire_queued(pool, now_ns);
    for (int i = 0; i < pool->crew.end; i++) {
        struct worker *worker = &pool->crew.workers[i];

        if (worker->task && worker->task->message.deadline_ns <= now_ns)
            expire_running(pool, worker);
        else if (worker->state == WORKER_STARTING && worker->start_until_ns <= now_ns)
            dispatch_lose(pool, worker, COUNT_LOST_BROKEN);
    }
}

static void cancel_queued(struct pool *pool, uint64_t id)
{
    for (struct task *task = pool->queue.head; task; task = task->next)
        if (task->message.id == id) {
            queue_remove(&pool->queue, task);
            metrics_add(COUNT_CANCEL_QUEUED, 1);
            task_finish(pool, task, ERR_GONE, "The client has gone away.");
            return;
        }
}

/* The earlier of a deadline and some milliseconds from now. */
static int64_t earlier(int64_t deadline_ns, int64_t ms)
{
    const int64_t soon_ns = clock_now_ns() + ms * NS_PER_MS;

    return soon_ns < deadline_ns ? soon_ns : deadline_ns;
}

/* A job that is nearly done is cheaper than a new worker, which costs 50 to 80 ms of a core: it has
 * GONE_GRACE_MS to end, so that clients that hang up cannot keep us starting workers. */
void dispatch_client_gone(struct pool *pool, uint64_t id)
{
    for (int i = 0; i < pool->crew.end; i++) {
        struct worker *worker = &pool->crew.workers[i];
        struct task *task = worker->task;

        if (task == NULL || task->message.id != id)
            continue;
        forget_client(pool, task);
        task->gone = true;
        task->message.deadline_ns = earlier(task->message.deadline_ns, GONE_GRACE_MS);
        return;
    }
    cancel_queued(pool, id);
}

void dispatch_fail_all(struct pool *pool, enum err_code code, const char *detail)
{
    while (pool->queue.head) {
        struct task *task = pool->queue.head;

        queue_remove(&pool->queue, task);
        task_finish(pool, task, code, detail);
    }
    for (int i = 0; i < pool->crew.end; i++) {
        struct worker *worker = &pool->crew.workers[i];
        struct task *task = worker->task;

        if (task == NULL)
            continue;
        dispatch_lose(pool, worker, COUNT_LOST_DEADLINE);
        task_finish(pool, task, code, detail);
    }
}

int64_t dispatch_next_deadline(const struct pool *pool)
{
    int64_t next_ns = INT64_MAX;

    for (const struct task *task = pool->queue.head; task; task = task->next)
        if (task->message.deadline_ns < next_ns)
            next_ns = task->message.deadline_ns;
    for (int i = 0; i < pool->crew.end; i++) {
        const struct worker *worker = &pool->crew.workers[i];

        if (worker->task && worker->task->message.deadline_ns < next_ns)
            next_ns = worker->task->message.deadline_ns;
        if (worker->state == WORKER_STARTING && worker->start_until_ns < next_ns)
            next_ns = worker->start_until_ns;
    }
    return next_ns;
}
