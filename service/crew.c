#include "service/crew.h"

#include "base/clock.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/spawn.h"
#include "service/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREAD_STACK = 8 << 20, WAIT_STEP_MS = 5, LEAVE_MS = 1000 };

/* Linux 6.16; the value is that of asm-generic/socket.h. */
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83
#endif

static _Atomic int live_threads;

static const struct worker nobody = {.socket = -1, .output = {.fd = -1}};

void crew_init(struct crew *crew, enum isolation isolation, int epoll, uint64_t event_kind)
{
    *crew = (struct crew){.isolation = isolation, .epoll = epoll, .event_kind = event_kind};
    for (int i = 0; i < CREW_MAX; i++)
        crew->workers[i] = nobody;
}

static void *thread_life(void *arg)
{
    worker_serve((int)(intptr_t)arg);
    (void)atomic_fetch_sub(&live_threads, 1);
    return NULL;
}

static bool start_thread(int socket)
{
    pthread_t thread;
    pthread_attr_t attributes;

    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, THREAD_STACK);
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    (void)atomic_fetch_add(&live_threads, 1);
    const bool started =
        pthread_create(&thread, &attributes, thread_life, (void *)(intptr_t)socket) == 0;

    (void)pthread_attr_destroy(&attributes);
    if (!started)
        (void)atomic_fetch_sub(&live_threads, 1);
    return started;
}

static struct worker *empty_slot(struct crew *crew)
{
    for (int i = 0; i < crew->end; i++)
        if (crew->workers[i].state == WORKER_EMPTY)
            return &crew->workers[i];
    return crew->end < CREW_MAX ? &crew->workers[crew->end++] : NULL;
}

static bool watch(struct crew *crew, const struct worker *worker)
{
    struct epoll_event event = {.events = EPOLLIN};

    event.data.u64 = crew->event_kind | worker->serial;
    return epoll_ctl(crew->epoll, EPOLL_CTL_ADD, worker->socket, &event) == 0;
}

/* Start the process or thread on `theirs`, which is closed here unless a thread took it. */
static bool launch(struct crew *crew, struct worker *worker, int theirs, uint64_t file_max)
{
    if (crew->isolation == ISOLATION_THREAD) {
        if (start_thread(theirs))
            return true;
        (void)close(theirs);
        return false;
    }
    const bool spawned = spawn_worker(theirs, file_max, &worker->pid);

    (void)close(theirs);
    return spawned;
}

/* A worker has no descriptor to give: one that is a lingering socket would block our close().
 * Kernels that do not know the option leave that to the sandbox. */
static void refuse_rights(int socket)
{
    const int off = 0;

    (void)setsockopt(socket, SOL_SOCKET, SO_PASSRIGHTS, &off, sizeof(off));
}

bool crew_start(struct crew *crew, int64_t until_ns, uint64_t file_max)
{
    struct worker *worker = empty_slot(crew);
    int pair[2];

    if (worker == NULL || crew->n_dying >= CREW_DYING_MAX - CREW_MAX || !channel_open(pair))
        return false;
    *worker = nobody;
    worker->socket = pair[0];
    worker->serial = ++crew->serials;
    worker->start_until_ns = until_ns;
    refuse_rights(pair[0]);
    if (!watch(crew, worker) || !launch(crew, worker, pair[1], file_max)) {
        (void)close(pair[0]);
        *worker = nobody;
        return false;
    }
    worker->state = WORKER_STARTING;
    metrics_add(COUNT_WORKERS_STARTED, 1);
    return true;
}

static void clear_slot(struct crew *crew, struct worker *worker, int64_t kill_ns)
{
    if (worker->pid > 0)
        crew->dying[crew->n_dying++] = (struct dying){worker->pid, kill_ns};
    tray_fini(&worker->tray);
    body_fini(&worker->output);
    (void)close(worker->socket); /* leaves the epoll set with it: nobody else holds this end */
    *worker = nobody;
}

void crew_end(struct crew *crew, struct worker *worker)
{
    if (worker->pid == 0 && worker->state == WORKER_BUSY) {
        worker->abandoned = true;
        worker->task = NULL;
        return;
    }
    if (worker->pid > 0)
        (void)kill(worker->pid, SIGKILL);
    clear_slot(crew, worker, 0);
}

void crew_retire(struct crew *crew, struct worker *worker)
{
    clear_slot(crew, worker, clock_now_ns() + LEAVE_MS * NS_PER_MS);
}

static void log_exit(pid_t pid, int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
        log_event(LOG_ERROR, "worker-signal", "worker %d died of signal %d", (int)pid,
                  WTERMSIG(status));
    else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        log_event(LOG_ERROR, "worker-exit", "worker %d left with status %d", (int)pid,
                  WEXITSTATUS(status));
}

static void help_along(struct dying *dying, int64_t now_ns)
{
    if (dying->kill_ns == 0 || dying->kill_ns > now_ns)
        return;
    (void)kill(dying->pid, SIGKILL);
    dying->kill_ns = 0;
}

int crew_reap(struct crew *crew, int64_t now_ns)
{
    for (int i = 0; i < crew->n_dying;) {
        int status;
        const pid_t pid = waitpid(crew->dying[i].pid, &status, WNOHANG);

        if (pid == 0 || (pid < 0 && errno == EINTR)) {
            help_along(&crew->dying[i++], now_ns);
            continue;
        }
        crew->dying[i] = crew->dying[--crew->n_dying];
        if (pid > 0)
            log_exit(pid, status);
    }
    return crew->n_dying;
}

bool crew_wait(struct crew *crew, int ms)
{
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * NS_PER_MS};
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;

    while (crew_reap(crew, clock_now_ns()) > 0 || atomic_load(&live_threads) > 0) {
        if (clock_now_ns() > end_ns)
            return false;
        (void)nanosleep(&step, NULL);
    }
    return true;
}

struct worker *crew_by_serial(struct crew *crew, uint64_t serial)
{
    for (int i = 0; i < crew->end; i++)
        if (crew->workers[i].state != WORKER_EMPTY && crew->workers[i].serial == serial)
            return &crew->workers[i];
    return NULL;
}

struct worker *crew_idle(struct crew *crew)
{
    struct worker *best = NULL;

    for (int i = 0; i < crew->end; i++) {
        struct worker *worker = &crew->workers[i];

        if (worker->state == WORKER_IDLE && (best == NULL || worker->serial < best->serial))
            best = worker;
    }
    return best;
}

int crew_count(const struct crew *crew, enum worker_state state)
{
    int count = 0;

    for (int i = 0; i < crew->end; i++)
        count += crew->workers[i].state == state;
    return count;
}

int crew_live(const struct crew *crew)
{
    return crew->end - crew_count(crew, WORKER_EMPTY);
}
