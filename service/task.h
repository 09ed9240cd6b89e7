/* service/task.h - one job on its way through queue and worker, as the pool sees it.
 *
 * The owner fills the upper part and submits; from then until done() is called the pool's thread is
 * the only one to touch it. done() is called exactly once, on the pool's thread.
 */
#ifndef SERVICE_TASK_H
#define SERVICE_TASK_H

#include "service/body.h"
#include "service/job.h"

#include <sys/types.h>

struct task {
    struct job_message message; /* id and deadline included */
    const struct plan *plans;   /* message.n_plans of them */
    int client_fd;              /* watched for a hang-up while queued and running */
    struct body *input;         /* sealed, or in a buffer */
    int assets;                 /* memfd of the named pictures, or -1: not used */
    struct body *output;        /* none; the result after success */
    uint64_t output_max;        /* a longer result is a broken one, bytes */
    uint64_t memory;            /* estimate for the worker, bytes */
    void (*done)(struct task *task);
    void *owner;
    bool gone; /* its client has left; the result will be thrown away */

    struct err err;  /* code 0: the outputs are there */
    uint32_t failed; /* else: the plan at fault */
    struct run_facts facts[PLANS_MAX];
    pid_t worker_pid; /* 0: never started, or a thread */
    int64_t queued_ns, started_ns, done_ns;

    struct task *next, *prev; /* the pool's queue */
};

#endif
