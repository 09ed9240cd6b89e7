#include "service/server.h"

#include "base/check.h"
#include "base/clock.h"
#include "service/buffers.h"
#include "service/gate.h"
#include "service/tray.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Everything that admission and dispatch take from the settings. */
static void apply(struct server *server)
{
    const struct settings *settings = &server->settings;
    const struct pool_limits limits = server_pool_limits(settings);

    const struct kept kept = server->trays ? settings_kept(settings) : (struct kept){0, 0};

    buffers_configure(kept.buffers);
    gate_configure(settings->queue_length + limits.workers,
                   (int64_t)settings_buffer_budget(settings) - kept.bytes);
    log_set_level((enum log_level)settings->log_level);
    if (server->pool)
        pool_configure(server->pool, &limits);
}

bool server_init(struct server *server, const struct settings *settings, struct assets *assets,
                 struct presets *presets)
{
    const struct pool_limits limits = server_pool_limits(settings);
    pthread_condattr_t monotonic;

    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error where it is written */
    *server = (struct server){
        .settings = *settings, .assets = assets, .presets = presets, .trays = tray_possible()};
    if (!server->trays)
        log_event(LOG_WARN, "no-trays",
                  "bodies have a memfd each: Linux is older than 5.1, or "
                  "ulimit -f is low");
    (void)pthread_mutex_init(&server->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&server->idle, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    apply(server);
    server->pool = pool_start((enum isolation)settings->workers_isolation, &limits);
    return server->pool != NULL;
}

void server_fini(struct server *server)
{
    if (server->pool)
        pool_stop(server->pool);
    buffers_tidy(INT64_MAX);
    assets_drop(server->assets);
    presets_drop(server->presets);
    (void)pthread_cond_destroy(&server->idle);
    (void)pthread_mutex_destroy(&server->lock);
}

static uint64_t result_max(const struct settings *settings)
{
    const struct limits limits = settings_limits(settings);

    return limits_result_bytes(&limits);
}

struct pool_limits server_pool_limits(const struct settings *settings)
{
    return (struct pool_limits){
        .workers = settings_workers(settings),
        .spare = (int)settings->workers_spare,
        .recycle_jobs = (uint64_t)settings->workers_recycle_jobs,
        .max_rss = (uint64_t)settings->workers_max_rss_mb * 1000000,
        .memory = settings_memory_budget(settings),
        .file_max = result_max(settings),
    };
}

void server_view(struct server *server, struct server_view *view)
{
    (void)pthread_mutex_lock(&server->lock);
    view->limits = settings_limits(&server->settings);
    (void)snprintf(view->auto_order, sizeof(view->auto_order), "%s", server->settings.formats_auto);
    (void)snprintf(view->cors_origins, sizeof(view->cors_origins), "%s",
                   server->settings.http_cors_origins);
    view->rate =
        (struct rate_limits){server->settings.http_client_rate, server->settings.http_client_burst};
    view->presets = presets_take(server->presets);
    view->presets_only = server->settings.presets_only != 0;
    view->deadline_ms = server->settings.queue_deadline_ms;
    view->memory = settings_memory_budget(&server->settings);
    view->assets = assets_take(server->assets);
    (void)pthread_mutex_unlock(&server->lock);
    if (server->pool)
        pool_limit_formats(server->pool, &view->limits);
}

void server_reload(struct server *server, const struct settings *fresh, struct assets *assets)
{
    (void)pthread_mutex_lock(&server->lock);
    const struct settings old = server->settings;

    server->settings = *fresh;
    /* Bound when the process starts: sockets, threads, isolation and the form of the log. */
    memcpy(server->settings.http_address, old.http_address, sizeof(old.http_address));
    server->settings.http_port = old.http_port;
    server->settings.http_admin_port = old.http_admin_port;
    server->settings.http_mode = old.http_mode;
    server->settings.http_threads = old.http_threads;
    server->settings.http_max_connections = old.http_max_connections;
    server->settings.http_idle_timeout_s = old.http_idle_timeout_s;
    server->settings.http_header_timeout_s = old.http_header_timeout_s;
    server->settings.http_min_upload_rate_kbps = old.http_min_upload_rate_kbps;
    server->settings.workers_isolation = old.workers_isolation;
    server->settings.log_format = old.log_format;
    struct assets *before = server->assets;

    server->assets = assets;
    apply(server);
    (void)pthread_mutex_unlock(&server->lock);
    assets_drop(before);
}

void server_adopt_presets(struct server *server, struct presets *presets)
{
    (void)pthread_mutex_lock(&server->lock);
    struct presets *old = server->presets;

    server->presets = presets;
    (void)pthread_mutex_unlock(&server->lock);
    presets_drop(old);
}

struct health server_health(const struct server *server)
{
    if (atomic_load(&server->draining))
        return (struct health){false, "draining"};
    if (pool_warm(server->pool) > 0)
        return (struct health){true, "ready"};
    return (struct health){false, pool_looping(server->pool) ? "crash-loop" : "no-worker"};
}

void server_enter(struct server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    server->in_flight++;
    (void)pthread_mutex_unlock(&server->lock);
}

void server_leave(struct server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    CHECK(server->in_flight > 0);
    if (--server->in_flight == 0)
        (void)pthread_cond_broadcast(&server->idle);
    (void)pthread_mutex_unlock(&server->lock);
}

bool server_wait_idle(struct server *server, int64_t until_ns)
{
    const struct timespec until = {.tv_sec = until_ns / NS_PER_S, .tv_nsec = until_ns % NS_PER_S};
    int late = 0;

    (void)pthread_mutex_lock(&server->lock);
    while (server->in_flight > 0 && !late)
        late = pthread_cond_timedwait(&server->idle, &server->lock, &until);
    const bool idle = server->in_flight == 0;

    (void)pthread_mutex_unlock(&server->lock);
    return idle;
}
