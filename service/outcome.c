#include "service/pool_inside.h"

#include "base/clock.h"

#include <string.h>
#include <sys/socket.h>

static bool sane_time(int64_t ns)
{
    return ns >= 0 && ns < 3600 * NS_PER_S; /* no deadline is longer */
}

static bool sane_facts(const struct run_facts *facts)
{
    return facts->engine < ENGINE_COUNT && facts->format <= FORMAT_COUNT &&
           facts->input.format <= FORMAT_COUNT && facts->width <= INT32_MAX &&
           facts->height <= INT32_MAX && facts->input.width <= INT32_MAX &&
           facts->input.height <= INT32_MAX && facts->quality <= 100 && facts->original <= 1 &&
           sane_time(facts->decode_ns) && sane_time(facts->process_ns) &&
           sane_time(facts->encode_ns);
}

static bool sane_list(const struct result_message *result)
{
    for (uint32_t i = 0; i < result->n_facts; i++)
        if (!sane_facts(&result->facts[i]))
            return false;
    return true;
}

/* Bring text and numbers of a result into their bounds; false: no honest worker sent this. A bool
 * of another process is read as a byte: any other value than 0 and 1 would be undefined. */
static bool sane(struct result_message *result)
{
    unsigned char flag;

    memcpy(&flag, &result->err.has_limit, sizeof(flag));
    result->err.detail[ERR_DETAIL_MAX - 1] = '\0';
    result->err.param[ERR_PARAM_MAX - 1] = '\0';
    result->err.note[ERR_NOTE_MAX - 1] = '\0';
    return result->magic == JOB_MAGIC && result->version == JOB_VERSION && flag <= 1 &&
           (int)result->err.code >= 0 && result->err.code < ERR_COUNT && sane_list(result);
}

static enum err_code take_output(struct worker *worker, struct task *task,
                                 const struct result_message *result)
{
    if (result->n_facts != task->message.n_plans || result->failed >= result->n_facts)
        return ERR_WORKER_CRASHED;
    if (result->err.code == ERR_INTERNAL)
        body_fini(&worker->output); /* perhaps for want of a file it can write to */
    if (result->err.code != ERR_OK)
        return ERR_OK; /* what it has written is emptied by the worker, before its next job */
    return body_take_result(task->output, &worker->output, result_length(result, task->output_max),
                            task->output_max);
}

/* A job's time in a stage is that of all its outputs. */
static void observe(const struct result_message *result)
{
    int64_t decode_ns = 0, process_ns = 0, encode_ns = 0;

    for (uint32_t i = 0; i < result->n_facts; i++) {
        decode_ns += result->facts[i].decode_ns;
        process_ns += result->facts[i].process_ns;
        encode_ns += result->facts[i].encode_ns;
    }
    metrics_observe(TIME_DECODE, (double)decode_ns / 1e9);
    metrics_observe(TIME_PROCESS, (double)process_ns / 1e9);
    metrics_observe(TIME_ENCODE, (double)encode_ns / 1e9);
}

/* A worker goes back to the idle ones, or leaves when it has served enough or grown too large. */
static void rest_worker(struct pool *pool, struct worker *worker)
{
    const struct pool_limits *limits = &pool->limits;
    const bool served = limits->recycle_jobs > 0 && worker->jobs >= limits->recycle_jobs;
    const bool grown = limits->max_rss > 0 && worker->rss > limits->max_rss && worker->pid > 0;

    worker->state = WORKER_IDLE;
    worker->task = NULL;
    worker->abandoned = false;
    if (!served && !grown)
        return;
    metrics_add(grown ? COUNT_LOST_GROWN : COUNT_LOST_RECYCLED, 1);
    log_event(LOG_INFO, "worker-recycled", "worker %d leaves after %llu jobs at %llu MB",
              (int)worker->pid, (unsigned long long)worker->jobs,
              (unsigned long long)(worker->rss / 1000000));
    crew_retire(&pool->crew, worker);
}

static void job_ended(struct pool *pool, struct worker *worker, struct result_message *result)
{
    struct task *task = worker->task;

    dispatch_uncharge(pool, worker);
    worker->jobs++;
    worker->rss = result->rss_bytes;
    if (task == NULL) { /* an abandoned thread is back */
        body_fini(&worker->output);
        rest_worker(pool, worker);
        return;
    }
    const enum err_code taken = take_output(worker, task, result);

    if (taken == ERR_WORKER_CRASHED) {
        worker->state = WORKER_IDLE; /* a thread, too: it is ended, not abandoned */
        dispatch_lose(pool, worker, COUNT_LOST_BROKEN);
        task_finish(pool, task, ERR_WORKER_CRASHED, "The worker gave no usable result.");
        return;
    }
    task->err = result->err;
    task->failed = result->failed;
    memcpy(task->facts, result->facts, result->n_facts * sizeof(result->facts[0]));
    observe(result);
    rest_worker(pool, worker);
    if (task->gone)
        task_finish(pool, task, ERR_GONE, "The client has gone away.");
    else if (taken != ERR_OK)
        task_finish(pool, task, taken, "The service has no room for the result now.");
    else
        task_finish(pool, task, result->err.code, NULL);
}

static void worker_broke(struct pool *pool, struct worker *worker, enum counter cause)
{
    struct task *task = worker->task;

    dispatch_lose(pool, worker, cause);
    if (task)
        task_finish(pool, task, ERR_WORKER_CRASHED, "The worker failed while it had this image.");
}

/* What an honest worker says in its state; false: anything else. */
static bool take_message(struct pool *pool, struct worker *worker, struct result_message *result)
{
    if (worker->state == WORKER_STARTING && result->kind == RESULT_READY) {
        worker->state = WORKER_IDLE;
        worker->rss = result->rss_bytes;
        pool->failures = 0;
        atomic_store(&pool->reads, result->reads);
        atomic_store(&pool->writes, result->writes);
        return true;
    }
    if (worker->state != WORKER_BUSY || result->kind != RESULT_DONE ||
        (!worker->abandoned && result->id != worker->task->message.id))
        return false;
    job_ended(pool, worker, result);
    return true;
}

void outcome_event(struct pool *pool, uint64_t serial)
{
    struct worker *worker = crew_by_serial(&pool->crew, serial);
    struct result_message result;
    bool broken;

    if (worker == NULL)
        return;
    const int got = result_receive(worker->socket, &result, MSG_DONTWAIT, &broken);

    if (got < 0 && !broken)
        return;
    if (got == 0) {
        if (worker->state == WORKER_BUSY)
            worker->state = WORKER_IDLE; /* whoever has closed its end is not at work */
        worker_broke(pool, worker, COUNT_LOST_CRASH);
    } else if (got < 0 || !sane(&result) || !take_message(pool, worker, &result)) {
        worker_broke(pool, worker, COUNT_LOST_BROKEN);
    }
}
