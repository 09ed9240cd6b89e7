#include "service/request.h"

#include "base/clock.h"
#include "service/access.h"
#include "service/gate.h"
#include "service/metrics.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

/* RFC 9112, 3.2.2: a target may come in absolute form; its path is what we route. */
static struct span path_of(const char *target)
{
    const struct span whole = span_text(target);

    if (!span_starts(whole, "http://") && !span_starts(whole, "https://"))
        return whole;
    const char *authority = strstr(target, "//") + 2;
    const char *path = strchr(authority, '/');

    return path ? span_text(path) : span_text("/");
}

static void split_target(struct request *request)
{
    const struct span whole = path_of(request->target);
    const unsigned char *mark = whole.len ? memchr(whole.data, '?', whole.len) : NULL;
    const size_t path_len = mark ? (size_t)(mark - whole.data) : whole.len;

    request->x.path = span_of(whole.data, path_len);
    request->x.query = span_cut(whole, path_len + 1, whole.len);
}

static void make_id(char id[REQUEST_ID_MAX])
{
    unsigned char random[12];

    if (getrandom(random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
        memset(random, 0, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++)
        (void)snprintf(id + 2 * i, 3, "%02x", random[i]);
}

struct request *request_new(struct server *server, bool admin, const char *target)
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
    request->start_ns = clock_now_ns();
    body_none(&request->body);
    body_none(&request->output);
    exchange_init(&request->x);
    split_target(request);
    make_id(request->id);
    request->x.id = request->id;
    server_enter(server);
    return request;
}

/* A client's own id is kept when it is harmless in a log and in a header. */
static void take_id(struct request *request, const char *sent)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "._-";
    const size_t len = sent ? strlen(sent) : 0;

    if (len > 0 && len < REQUEST_ID_MAX && strspn(sent, allowed) == len)
        (void)snprintf(request->id, sizeof(request->id), "%s", sent);
}

static void take_trace(struct request *request, const char *sent)
{
    const size_t len = sent ? strlen(sent) : 0;

    if (len > 0 && len < sizeof(request->trace) && strspn(sent, "0123456789abcdef-") == len)
        (void)snprintf(request->trace, sizeof(request->trace), "%s", sent);
}

static void fill_exchange(struct request *request, const struct head *head)
{
    struct exchange *x = &request->x;

    server_view(request->server, &request->view);
    x->method = head->method;
    x->accept = head_text(head, "Accept");
    x->content_type = head_text(head, "Content-Type");
    x->content_encoding = head_text(head, "Content-Encoding");
    x->admin = request->admin;
    x->limits = &request->view.limits;
    x->auto_order = request->view.auto_order;
    x->health = server_health(request->server);
    x->metrics = metrics_write;
    take_id(request, head_text(head, "X-Request-Id"));
    take_trace(request, head_text(head, "traceparent"));
}

static void give_back_place(struct request *request)
{
    if (request->place)
        gate_leave();
    request->place = false;
}

static void give_back_bytes(struct request *request)
{
    if (request->held > 0)
        gate_release(request->held);
    request->held = 0;
}

static void drop_body(struct request *request)
{
    body_fini(&request->body);
    give_back_bytes(request);
    give_back_place(request);
}

static enum err_code hold(struct request *request, uint64_t bytes)
{
    const enum err_code code = gate_hold(bytes, &request->err);

    if (code == ERR_OK)
        request->held += bytes;
    return code;
}

static enum err_code check_size(struct request *request, enum head_framing framing)
{
    const uint64_t limit = request->view.limits.body_bytes;

    if (framing == FRAMING_NONE)
        return err_set(&request->err, ERR_LENGTH_REQUIRED,
                       "Send Content-Length or Transfer-Encoding: chunked.");
    if (framing == FRAMING_LENGTH && request->length == 0)
        return err_set(&request->err, ERR_BODY_EMPTY, "The body is empty.");
    if (request->length > limit)
        return err_limit(&request->err, ERR_BODY_TOO_LARGE, (double)limit, (double)request->length,
                         "The body is over %llu bytes.", (unsigned long long)limit);
    return ERR_OK;
}

static enum err_code check_service(struct request *request)
{
    struct server *server = request->server;

    if (atomic_load(&server->closing))
        return err_set(&request->err, ERR_DRAINING, "The service is shutting down.");
    if (pool_looping(server->pool) && pool_warm(server->pool) == 0)
        return err_set(&request->err, ERR_NO_WORKER, "No worker is alive.");
    return ERR_OK;
}

/* Everything that can be said no to before the first body byte; takes a place and the bytes. */
static enum err_code admit(struct request *request, enum head_framing framing)
{
    enum err_code code = check_size(request, framing);

    if (code == ERR_OK)
        code = check_service(request);
    if (code == ERR_OK)
        code = gate_enter(&request->err);
    if (code != ERR_OK)
        return code;
    request->place = true;
    code = hold(request, request->length);
    if (code == ERR_OK)
        code = body_init(&request->body, request->view.limits.body_bytes, &request->err);
    if (code != ERR_OK)
        drop_body(request);
    return code;
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
    return admit(request, framing);
}

/* Refused: with an expectation, or with more body than is worth reading, the answer goes out now
 * and the connection ends; otherwise the body is read and forgotten, because many clients read no
 * answer before they have sent all. */
