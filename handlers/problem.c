#include "handlers/endpoint.h"

#include <string.h>

/* Media types that a POST here takes, for Accept-Post (W3C Linked Data Platform, 7.1). */
static void list_types(const struct exchange *x, char *text, size_t size)
{
    struct buf list;

    buf_init(&list, size - 1);
    for (int id = 0; id < FORMAT_COUNT; id++)
        if (format_row((enum format_id)id)->reads &&
            (x->limits == NULL || x->limits->formats_in & 1u << id))
            buf_printf(&list, "%s, ", format_row((enum format_id)id)->mime);
    buf_text(&list, "multipart/form-data");
    (void)span_copy(buf_span(&list), text, size);
    buf_fini(&list);
}

static void add_headers(struct exchange *x, enum err_code code)
{
    struct reply *reply = &x->reply;
    char types[REPLY_VALUE_MAX];

    reply_header(reply, "Content-Type", "application/problem+json");
    reply_header(reply, "Cache-Control", "no-store");
    if (reply->status == 503 || reply->status == 429)
        reply_header(reply, "Retry-After", "%lld",
                     (long long)(x->retry_after_s > 0 ? x->retry_after_s : 1));
    if (x->negotiated)
        reply_vary(reply, "Accept");
    if (code == ERR_METHOD && x->endpoint)
        reply_header(reply, "Allow", "%s",
                     x->endpoint->takes == TAKES_IMAGE ? "POST, OPTIONS" : "GET, HEAD, OPTIONS");
    if (code == ERR_CODING)
        reply_header(reply, "Accept-Encoding", "identity");
    if (code == ERR_MEDIA_TYPE || code == ERR_FORMAT_UNKNOWN || code == ERR_FORMAT_REFUSED) {
        list_types(x, types, sizeof(types));
        reply_header(reply, "Accept-Post", "%s", types);
    }
}

static void write_errors(struct emit *json, const struct err *err)
{
    emit_text(json, "param", err->param);
    emit_array(json, "errors");
    emit_object(json, NULL);
    emit_text(json, "param", err->param);
    emit_text(json, "reason", err->detail);
    emit_object_end(json);
    emit_array_end(json);
}

static void write_problem(const struct exchange *x, const struct err *err, struct buf *out)
{
    const char *slug = err_slug(err->code);
    char type[64];
    struct emit json;

    (void)snprintf(type, sizeof(type), "/problems/%s", slug);
    emit_init(&json, out);
    emit_object(&json, NULL);
    emit_text(&json, "type", type);
    emit_text(&json, "title", err_title(err->code));
    emit_int(&json, "status", err_status(err->code));
    emit_text(&json, "detail", err->detail[0] ? err->detail : err_title(err->code));
    if (x->id)
        emit_text(&json, "instance", x->id);
    emit_text(&json, "code", slug);
    if (err->param[0])
        write_errors(&json, err);
    if (err->has_limit) {
        emit_real(&json, "limit", err->limit);
        emit_real(&json, "actual", err->actual);
    }
    emit_object_end(&json);
    buf_char(out, '\n');
}

void handlers_problem(struct exchange *x, const struct err *err)
{
    struct reply *reply = &x->reply;

    reply->status = err_status(err->code);
    reply->fixed = span_of(NULL, 0);
    reply->result = false;
    reply->n_pieces = 0;
    reply->n_headers = 0;
    buf_clear(&reply->text);
    write_problem(x, err, &reply->text);
    add_headers(x, err->code);
}
