#include "service/httpd.h"

#include "base/clock.h"
#include "service/httpd_reply.h"
#include "service/libsays.h"
#include "service/reaper.h"
#include "service/request.h"
#include "service/waiter.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTION_MEMORY = 64 << 10, CONNECTION_STACK = 512 << 10 };

struct httpd {
    struct MHD_Daemon *daemon;
    struct httpd_config config;
    int quiet; /* the listener after quiesce, -1 before */
};

static struct link *link_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static int fd_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    return info ? info->connect_fd : -1;
}

static void move_upload_deadline(const struct httpd *httpd, struct MHD_Connection *connection,
                                 const struct request *request)
{
    reaper_move(link_of(connection), pace_upload(&httpd->config.pace, request->headers_ns,
                                                 request->received, clock_now_ns()));
}

static enum MHD_Result add_field(void *cls, enum MHD_ValueKind kind, const char *key,
                                 size_t key_len, const char *value, size_t value_len)
{
    struct head *head = cls;

    (void)kind;
    if (head->n_fields == HEAD_FIELDS_MAX) {
        head->overflow = true;
        return MHD_NO;
    }
    head->folded |= value && (uintptr_t)value <= (uintptr_t)key + key_len;
    head->fields[head->n_fields++] =
        (struct head_field){span_of(key, key_len), span_of(value ? value : "", value_len)};
    return MHD_YES;
}

static enum MHD_Result answer(const struct httpd *httpd, struct MHD_Connection *connection,
                              struct request *request)
{
    request_settle(request);
    if (request->gone)
        return MHD_NO;
    struct MHD_Response *response = httpd_response(request);

    if (response == NULL)
        return MHD_NO;
    reaper_move(link_of(connection),
                pace_reply(&httpd->config.pace, request_deadline(request), clock_now_ns()));
    const enum MHD_Result queued =
        MHD_queue_response(connection, (unsigned)request->x.reply.status, response);

    MHD_destroy_response(response);
    return queued;
}

/* The library answers at a body's end, and much is still to come: the answer goes out past it. */
static enum MHD_Result refuse(const struct httpd *httpd, struct MHD_Connection *connection,
                              struct request *request)
{
    if (!httpd_refuse(fd_of(connection), request))
        return MHD_NO;
    reaper_move(link_of(connection), pace_headers(&httpd->config.pace, clock_now_ns()));
    return MHD_YES;
}

static enum MHD_Result on_headers(const struct httpd *httpd, struct MHD_Connection *connection,
                                  struct request *request, const char *method, const char *version)
{
    struct head head = {.method = method, .version = version};

    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, add_field, &head);
    const enum request_next next = request_headers(request, &head);

    if (next == REQUEST_ANSWER)
        return answer(httpd, connection, request);
    if (next == REQUEST_REFUSE)
        return refuse(httpd, connection, request);
    move_upload_deadline(httpd, connection, request);
    return MHD_YES;
}

static void wake_suspended(struct request *request)
{
    MHD_resume_connection(request->waker);
}

static void wake_waiter(struct request *request)
{
    waiter_wake(request->waker);
}

static void wait_here(struct MHD_Connection *connection, struct request *request)
{
    struct waiter waiter;

    waiter_init(&waiter);
    request->wake = wake_waiter;
    request->waker = &waiter;
    request_submit(request, fd_of(connection));
    waiter_wait(&waiter);
}

static enum MHD_Result on_end(const struct httpd *httpd, struct MHD_Connection *connection,
                              struct request *request)
{
    if (request->told)
        return MHD_NO;
    if (!request_end(request))
        return answer(httpd, connection, request);
    reaper_move(link_of(connection), 0); /* the pool has its own deadline for the job */
    if (httpd->config.mode == HTTP_THREAD_PER_CONNECTION) {
        wait_here(connection, request);
        return answer(httpd, connection, request);
    }
    request->wake = wake_suspended;
    request->waker = connection;
    MHD_suspend_connection(connection); /* first: a fast job resumes before submit returns */
    request_submit(request, fd_of(connection));
    return MHD_YES;
}

static enum MHD_Result on_data(const struct httpd *httpd, struct MHD_Connection *connection,
                               struct request *request, const char *data, size_t *size)
{
    const enum request_next next = request_data(request, data, *size);

    *size = 0;
    if (next == REQUEST_REFUSE)
        return refuse(httpd, connection, request);
    if (!request->told)
        move_upload_deadline(httpd, connection, request);
    return next == REQUEST_CLOSE ? MHD_NO : MHD_YES;
}