static bool answer_now(const struct request *request, const struct head *head)
{
    return head_text(head, "Expect") != NULL || request->length > REQUEST_DRAIN_BYTES;
}

bool request_headers(struct request *request, const struct head *head)
{
    enum head_framing framing;
    enum err_code code = head_guard(head, &request->err);

    request->headers_ns = clock_now_ns();
    fill_exchange(request, head);
    if (code != ERR_OK) {
        request->close = true;
        atomic_store(&request->state, REQUEST_DISCARD);
        return true;
    }
    framing = head_framing(head, &request->length);
    code = begin(request, head, framing);
    request->close |= code == ERR_BODY_TOO_LARGE || code == ERR_DRAINING;
    if (code == ERR_OK && request->x.takes_body) {
        atomic_store(&request->state, REQUEST_BODY);
        return false;
    }
    atomic_store(&request->state, REQUEST_DISCARD);
    return code != ERR_OK && answer_now(request, head);
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
    enum err_code code = ERR_OK;

    if (request->length == 0) /* chunked: its bytes are held as they come */
        code = hold(request, len);
    if (code == ERR_OK)
        code = body_append(&request->body, data, len, &request->err);
    return code == ERR_OK ? sniff(request) : code;
}

bool request_data(struct request *request, const void *data, size_t len)
{
    request->received += len;
    metrics_add(COUNT_BYTES_IN, (int64_t)len);
    if (atomic_load(&request->state) == REQUEST_BODY) {
        if (take_data(request, data, len) == ERR_OK)
            return true;
        request->close |= request->err.code == ERR_BODY_TOO_LARGE;
        drop_body(request);
        atomic_store(&request->state, REQUEST_DISCARD);
        return request->length <= request->received + REQUEST_DRAIN_BYTES;
    }
    request->discarded += len;
    return request->discarded <= REQUEST_DRAIN_BYTES;
}

static enum err_code prepare_task(struct request *request)
{
    struct task *task = &request->task;
    struct exchange *x = &request->x;
    struct job_message *message = &task->message;

    if (x->memory > request->view.memory)
        return err_limit(&request->err, ERR_IMAGE_TOO_LARGE, (double)request->view.memory,
                         (double)x->memory, "The image would need %.0f MB of working memory.",
                         (double)x->memory / 1e6);
    if (!body_seal(&request->body))
        return err_set(&request->err, ERR_INTERNAL, "The body cannot be handed to a worker.");
    const enum err_code code = body_init(&request->output, SIZE_MAX, &request->err);

    if (code != ERR_OK)
        return code;
    message->magic = JOB_MAGIC;
    message->version = JOB_VERSION;
    message->id = atomic_fetch_add(&request->server->ids, 1) + 1;
    message->kind = x->work == WORK_INFO ? JOB_INFO : JOB_TRANSFORM;
    message->input_at = (uint64_t)(x->image.data - body_span(&request->body).data);
    message->input_len = x->image.len;
    message->deadline_ns = request->body_ns + request->view.deadline_ms * NS_PER_MS;
    message->limits = request->view.limits;
    message->plan = x->plan;
    task->memory = x->memory;
    task->input = &request->body;
    task->output = &request->output;
    return ERR_OK;
}

bool request_end(struct request *request)
{
    if (atomic_load(&request->state) == REQUEST_BODY) {
        request->body_ns = clock_now_ns();
        enum err_code code = handlers_body(&request->x, body_span(&request->body), &request->err);

        if (code == ERR_OK && request->x.work != WORK_NONE) {
            code = prepare_task(request);
            if (code == ERR_OK)
                return true;
        }
        drop_body(request);
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

static void settle_result(struct request *request)
{
    const struct task *task = &request->task;

    drop_body(request);
    if (task->err.code != ERR_OK) {
        request->err = task->err;
        return;
    }
    gate_force(request->output.len);
    request->held = request->output.len;
    if (body_span(&request->output).len == 0) {
        (void)err_set(&request->err, ERR_BUSY, "The service has no room for the result now.");
        return;
    }
    if (handlers_finish(&request->x, &task->facts, body_span(&request->output), &request->err) !=
        ERR_OK)
        return;
    metrics_add(COUNT_PIXELS_IN, (int64_t)task->facts.input.width * task->facts.input.height);
    metrics_add(COUNT_PIXELS_OUT, (int64_t)task->facts.width * task->facts.height);
}

void request_settle(struct request *request)
{
    if (request->task.owner)
        settle_result(request);
    request->gone = request->err.code == ERR_GONE;
    if (request->err.code != ERR_OK)
        handlers_problem(&request->x, &request->err);
    if (request->x.reply.status == 0) {
        (void)err_set(&request->err, ERR_INTERNAL, "The service has no answer to this request.");
        handlers_problem(&request->x, &request->err);
    }
    access_headers(request);
    request->close |= atomic_load(&request->server->closing);
    request->reply_ns = clock_now_ns();
    atomic_store(&request->state, REQUEST_SENT);
}

void request_free(struct request *request, bool delivered)
{
    struct server *server = request->server;

    access_log(request, delivered);
    drop_body(request);
    body_fini(&request->output);
    exchange_fini(&request->x);
    free(request->target);
    free(request);
    server_leave(server);
}
