#include "service/serve.h"

#include "base/clock.h"
#include "image/run.h"
#include "service/budget.h"
#include "service/channel.h"
#include "service/descriptors.h"
#include "service/drain.h"
#include "service/fonts.h"
#include "service/httpd.h"
#include "service/inherit.h"
#include "service/listen.h"
#include "service/presets_load.h"
#include "service/priority.h"
#include "service/reaper.h"

#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

/* A first worker that is not warm after this long will not come; sanitizer builds start slowly. */
enum { FIRST_WORKER_S = 60, ADMIN_CONNECTIONS = 64 };

struct life {
    struct server server;
    const struct settings_source *source;
    sigset_t signals;
    struct httpd *front, *admin;
    int listeners[INHERIT_ROLES];
    bool inherited[INHERIT_ROLES];
};

static struct httpd_config config_of(struct life *life, enum inherit_role role)
{
    const struct settings *settings = &life->server.settings;

    return (struct httpd_config){
        .server = &life->server,
        .listener = life->listeners[role],
        .inherited = life->inherited[role],
        .mode = (enum http_mode)settings->http_mode,
        .threads = (unsigned)settings->http_threads,
        .max_connections = (unsigned)settings->http_max_connections,
        .pace = {(unsigned)settings->http_idle_timeout_s, (unsigned)settings->http_header_timeout_s,
                 (unsigned)settings->http_min_upload_rate_kbps},
    };
}

/* Health and metrics have a daemon of their own, so that a full front cannot starve them. */
static struct httpd_config admin_config_of(struct life *life)
{
    struct httpd_config config = config_of(life, INHERIT_ADMIN);

    config.admin = true;
    config.mode = HTTP_POOL;
    config.threads = 1;
    config.max_connections = ADMIN_CONNECTIONS;
    return config;
}

/* Rather not begin than be ended by the kernel in the middle of somebody's request. */
static bool fits_memory(const struct settings *settings, struct buf *problem)
{
    const struct machine machine = budget_machine("");

    return budget_fits(settings, &machine, problem);
}

static bool open_listeners(struct life *life, struct settings *settings)
{
    const int64_t ports[] = {settings->http_port, settings->http_admin_port};
    struct buf problem;

    buf_init(&problem, 1024);
    bool open = fits_memory(settings, &problem) && fonts_prepare(&problem) &&
                channel_prepare(&problem) && descriptors_prepare(settings, &problem) &&
                inherit_listeners(life->listeners, &problem);

    for (int i = 0; i < INHERIT_ROLES && open; i++) {
        life->inherited[i] = life->listeners[i] >= 0;
        if (!life->inherited[i])
            life->listeners[i] = listen_on(settings->http_address, ports[i], &problem);
        open = life->listeners[i] >= 0;
    }
    if (!open)
        (void)fprintf(stderr, "%s\n", buf_string(&problem));
    buf_fini(&problem);
    return open;
}

/* SIGTERM and SIGINT before the service is ready end it at once: nothing was accepted yet. */
static bool wait_for_worker(const struct life *life)
{
    const struct timespec step = {.tv_nsec = 2 * NS_PER_MS};
    const int64_t end_ns = clock_now_ns() + FIRST_WORKER_S * NS_PER_S;

    while (pool_warm(life->server.pool) == 0) {
        const int got = sigtimedwait(&life->signals, NULL, &step);

        if (got == SIGTERM || got == SIGINT)
            _exit(EXIT_SIGNALLED + got);
        if (clock_now_ns() > end_ns || pool_looping(life->server.pool))
            return false;
    }
    return true;
}

static void print_ready(const struct life *life)
{
    struct buf line;

    buf_init(&line, 1024);
    buf_text(&line, "mezzotint ready ");
    listen_url(life->listeners[INHERIT_FRONT], &line);
    buf_text(&line, " admin ");
    listen_url(life->listeners[INHERIT_ADMIN], &line);
    (void)printf("%s\n", buf_string(&line));
    (void)fflush(stdout);
    buf_fini(&line);
}

