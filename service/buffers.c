#include "service/buffers.h"

#include "base/clock.h"
#include "service/metrics.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the rest */
static struct buffer *idle;                              /* the one given back last comes first */
static int made, buffers_most;

static void destroy(struct buffer *buffer)
{
    mapping_fini(&buffer->memory);
    free(buffer);
    metrics_add(GAUGE_KEPT_BYTES, -(int64_t)BUFFER_BYTES);
}

static struct buffer *create(void)
{
    struct buffer *buffer = calloc(1, sizeof(*buffer));

    if (buffer == NULL)
        return NULL;
    buffer->memory =
        mapping_of(-1, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
    if (buffer->memory.at == NULL) {
        free(buffer);
        return NULL;
    }
    (void)madvise(buffer->memory.at, BUFFER_BYTES, MADV_HUGEPAGE); /* no difference but in time */
    metrics_add(GAUGE_KEPT_BYTES, BUFFER_BYTES);
    metrics_add(COUNT_BUFFERS_MADE, 1);
    return buffer;
}

/* False: there are as many as there may be. */
static bool count_one(void)
{
    (void)pthread_mutex_lock(&lock);
    const bool room = made < buffers_most;

    made += room;
    (void)pthread_mutex_unlock(&lock);
    return room;
}

static void uncount_one(void)
{
    (void)pthread_mutex_lock(&lock);
    made--;
    (void)pthread_mutex_unlock(&lock);
}

static void give_up(struct buffer *buffer)
{
    destroy(buffer);
    uncount_one();
}

static struct buffer *one_more(void)
{
    if (!count_one())
        return NULL;
    struct buffer *buffer = create();

    if (buffer == NULL)
        uncount_one();
    return buffer;
}

void buffers_configure(int most)
{
    (void)pthread_mutex_lock(&lock);
    buffers_most = most;
    (void)pthread_mutex_unlock(&lock);
}

struct buffer *buffers_take(void)
{
    (void)pthread_mutex_lock(&lock);
    struct buffer *buffer = idle;

    if (buffer)
        idle = buffer->next;
    (void)pthread_mutex_unlock(&lock);
    return buffer ? buffer : one_more();
}

void buffers_give(struct buffer *buffer)
{
    buffer->since_ns = clock_now_ns();
    (void)pthread_mutex_lock(&lock);
    const bool kept = made <= buffers_most;

    if (kept) {
        buffer->next = idle;
        idle = buffer;
    }
    (void)pthread_mutex_unlock(&lock);
    if (!kept)
        give_up(buffer);
}

/* The first that is too old: those behind it are older still. All where there are too many, for the
 * rest comes again when it is needed. */
static struct buffer **first_to_go(int64_t now_ns)
{
    struct buffer **at = &idle;

    if (made > buffers_most)
        return at;
    while (*at && (*at)->since_ns + BUFFER_IDLE_S * NS_PER_S > now_ns)
        at = &(*at)->next;
    return at;
}

void buffers_tidy(int64_t now_ns)
{
    (void)pthread_mutex_lock(&lock);
    struct buffer **at = first_to_go(now_ns);
    struct buffer *old = *at;

    *at = NULL;
    (void)pthread_mutex_unlock(&lock);
    while (old) {
        struct buffer *next = old->next;

        give_up(old);
        old = next;
    }
}
