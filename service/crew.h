/* service/crew.h - the workers of a pool: starting, ending, reaping. Only the pool's thread calls.
 *
 *   EMPTY --start--> STARTING --READY--> IDLE <--> BUSY --end--> EMPTY
 *
 * A slot is free again at once when its worker is ended; the process is reaped later. A worker
 * thread cannot be killed: ending it while BUSY only marks it abandoned, and its result is dropped.
 */
#ifndef SERVICE_CREW_H
#define SERVICE_CREW_H

#include "service/settings.h"
#include "service/task.h"
#include "service/tray.h"

enum { CREW_MAX = 1024 + 16, CREW_DYING_MAX = 4096 };
enum worker_state { WORKER_EMPTY, WORKER_STARTING, WORKER_IDLE, WORKER_BUSY };

struct worker {
    enum worker_state state;
    bool abandoned;         /* a thread whose task was answered without it */
    int socket;             /* the front's end */
    pid_t pid;              /* 0: a thread */
    uint64_t serial;        /* never reused; the key of its events */
    int64_t start_until_ns; /* STARTING: it must be warm by then */
    struct task *task;      /* while BUSY and not abandoned */
    uint64_t memory;        /* charged for its job */
    uint64_t jobs;
    uint64_t rss;       /* as last reported, bytes */
    struct tray tray;   /* where it finds small bodies */
    struct body output; /* what it writes its results to */
};

struct crew {
    enum isolation isolation;
    int epoll; /* borrowed; worker sockets are watched with `event_kind | serial` */
    uint64_t event_kind;
    uint64_t serials;
    struct worker workers[CREW_MAX];
    int end; /* of those that were ever used: what goes over all stops here */
    int n_dying;
    struct dying {
        pid_t pid;
        int64_t kill_ns;     /* when to be helped along; 0: it was killed */
    } dying[CREW_DYING_MAX]; /* killed or retired, not yet reaped */
};

void crew_init(struct crew *crew, enum isolation isolation, int epoll, uint64_t event_kind);

/* Start one worker, which must be warm by `until_ns` and can write no file longer than `file_max`
 * bytes; false when the system refuses. */
bool crew_start(struct crew *crew, int64_t until_ns, uint64_t file_max) MUST_CHECK;

/* End a worker now: SIGKILL and a free slot (a busy thread: abandoned). Its task is the caller's.
 */
void crew_end(struct crew *crew, struct worker *worker);

/* Let an idle worker leave by itself: its socket is closed, and it exits, or is ended a second
 * later.
 */
void crew_retire(struct crew *crew, struct worker *worker);

/* Reap what has ended, end what should have left. Returns how many are still to be reaped. */
int crew_reap(struct crew *crew, int64_t now_ns);

/* Wait up to `ms`, which should be over a second, for every ended process and every worker thread;
 * false: some are left. */
bool crew_wait(struct crew *crew, int ms);

struct worker *crew_by_serial(struct crew *crew, uint64_t serial);
struct worker *
crew_idle(struct crew *crew); /* the longest-serving first, so that a spare stays cold */
int crew_count(const struct crew *crew, enum worker_state state);
int crew_live(const struct crew *crew); /* of whatever state */

#endif