static bool start_http(struct life *life)
{
    const struct httpd_config front = config_of(life, INHERIT_FRONT);
    const struct httpd_config admin = admin_config_of(life);

    life->admin = httpd_start(&admin);
    if (life->admin)
        life->front = httpd_start(&front);
    return life->front != NULL;
}

static struct assets *load_assets(const struct settings *settings)
{
    const struct limits limits = settings_limits(settings);
    struct buf problem;

    buf_init(&problem, 1024);
    struct assets *assets = assets_load(settings->assets_folder, &limits, &problem);

    if (assets == NULL)
        (void)fprintf(stderr, "%s\n", buf_string(&problem));
    buf_fini(&problem);
    return assets;
}

static int start(struct life *life, struct settings *settings)
{
    if (!open_listeners(life, settings))
        return EX_CONFIG;
    if (settings->workers_isolation == ISOLATION_THREAD && !image_start())
        return EX_UNAVAILABLE;
    struct assets *assets = load_assets(settings);
    struct presets *presets = assets ? presets_first(settings) : NULL;

    if (presets == NULL) {
        assets_drop(assets);
        return EX_CONFIG;
    }
    if (!server_init(&life->server, settings, assets, presets) || !reaper_start())
        return EX_OSERR;
    if (!wait_for_worker(life)) {
        (void)fprintf(stderr, "mezzotint: no worker could be started\n");
        return EX_UNAVAILABLE;
    }
    if (!start_http(life)) {
        (void)fprintf(stderr, "mezzotint: the HTTP library cannot start\n");
        return EX_OSERR;
    }
    print_ready(life);
    return EX_OK;
}

/* A file with a fault leaves its preset as it was, and every fault is told in one line. */
static void reload_presets(struct life *life)
{
    struct buf problem;

    buf_init(&problem, 4096);
    struct presets *presets = presets_load(&life->server.settings, life->server.presets, &problem);

    if (problem.len > 0)
        log_event(LOG_ERROR, "presets-refused", "%s", buf_string(&problem));
    if (presets)
        server_adopt_presets(&life->server, presets);
    buf_fini(&problem);
}

static void reload(struct life *life)
{
    struct assets *assets = NULL;
    struct settings fresh;
    struct buf problem;

    buf_init(&problem, 4096);
    if (settings_load(&fresh, life->source, &problem) && fits_memory(&fresh, &problem)) {
        const struct limits limits = settings_limits(&fresh);

        assets = assets_load(fresh.assets_folder, &limits, &problem);
    }
    if (assets) {
        server_reload(&life->server, &fresh, assets);
        log_event(LOG_INFO, "reloaded", "settings were read again");
    } else {
        log_event(LOG_ERROR, "reload-refused", "%s", buf_string(&problem));
    }
    buf_fini(&problem);
    reload_presets(life);
}

static void stop(struct life *life)
{
    httpd_stop(life->front);
    httpd_stop(life->admin);
    reaper_stop();
    server_fini(&life->server);
}

int serve_main(const struct settings *settings, const struct settings_source *source)
{
    static struct life life; /* threads may outlive a failed start: not on the stack */
    struct settings fitted = *settings;

    life.source = source;
    log_init((enum log_level)settings->log_level, (enum log_format)settings->log_format);
    priority_front();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&life.signals);
    (void)sigaddset(&life.signals, SIGTERM);
    (void)sigaddset(&life.signals, SIGINT);
    (void)sigaddset(&life.signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &life.signals, NULL);
    const int failed = start(&life, &fitted);

    if (failed)
        return failed;
    descriptors_tell(settings, &fitted);
    for (int got = sigwaitinfo(&life.signals, NULL); got != SIGTERM && got != SIGINT;
         got = sigwaitinfo(&life.signals, NULL))
        if (got == SIGHUP)
            reload(&life);
    drain(&life.server, life.front, &life.signals);
    stop(&life);
    return EX_OK;
}
