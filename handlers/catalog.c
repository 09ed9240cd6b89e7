#include "handlers/docs.h"
#include "handlers/endpoint.h"

enum err_code query_none(const struct query *query, struct err *err)
{
    return query->n > 0 ? param_unknown(NULL, NULL, query->pairs[0].name, err) : ERR_OK;
}

void reply_text(struct exchange *x, const char *media_type)
{
    x->reply.status = 200;
    reply_header(&x->reply, "Content-Type", "%s", media_type);
    reply_header(&x->reply, "X-Content-Type-Options", "nosniff");
    if (x->negotiated)
        reply_vary(&x->reply, "Accept");
}

void reply_fixed(struct exchange *x, const char *media_type, struct span bytes)
{
    reply_text(x, media_type);
    reply_header(&x->reply, "Cache-Control", "no-cache");
    x->reply.fixed = bytes;
}

enum err_code reply_json(struct exchange *x, struct err *err)
{
    if (x->reply.text.failed)
        return err_set(err, ERR_INTERNAL, "The answer does not fit.");
    reply_text(x, "application/json");
    return ERR_OK;
}

enum err_code operations_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    const enum err_code code = query_none(query, err);

    if (code != ERR_OK)
        return code;
    docs_operations_json(&x->reply.text);
    return reply_json(x, err);
}

static void write_format(struct emit *json, const struct limits *limits, enum format_id id)
{
    const struct format *format = format_row(id);

    const bool reads = format->reads && limits->formats_in & 1u << id;
    const bool writes = format->writes && limits->formats_out & 1u << id;

    if (!reads && !writes)
        return;
    emit_object(json, NULL);
    emit_text(json, "name", format->name);
    emit_text(json, "mime", format->mime);
    emit_bool(json, "read", reads);
    emit_bool(json, "write", writes);
    emit_bool(json, "alpha", format->alpha);
    emit_bool(json, "animation", format->animates);
    if (format->lossy)
        emit_int(json, "quality", format->quality);
    emit_object_end(json);
}

enum err_code formats_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    const enum err_code code = query_none(query, err);
    struct emit json;

    if (code != ERR_OK)
        return code;
    emit_init(&json, &x->reply.text);
    emit_object(&json, NULL);
    emit_array(&json, "formats");
    for (int id = 0; id < FORMAT_COUNT; id++)
        write_format(&json, x->limits, (enum format_id)id);
    emit_array_end(&json);
    emit_object_end(&json);
    buf_char(&x->reply.text, '\n');
    return reply_json(x, err);
}
