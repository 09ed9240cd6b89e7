#include "service/request.h"

#include "base/clock.h"
#include "handlers/cors.h"
#include "service/access.h"
#include "service/admission.h"
#include "service/gate.h"
#include "service/metrics.h"
#include "service/target.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct request *request_new(struct server *server, bool admin, const char *target,
                            const struct sockaddr *client)
{
    struct request *request = calloc(1, sizeof(*request));

    if (request == NULL)
        return NULL;
    request->target = strdup(target);
    if (request->target == NULL) {
        free(request);
        return NULL;
    }
    request->server = server;
    request->admin = admin;
    request->client = client;
    request->start_ns = clock_now_ns();
    body_none(&request->body);
    body_none(&request->output);
    exchange_init(&request->x);
    target_split(request->target, &request->x.path, &request->x.query);
    ids_make(request->id);
    request->x.id = request->id;
    server_enter(server);
    return request;
}

static void fill_exchange(struct request *request, const struct head *head)
{
    struct exchange *x = &request->x;

    server_view(request->server, &request->view);
    x->method = head->method;
    x->accept = head_text(head, "Accept");
    x->content_type = head_text(head, "Content-Type");
    x->content_encoding = head_text(head, "Content-Encoding");
    x->origin = head_text(head, "Origin");
    x->if_match = head_text(head, "If-Match");
    x->cors_origins = request->view.cors_origins;
    x->admin = request->admin;
    x->limits = &request->view.limits;
    x->auto_order = request->view.auto_order;
    x->assets = assets_list(request->view.assets);
    x->presets = request->view.presets;
    x->presets_only = request->view.presets_only;
    x->health = server_health(request->server);
    x->metrics = metrics_write;
    ids_take(request->id, head_text(head, "X-Request-Id"));
    ids_take_trace(request->trace, head_text(head, "traceparent"));
}

static enum err_code begin(struct request *request, const struct head *head,
                           enum head_framing framing)
{
    const char *expect = head_text(head, "Expect");
    enum err_code code;

    if (expect && strcasecmp(expect, "100-continue") != 0)
        return err_set(&request->err, ERR_EXPECTATION, "The only expectation met is 100-continue.");
    code = handlers_begin(&request->x, &request->err);
    if (code != ERR_OK || !request->x.takes_body)
        return code;
    if (request->admin)
        return err_set(&request->err, ERR_NOT_FOUND, "Images are taken at the main port.");
    code = rate_take(&request->view.rate, request->client, request->headers_ns,
                     &request->x.retry_after_s, &request->err);
    if (code != ERR_OK)
        return code;
    return admission_look(request, framing);
}

/* Refused: a body that is nearly over is read and forgotten first, because many clients read no
 * answer before they have sent all, and the connection lives on. */
static enum request_next refused(struct request *request)
{
    if (!request->chunked && request->length <= request->received + REQUEST_DRAIN_BYTES)
        return REQUEST_MORE;
    request->close = true;
    return REQUEST_REFUSE;
}

enum request_next request_headers(struct request *request, const struct head *head)
{
    enum head_framing framing;
    enum err_code code = head_guard(head, &request->err);

    request->headers_ns = clock_now_ns();
    fill_exchange(request, head);
    if (code != ERR_OK) {
        request->close = true;
        atomic_store(&request->state, REQUEST_DISCARD);
        return REQUEST_ANSWER;
    }
    framing = head_framing(head, &request->length);
    request->chunked = framing == FRAMING_CHUNKED;
    code = begin(request, head, framing);
    request->close |= code == ERR_BODY_TOO_LARGE || code == ERR_DRAINING;
    if (code == ERR_OK && request->x.takes_body) {
        atomic_store(&request->state, REQUEST_BODY);
        return REQUEST_MORE;
    }
    atomic_store(&request->state, REQUEST_DISCARD);
    if (code == ERR_OK)
        return REQUEST_MORE;
    return head_text(head, "Expect") ? REQUEST_ANSWER : refused(request);
}

/* Look at the first bytes while the rest is on its way; each look at twice the length keeps the sum
 * of all looks linear. */
static enum err_code sniff(struct request *request)
{
    if (request->x.probed || request->body.len < request->sniff_next)
        return ERR_OK;
    request->sniff_next = request->body.len * 2;
    return handlers_sniff(&request->x, body_span(&request->body), false, &request->err);
}

