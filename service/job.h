/* service/job.h - what travels between front and worker on a SOCK_SEQPACKET socket.
 *
 * Flat, versioned values, never a pointer. A job carries two descriptors (SCM_RIGHTS): the sealed
 * input memfd, to be mapped read-only, and an empty output memfd of the front's making. The worker
 * trusts a job; the front trusts nothing in a result: it checks lengths, magic and id, and seals
 * the output before mapping it. Each socket has one reader and one writer thread an end.
 */
#ifndef SERVICE_JOB_H
#define SERVICE_JOB_H

#include "image/run.h"

enum { JOB_MAGIC = 0x4d5a4a31, JOB_VERSION = 1 }; /* "MZJ1" */

enum job_kind { JOB_TRANSFORM, JOB_INFO };

struct job_message {
    uint32_t magic, version;
    uint64_t id;
    uint32_t kind; /* enum job_kind */
    uint32_t reserved;
    uint64_t input_at, input_len; /* the image inside the input memfd, bytes */
    int64_t deadline_ns;          /* CLOCK_MONOTONIC */
    struct limits limits;
    struct plan plan;
};

enum result_kind {
    RESULT_READY,
    RESULT_DONE
}; /* READY: warmed up; the first message of a worker */

struct result_message {
    uint32_t magic, version;
    uint64_t id;   /* of the job; 0 with RESULT_READY */
    uint32_t kind; /* enum result_kind */
    uint32_t reserved;
    uint64_t rss_bytes; /* resident memory of the worker now */
    struct err err;     /* err.code 0: the output is in the memfd, facts.bytes long */
    struct run_facts facts;
};

/* Send a whole message with `n_fds` descriptors (0..2, still the caller's); false: the peer is gone
 * or the buffer is full. Never blocks with MSG_DONTWAIT in `flags`; never raises SIGPIPE. */
bool job_send(int socket, const void *message, size_t size, const int *fds, int n_fds,
              int flags) MUST_CHECK;

/* Receive one message of exactly `size` bytes and up to `n_fds` descriptors (close-on-exec, now the
 * caller's; missing ones are -1). 1: received; 0: the peer closed; -1: nothing there (DONTWAIT) or
 * not a message of ours (then *broken is set). */
int job_receive(int socket, void *message, size_t size, int *fds, int n_fds, int flags,
                bool *broken) MUST_CHECK;

#endif
