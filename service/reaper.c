#include "service/reaper.h"

#include "base/clock.h"
#include "service/body.h"
#include "service/buffers.h"
#include "service/metrics.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { TICK_MS = 250 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards list, running */
static pthread_cond_t tick;
static struct link *list;
static bool running;
static pthread_t thread;

static void shut_overdue(int64_t now_ns)
{
    for (struct link *link = list; link; link = link->next) {
        const int64_t deadline_ns = atomic_load(&link->deadline_ns);

        if (deadline_ns == 0 || deadline_ns > now_ns)
            continue;
        (void)shutdown(link->fd, SHUT_RDWR);
        atomic_store(&link->deadline_ns, 0);
    }
}

static void *reaper_life(void *arg)
{
    (void)arg;
    (void)pthread_mutex_lock(&lock);
    while (running) {
        const int64_t next_ns = clock_now_ns() + TICK_MS * NS_PER_MS;
        const struct timespec next = {next_ns / NS_PER_S, next_ns % NS_PER_S};

        (void)pthread_cond_timedwait(&tick, &lock, &next);
        shut_overdue(clock_now_ns());
        (void)pthread_mutex_unlock(&lock);
        buffers_tidy(clock_now_ns());
        body_tidy();
        (void)pthread_mutex_lock(&lock);
    }
    (void)pthread_mutex_unlock(&lock);
    return NULL;
}

bool reaper_start(void)
{
    pthread_condattr_t monotonic;

    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&tick, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    running = true;
    return pthread_create(&thread, NULL, reaper_life, NULL) == 0;
}

void reaper_stop(void)
{
    (void)pthread_mutex_lock(&lock);
    running = false;
    (void)pthread_cond_signal(&tick);
    (void)pthread_mutex_unlock(&lock);
    (void)pthread_join(thread, NULL);
}

struct link *reaper_add(int fd, int64_t deadline_ns, bool awaited)
{
    struct link *link = calloc(1, sizeof(*link));

    if (link == NULL)
        return NULL;
    link->fd = fd;
    atomic_store(&link->deadline_ns, deadline_ns);
    atomic_store(&link->awaited, awaited);
    (void)pthread_mutex_lock(&lock);
    link->next = list;
    if (list)
        list->prev = link;
    list = link;
    (void)pthread_mutex_unlock(&lock);
    metrics_add(GAUGE_CONNECTIONS, 1);
    return link;
}

void reaper_remove(struct link *link)
{
    if (link == NULL)
        return;
    (void)pthread_mutex_lock(&lock);
    if (link->prev)
        link->prev->next = link->next;
    else
        list = link->next;
    if (link->next)
        link->next->prev = link->prev;
    (void)pthread_mutex_unlock(&lock);
    free(link);
    metrics_add(GAUGE_CONNECTIONS, -1);
}

void reaper_move(struct link *link, int64_t deadline_ns)
{
    if (link)
        atomic_store(&link->deadline_ns, deadline_ns);
}

void reaper_begun(struct link *link)
{
    if (link)
        atomic_store(&link->awaited, false);
}

bool reaper_awaits(void)
{
    bool awaits = false;

    (void)pthread_mutex_lock(&lock);
    for (struct link *link = list; link && !awaits; link = link->next)
        awaits = atomic_load(&link->awaited);
    (void)pthread_mutex_unlock(&lock);
    return awaits;
}

void reaper_close_all(void)
{
    (void)pthread_mutex_lock(&lock);
    for (struct link *link = list; link; link = link->next)
        (void)shutdown(link->fd, SHUT_RDWR);
    (void)pthread_mutex_unlock(&lock);
}