static enum err_code take_data(struct request *request, const void *data, size_t len)
{
    enum err_code code = admission_hold(request, len);

    if (code == ERR_OK)
        code = body_append(&request->body, data, len, &request->err);
    return code == ERR_OK ? sniff(request) : code;
}

enum request_next request_data(struct request *request, const void *data, size_t len)
{
    request->received += len;
    metrics_add(COUNT_BYTES_IN, (int64_t)len);
    if (atomic_load(&request->state) == REQUEST_BODY) {
        if (take_data(request, data, len) == ERR_OK)
            return REQUEST_MORE;
        request->close |= request->err.code == ERR_BODY_TOO_LARGE;
        admission_drop(request);
        atomic_store(&request->state, REQUEST_DISCARD);
        return refused(request);
    }
    request->discarded += len;
    return request->discarded <= REQUEST_DRAIN_BYTES ? REQUEST_MORE : REQUEST_CLOSE;
}

void request_told(struct request *request)
{
    request->told = true;
    atomic_store(&request->state, REQUEST_DISCARD);
}

bool request_end(struct request *request)
{
    if (atomic_load(&request->state) == REQUEST_BODY) {
        request->body_ns = clock_now_ns();
        enum err_code code = handlers_body(&request->x, body_span(&request->body), &request->err);

        if (code == ERR_OK && request->x.work != WORK_NONE) {
            code = request_prepare_task(request);
            if (code == ERR_OK)
                return true;
        }
        admission_drop(request);
    }
    atomic_store(&request->state, REQUEST_READY);
    return false;
}

static void task_done(struct task *task)
{
    struct request *request = task->owner;

    atomic_store(&request->state, REQUEST_READY);
    request->wake(request);
}

void request_submit(struct request *request, int client_fd)
{
    struct task *task = &request->task;

    task->client_fd = client_fd;
    task->owner = request;
    task->done = task_done;
    atomic_store(&request->state, REQUEST_WORKING);
    pool_submit(request->server->pool, task);
}

int64_t request_deadline(const struct request *request)
{
    return request->task.owner ? request->task.message.deadline_ns : 0;
}

static void count_pixels(const struct task *task)
{
    const struct image_info *input = &task->facts[0].input;

    metrics_add(COUNT_PIXELS_IN, (int64_t)input->width * input->height);
    for (uint32_t i = 0; i < task->message.n_plans; i++)
        metrics_add(COUNT_PIXELS_OUT, (int64_t)task->facts[i].width * task->facts[i].height);
}

static void settle_result(struct request *request)
{
    const struct task *task = &request->task;

    admission_drop(request);
    if (task->err.code != ERR_OK) {
        request->err = task->err;
        handlers_failed(&request->x, task->failed, &request->err);
        return;
    }
    gate_force(request->output.len);
    request->held = request->output.len;
    if (body_span(&request->output).len == 0) {
        (void)err_set(&request->err, ERR_BUSY, "The service has no room for the result now.");
        return;
    }
    if (handlers_finish(&request->x, task->facts, body_span(&request->output), &request->err) !=
        ERR_OK)
        return;
    admission_reply(request);
    count_pixels(task);
}

void request_settle(struct request *request)
{
    if (request->task.owner)
        settle_result(request);
    exchange_release(&request->x);
    request->gone = request->err.code == ERR_GONE;
    if (request->err.code != ERR_OK)
        handlers_problem(&request->x, &request->err);
    if (request->x.reply.status == 0) {
        (void)err_set(&request->err, ERR_INTERNAL, "The service has no answer to this request.");
        handlers_problem(&request->x, &request->err);
    }
    cors_headers(&request->x);
    access_headers(request);
    request->close |= atomic_load(&request->server->closing);
    request->reply_ns = clock_now_ns();
    atomic_store(&request->state, REQUEST_SENT);
}

void request_free(struct request *request, bool delivered)
{
    struct server *server = request->server;

    access_log(request, delivered || request->told);
    admission_drop(request);
    body_fini(&request->output);
    assets_drop(request->view.assets);
    exchange_fini(&request->x);
    presets_drop(request->view.presets);
    free(request->target);
    free(request);
    server_leave(server);
}