/* The library calls this for the headers, for every piece of body, at the end of the body, and
 * after a resume; which of them it is, our own state tells. */
static enum MHD_Result on_call(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *data,
                               size_t *size, void **context)
{
    const struct httpd *httpd = cls;
    struct request *request = *context;

    if (url == NULL || request == NULL)
        return MHD_NO;
    switch ((enum request_state)atomic_load(&request->state)) {
    case REQUEST_HEADERS:
        return on_headers(httpd, connection, request, method, version);
    case REQUEST_BODY:
    case REQUEST_DISCARD:
        return *size > 0 ? on_data(httpd, connection, request, data, size)
                         : on_end(httpd, connection, request);
    case REQUEST_READY:
        return answer(httpd, connection, request);
    case REQUEST_WORKING:
    case REQUEST_SENT:
        break;
    }
    return MHD_NO;
}

static void *on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    const struct httpd *httpd = cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    struct request *request = request_new(httpd->config.server, httpd->config.admin, target,
                                          info ? info->client_addr : NULL);

    reaper_begun(link_of(connection)); /* the request is counted by now */
    return request;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    const struct pace *pace = &((const struct httpd *)cls)->config.pace;

    if (*context == NULL)
        return;
    request_free(*context, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    *context = NULL;
    reaper_move(link_of(connection), pace_headers(pace, pace_idle(pace, clock_now_ns())));
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    const struct httpd_config *config = &((const struct httpd *)cls)->config;

    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *context = reaper_add(fd_of(connection), pace_headers(&config->pace, clock_now_ns()),
                              !config->admin);
    else
        reaper_remove(*context);
}

static unsigned flags_of(enum http_mode mode)
{
    const unsigned both = MHD_USE_ITC | MHD_USE_ERROR_LOG;

    return mode == HTTP_POOL ? both | MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME
                             : both | MHD_USE_THREAD_PER_CONNECTION |
                                   MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
}

struct httpd *httpd_start(const struct httpd_config *config)
{
    struct httpd *httpd = calloc(1, sizeof(*httpd));

    if (httpd == NULL)
        return NULL;
    *httpd = (struct httpd){.config = *config, .quiet = -1};
    const bool pooled = config->mode == HTTP_POOL && config->threads > 1;
    const struct MHD_OptionItem threads[] = {
        {pooled ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_THREAD_STACK_SIZE,
         pooled ? (intptr_t)config->threads : CONNECTION_STACK, NULL},
        {MHD_OPTION_END, 0, NULL}};

    MHD_set_panic_func(libsays_panic, NULL);
    httpd->daemon = MHD_start_daemon(
        flags_of(config->mode), 0, NULL, NULL, on_call, httpd, MHD_OPTION_EXTERNAL_LOGGER,
        libsays_message, NULL, MHD_OPTION_LISTEN_SOCKET, config->listener,
        MHD_OPTION_CONNECTION_LIMIT, config->max_connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, config->pace.idle_timeout_s,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, httpd,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, httpd, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, httpd, MHD_OPTION_ARRAY, threads, MHD_OPTION_END);
    if (httpd->daemon)
        return httpd;
    free(httpd);
    return NULL;
}

/* Clients that the kernel has answered and the library has not yet met: their requests are sent. */
static void take_queued(struct httpd *httpd)
{
    for (unsigned i = 0; i < httpd->config.max_connections; i++) {
        struct sockaddr_storage address;
        socklen_t len = sizeof(address);
        const int fd =
            accept4(httpd->quiet, (struct sockaddr *)&address, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd < 0 && errno != EINTR && errno != ECONNABORTED)
            return;
        if (fd >= 0) /* which closes it where it cannot be had */
            (void)MHD_add_connection(httpd->daemon, fd, (struct sockaddr *)&address, len);
    }
}

/* A new client is refused at once instead of hanging; systemd's socket queues for the next us. */
void httpd_quiesce(struct httpd *httpd)
{
    httpd->quiet = MHD_quiesce_daemon(httpd->daemon);
    if (httpd->quiet < 0 || httpd->config.inherited)
        return;
    take_queued(httpd);
    (void)shutdown(httpd->quiet, SHUT_RDWR);
}

void httpd_stop(struct httpd *httpd)
{
    MHD_stop_daemon(httpd->daemon);
    if (httpd->quiet >= 0)
        (void)close(httpd->quiet);
    free(httpd);
}

const char *httpd_version(void)
{
    return MHD_get_version();
}
