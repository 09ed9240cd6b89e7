#include "service/access.h"

#include "base/clock.h"
#include "service/metrics.h"

static double stage_ms(int64_t ns)
{
    return (double)ns / (double)NS_PER_MS;
}

/* The stages of all outputs together. */
static struct run_facts sum_of(const struct task *task)
{
    struct run_facts sum = task->facts[0];

    for (uint32_t i = 1; i < task->message.n_plans; i++) {
        sum.decode_ns += task->facts[i].decode_ns;
        sum.process_ns += task->facts[i].process_ns;
        sum.encode_ns += task->facts[i].encode_ns;
    }
    return sum;
}

void access_headers(struct request *request)
{
    const struct task *task = &request->task;
    const struct run_facts facts = sum_of(task);

    reply_header(&request->x.reply, "X-Request-Id", "%s", request->id);
    if (task->started_ns == 0 || task->err.code != ERR_OK)
        return;
    reply_header(&request->x.reply, "Server-Timing",
                 "queue;dur=%.2f, decode;dur=%.2f, process;dur=%.2f, encode;dur=%.2f, "
                 "run;dur=%.2f, engine;desc=\"%s\"",
                 clock_ms(task->queued_ns, task->started_ns), stage_ms(facts.decode_ns),
                 stage_ms(facts.process_ns), stage_ms(facts.encode_ns),
                 clock_ms(task->started_ns, task->done_ns), engine_name((enum engine)facts.engine));
}

static const char *format_text(uint32_t format)
{
    return format < FORMAT_COUNT ? format_row((enum format_id)format)->name : NULL;
}

static void write_job(struct emit *json, const struct request *request)
{
    const struct task *task = &request->task;
    const struct run_facts *facts = task->facts;

    emit_real(json, "queue_ms",
              clock_ms(task->queued_ns, task->started_ns ? task->started_ns : task->done_ns));
    if (task->started_ns == 0)
        return;
    emit_real(json, "run_ms", clock_ms(task->started_ns, task->done_ns));
    emit_int(json, "worker", task->worker_pid);
    if (task->err.code == ERR_OK)
        emit_text(json, "engine", engine_name((enum engine)facts->engine));
    if (facts->input.width > 0) { /* else nobody has read a header yet */
        emit_text(json, "source_format", format_text(facts->input.format));
        emit_int(json, "source_width", facts->input.width);
        emit_int(json, "source_height", facts->input.height);
    }
    if (task->err.code != ERR_OK)
        return;
    emit_text(json, "format", format_text(facts->format));
    emit_int(json, "width", facts->width);
    emit_int(json, "height", facts->height);
    emit_int(json, "frames", facts->frames);
    if (task->message.n_plans > 1)
        emit_int(json, "outputs", task->message.n_plans);
}

static const char *outcome(const struct request *request, bool delivered)
{
    if (request->err.code != ERR_OK)
        return err_slug(request->err.code);
    return delivered ? "ok" : "client-gone";
}

static int status_of(const struct request *request)
{
    if (request->gone || request->x.reply.status == 0)
        return err_status(ERR_GONE);
    return request->x.reply.status;
}

static size_t bytes_out(const struct request *request)
{
    const struct reply *reply = &request->x.reply;

    return reply->result ? request->output.len : reply_length(reply);
}

static void write_line(const struct request *request, bool delivered, int64_t now_ns)
{
    struct emit json;
    struct buf buf;

    log_begin(&json, &buf, LOG_INFO, "request");
    emit_text(&json, "id", request->id);
    if (request->trace[0])
        emit_text(&json, "traceparent", request->trace);
    emit_text(&json, "method", handlers_method(&request->x));
    emit_text(&json, "route", handlers_route(&request->x));
    emit_int(&json, "status", status_of(request));
    emit_text(&json, "outcome", outcome(request, delivered));
    emit_int(&json, "bytes_in", (int64_t)request->received);
    emit_int(&json, "bytes_out", (int64_t)bytes_out(request));
    if (request->task.owner)
        write_job(&json, request);
    emit_real(&json, "write_ms", clock_ms(request->reply_ns, now_ns));
    emit_real(&json, "total_ms", clock_ms(request->start_ns, now_ns));
    if (request->err.note[0])
        emit_text(&json, "note", request->err.note);
    log_end(&json, &buf);
}

void access_log(const struct request *request, bool delivered)
{
    const int64_t now_ns = clock_now_ns();

    metrics_request(handlers_route(&request->x), status_of(request));
    metrics_observe(TIME_TOTAL, clock_ms(request->start_ns, now_ns) / 1e3);
    metrics_add(COUNT_BYTES_OUT, (int64_t)bytes_out(request));
    if (log_enabled(LOG_INFO))
        write_line(request, delivered, now_ns);
}
