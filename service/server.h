/* service/server.h - what all requests of one process share. One instance, made by serve_main. */
#ifndef SERVICE_SERVER_H
#define SERVICE_SERVER_H

#include "handlers/exchange.h"
#include "handlers/presets.h"
#include "service/assets.h"
#include "service/pool.h"
#include "service/rate.h"

#include <pthread.h>
#include <stdatomic.h>

struct server {
    pthread_mutex_t lock;     /* guards settings, assets, presets and idle */
    struct settings settings; /* the live ones */
    struct assets *assets;    /* one reference */
    struct presets *presets;  /* taken */
    pthread_cond_t idle;      /* signalled when in_flight becomes 0 */
    int in_flight;            /* requests begun and not yet completed; under lock */
    struct pool *pool;
    bool trays;            /* tray_possible() */
    _Atomic bool draining; /* SIGTERM was seen: not ready any more */
    _Atomic bool closing;  /* no new connection, and replies close theirs */
    _Atomic bool over;     /* the grace is over: no new work */
    _Atomic uint64_t ids;  /* job ids */
};

/* Copies of what a request needs, taken once, so that a reload never changes it half way. */
struct server_view {
    struct limits limits;
    char auto_order[SETTING_TEXT_MAX];
    char cors_origins[SETTING_TEXT_MAX];
    struct rate_limits rate;
    struct presets *presets; /* taken; to be dropped */
    bool presets_only;
    int64_t deadline_ms;
    uint64_t memory;       /* budget of the workers, bytes */
    struct assets *assets; /* a reference of the request's own */
};

/* Adopts the assets and the presets, even where it fails. */
bool server_init(struct server *server, const struct settings *settings, struct assets *assets,
                 struct presets *presets);
void server_fini(struct server *server);
void server_view(struct server *server, struct server_view *view);

/* Take over the settings that may change live; the others keep their value until a restart. Adopts
 * the assets. */
void server_reload(struct server *server, const struct settings *fresh, struct assets *assets);

/* Serve these presets from now on; they are the server's then. */
void server_adopt_presets(struct server *server, struct presets *presets);

struct health server_health(const struct server *server);

void server_enter(struct server *server);
void server_leave(struct server *server);
bool server_wait_idle(struct server *server, int64_t until_ns); /* false: still requests there */

struct pool_limits server_pool_limits(const struct settings *settings);

#endif
