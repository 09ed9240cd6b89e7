/* service/request.h - one request from its first line to the end of its reply, without HTTP
 * library.
 *
 *   HEADERS --> BODY -----> WORKING --> READY --> SENT
 *      |          |  `------ no worker needed -----^
 *      `----------+--> DISCARD (refused, or no body wanted) --> READY
 *
 * A refusal goes out at the end of a body that is nearly over; where more is to come, it goes out
 * at once, and what comes for a while is forgotten, or the client would be reset before it reads.
 *
 * The HTTP side owns a request but for WORKING, when the pool's thread does; `wake` is the last
 * thing that thread does with it.
 */
#ifndef SERVICE_REQUEST_H
#define SERVICE_REQUEST_H

#include "service/head.h"
#include "service/ids.h"
#include "service/server.h"
#include "service/task.h"

enum request_state {
    REQUEST_HEADERS,
    REQUEST_BODY,
    REQUEST_DISCARD,
    REQUEST_WORKING,
    REQUEST_READY,
    REQUEST_SENT
};

/* The most that is read and forgotten, before the answer or after it. */
enum { REQUEST_DRAIN_BYTES = 8 << 20 };

enum request_next {
    REQUEST_MORE,   /* data calls follow, and then request_end */
    REQUEST_ANSWER, /* settle and answer, before any body byte; the connection closes */
    REQUEST_REFUSE, /* settle, answer, request_told, and go on: a body is still to come */
    REQUEST_CLOSE   /* enough has been forgotten */
};

struct request {
    struct server *server;
    bool admin;
    const struct sockaddr *client; /* borrowed from the connection; NULL: not known */
    _Atomic int state;             /* enum request_state */
    bool close;                    /* the connection ends after this reply */
    bool gone;                     /* nobody is there to answer */
    bool told;                     /* the answer is out, though the body is not all here */
    char id[IDS_ID_MAX];
    char trace[IDS_TRACE_MAX]; /* traceparent as it came, or "" */
    char *target;              /* raw request target */
    struct server_view view;
    struct exchange x;
    struct err err; /* code 0: all is well so far */
    struct body body, output;
    struct task task;
    bool place;          /* of the gate */
    uint64_t held;       /* bytes of the gate's budget */
    bool chunked;        /* how much body there is, nobody knows */
    uint64_t length;     /* Content-Length, 0 where there is none */
    uint64_t received;   /* body bytes so far */
    uint64_t discarded;  /* of them, after a refusal */
    uint64_t sniff_next; /* look at the body again when it is this long */
    int64_t start_ns, headers_ns, body_ns, reply_ns;
    void (*wake)(struct request *request);
    void *waker; /* for wake */
};

/* A new request for a raw target; NULL: out of memory. */
struct request *request_new(struct server *server, bool admin, const char *target,
                            const struct sockaddr *client);

/* The headers are here. Not REQUEST_CLOSE. */
enum request_next request_headers(struct request *request, const struct head *head) MUST_CHECK;

/* Body bytes. Not REQUEST_ANSWER. */
enum request_next request_data(struct request *request, const void *data, size_t len) MUST_CHECK;

/* The settled answer is out; what still comes is to be forgotten. */
void request_told(struct request *request);

/* What a worker is to do, and its output; sealed is the body from now on. ERR_IMAGE_TOO_LARGE where
 * that would need too much memory, or what admission_enter() says. */
enum err_code request_prepare_task(struct request *request) MUST_CHECK;

/* The body is whole. True: a worker is needed, the caller arranges its waiting and then submits;
 * false: the reply is ready. */
bool request_end(struct request *request) MUST_CHECK;
void request_submit(struct request *request, int client_fd);

/* Make the reply; afterwards request->x.reply is complete unless request->gone. */
void request_settle(struct request *request);

/* When queue, work and write have to be over; 0: no job was submitted. */
int64_t request_deadline(const struct request *request);

/* The reply went out (or not): account, log, free. */
void request_free(struct request *request, bool delivered);

#endif
