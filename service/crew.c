#include "service/crew.h"

#include "base/clock.h"
#include "service/metrics.h"
#include "service/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREAD_STACK = 8 << 20, WAIT_STEP_MS = 5, ENV_MAX = 24 };

static _Atomic int live_threads;

/* What a worker gets of the environment: nothing that could be a secret of the front's. */
static const char *const passed_on[] = {"PATH",         "TZ",
                                        "LANG",         "ASAN_OPTIONS",
                                        "LSAN_OPTIONS", "UBSAN_OPTIONS",
                                        "TSAN_OPTIONS", "LD_LIBRARY_PATH",
                                        "LD_PRELOAD"};

void crew_init(struct crew *crew, enum isolation isolation, int epoll, uint64_t event_kind)
{
    *crew = (struct crew){.isolation = isolation, .epoll = epoll, .event_kind = event_kind};
    for (int i = 0; i < CREW_MAX; i++)
        crew->workers[i].socket = -1;
}

static int copy_environment(char **env)
{
    static char entries[ENV_MAX][512];
    int n = 0;

    for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
        const char *value = getenv(passed_on[i]);

        if (value == NULL)
            continue;
        const int len = snprintf(entries[n], sizeof(entries[n]), "%s=%s", passed_on[i], value);

        if (len > 0 && (size_t)len < sizeof(entries[n])) {
            env[n] = entries[n];
            n++;
        }
    }
    env[n] = NULL;
    return n;
}

/* posix_spawn is safe from a threaded parent; its own process group keeps a terminal's Ctrl-C,
 * which is meant for the front, away from the workers. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    return posix_spawnattr_setsigmask(attributes, &none) ||
           posix_spawnattr_setsigdefault(attributes, &all) ||
           posix_spawnattr_setpgroup(attributes, 0) || posix_spawnattr_setflags(attributes, flags);
}

/* MEZZOTINT_WORKER is this very binary, but in a build with ThreadSanitizer: there it is that of
 * the release preset, since a worker has one thread of ours, and the codecs are not instrumented.
 */
static bool spawn(int socket, pid_t *pid)
{
    char name[] = "mezzotint";
    char mode[] = "worker";
    char *const argv[] = {name, mode, NULL};
    char *env[ENV_MAX];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    (void)copy_environment(env);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    const int failed =
        set_attributes(&attributes) ||
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) ||
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) ||
        posix_spawn_file_actions_adddup2(&actions, socket, WORKER_SOCKET) ||
        posix_spawn(pid, MEZZOTINT_WORKER, &actions, &attributes, argv, env);

    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    return !failed;
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
    for (int i = 0; i < CREW_MAX; i++)
        if (crew->workers[i].state == WORKER_EMPTY)
            return &crew->workers[i];
    return NULL;
}

static bool watch(struct crew *crew, const struct worker *worker)
{
    struct epoll_event event = {.events = EPOLLIN};

    event.data.u64 = crew->event_kind | worker->serial;
    return epoll_ctl(crew->epoll, EPOLL_CTL_ADD, worker->socket, &event) == 0;
}

/* Start the process or thread on `theirs`, which is closed here unless a thread took it. */
static bool launch(struct crew *crew, struct worker *worker, int theirs)
{
    if (crew->isolation == ISOLATION_THREAD) {
        if (start_thread(theirs))
            return true;
        (void)close(theirs);
        return false;
    }
    const bool spawned = spawn(theirs, &worker->pid);

    (void)close(theirs);
    return spawned;
}

bool crew_start(struct crew *crew)
{
    struct worker *worker = empty_slot(crew);
    int pair[2];

    if (worker == NULL || crew->n_dying >= CREW_DYING_MAX - CREW_MAX ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    *worker = (struct worker){.socket = pair[0], .serial = ++crew->serials};
    if (!watch(crew, worker) || !launch(crew, worker, pair[1])) {
        (void)close(pair[0]);
        *worker = (struct worker){.socket = -1};
        return false;
    }
    worker->state = WORKER_STARTING;
    metrics_add(COUNT_WORKERS_STARTED, 1);
    return true;
}

static void clear_slot(struct crew *crew, struct worker *worker)
{
    if (worker->pid > 0)
        crew->dying[crew->n_dying++] = worker->pid;
    (void)close(worker->socket); /* leaves the epoll set with it: nobody else holds this end */
    *worker = (struct worker){.socket = -1};
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
    clear_slot(crew, worker);
}

void crew_retire(struct crew *crew, struct worker *worker)
{
    clear_slot(crew, worker);
}

int crew_reap(struct crew *crew)
{
    for (int i = 0; i < crew->n_dying;) {
        int status;
        const pid_t pid = waitpid(crew->dying[i], &status, WNOHANG);

        if (pid == 0 || (pid < 0 && errno == EINTR)) {
            i++;
            continue;
        }
        crew->dying[i] = crew->dying[--crew->n_dying];
        if (pid > 0 && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
            log_event(LOG_ERROR, "worker-signal", "worker %d died of signal %d", (int)pid,
                      WTERMSIG(status));
        else if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 0)
            log_event(LOG_ERROR, "worker-exit", "worker %d left with status %d", (int)pid,
                      WEXITSTATUS(status));
    }
    return crew->n_dying;
}

bool crew_wait(struct crew *crew, int ms)
{
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * NS_PER_MS};
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;

    while (crew_reap(crew) > 0 || atomic_load(&live_threads) > 0) {
        if (clock_now_ns() > end_ns)
            return false;
        (void)nanosleep(&step, NULL);
    }
    return true;
}

struct worker *crew_by_serial(struct crew *crew, uint64_t serial)
{
    for (int i = 0; i < CREW_MAX; i++)
        if (crew->workers[i].state != WORKER_EMPTY && crew->workers[i].serial == serial)
            return &crew->workers[i];
    return NULL;
}

struct worker *crew_idle(struct crew *crew)
{
    struct worker *best = NULL;

    for (int i = 0; i < CREW_MAX; i++) {
        struct worker *worker = &crew->workers[i];

        if (worker->state == WORKER_IDLE && (best == NULL || worker->serial < best->serial))
            best = worker;
    }
    return best;
}

int crew_count(const struct crew *crew, enum worker_state state)
{
    int count = 0;

    for (int i = 0; i < CREW_MAX; i++)
        count += crew->workers[i].state == state;
    return count;
}
