/* service/job.h - what travels between front and worker on a SOCK_SEQPACKET socket.
 *
 * Flat, versioned values, never a pointer. A job is one message: a head and as many plans as it
 * has, each with its own steps only. It carries descriptors (SCM_RIGHTS): the sealed input
 * memfd, to be mapped read-only, or the worker's tray; the worker's output memfd, empty again,
 * which gets the results one behind the other; and the sealed memfd of the named assets, if used.
 * The worker trusts a job; the front trusts nothing in a result: it checks lengths, magic and id,
 * and copies the output, or seals it before mapping it. Each socket has one reader and one writer
 * thread an end.
 *
 *   job:    head | n_steps, steps of plan 0 | output of plan 0 | n_steps, steps of plan 1 | ...
 *   result: head | facts of output 0 | facts of output 1 | ...
 */
#ifndef SERVICE_JOB_H
#define SERVICE_JOB_H

#include "image/render.h"

enum { JOB_MAGIC = 0x4d5a4a31, JOB_VERSION = 5 }; /* "MZJ1" */

enum job_kind { JOB_TRANSFORM, JOB_INFO, JOB_COMPARE };

/* The descriptors of a job, in this order; the last only where an input is in it. */
enum job_file { JOB_BODY, JOB_OUTPUT, JOB_ASSETS, JOB_FILES };

/* Bytes inside one of the job's memfds. */
struct job_input {
    uint64_t at, len;
    uint32_t file; /* enum job_file: JOB_BODY or JOB_ASSETS */
    uint32_t reserved;
};

struct job_message {
    uint32_t magic, version;
    uint64_t id;
    uint32_t kind;     /* enum job_kind */
    uint32_t n_plans;  /* that follow: 1 to PLANS_MAX */
    uint32_t n_inputs; /* at least 1 */
    uint32_t tray;     /* 1: JOB_BODY is this worker's tray, the same at each job; 0: a memfd */
    struct job_input inputs[INPUTS_MAX]; /* the image, then what its steps use besides */
    int64_t deadline_ns;                 /* CLOCK_MONOTONIC */
    uint64_t fields;                     /* JOB_INFO: which, as in image/facts.h */
    uint64_t memory;                     /* bytes that the job may hold, as plan_memory() has it */
    struct limits limits;
};

/* The longest message; service/channel.h sees to it that a socket holds one. */
enum {
    JOB_BYTES_MAX = sizeof(struct job_message) +
                    PLANS_MAX * (sizeof(struct plan) - PLAN_STEPS_MAX * sizeof(struct step)) +
                    PLANS_STEPS_MAX * sizeof(struct step)
};

/* Room for a job as it arrives. */
struct job {
    struct job_message message;
    struct plan plans[PLANS_MAX];
    unsigned char wire[JOB_BYTES_MAX];
};

enum result_kind {
    RESULT_READY,
    RESULT_DONE
}; /* READY: warmed up; the first message of a worker */

struct result_message {
    uint32_t magic, version;
    uint64_t id;            /* of the job; 0 with RESULT_READY */
    uint32_t kind;          /* enum result_kind */
    uint32_t failed;        /* with err.code: the plan at fault */
    uint64_t rss_bytes;     /* resident memory of the worker now */
    struct err err;         /* err.code 0: the outputs are in the memfd */
    uint32_t n_facts;       /* that follow: one a plan; 0 with RESULT_READY */
    uint32_t reads, writes; /* with RESULT_READY: formats this worker knows, image_reads() */
    uint32_t reserved;
    struct run_facts facts[PLANS_MAX];
};

/* Send a job with its plans (message->n_plans of them) and `n_fds` descriptors (up to JOB_FILES,
 * still the caller's); false: the peer is gone or the buffer is full. Never blocks with
 * MSG_DONTWAIT in `flags`; never raises SIGPIPE. */
bool job_send(int socket, const struct job_message *message, const struct plan *plans,
              const int *fds, int n_fds, int flags) MUST_CHECK;

/* Receive a job and up to `n_fds` descriptors (close-on-exec, now the caller's; missing ones are
 * -1). 1: received; 0: the peer closed; -1: nothing there (DONTWAIT) or not a message of ours (then
 * *broken is set, and no descriptor is left). */
int job_receive(int socket, struct job *job, int *fds, int n_fds, int flags,
                bool *broken) MUST_CHECK;

/* The same for a result, which carries no descriptor. */
bool result_send(int socket, const struct result_message *result, int flags) MUST_CHECK;
int result_receive(int socket, struct result_message *result, int flags, bool *broken) MUST_CHECK;

/* The bytes of all outputs of a result, which must lie one behind the other, each with some, and be
 * at most `most`; 0: they do not. */
uint64_t result_length(const struct result_message *result, uint64_t most);

#endif
