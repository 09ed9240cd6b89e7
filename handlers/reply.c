#include "handlers/reply.h"

#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void reply_init(struct reply *reply)
{
    *reply = (struct reply){0};
    buf_init(&reply->text, REPLY_BODY_MAX);
}

void reply_fini(struct reply *reply)
{
    buf_fini(&reply->text);
}

static struct reply_header *slot_for(struct reply *reply, const char *name)
{
    for (int i = 0; i < reply->n_headers; i++)
        if (strcmp(reply->headers[i].name, name) == 0)
            return &reply->headers[i];
    CHECK(reply->n_headers < REPLY_HEADERS_MAX);
    return &reply->headers[reply->n_headers++];
}

void reply_header(struct reply *reply, const char *name, const char *format, ...)
{
    struct reply_header *header = slot_for(reply, name);
    va_list args;

    header->name = name;
    va_start(args, format);
    (void)vsnprintf(header->value, sizeof(header->value), format, args);
    va_end(args);
    for (char *p = header->value; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            *p = '?';
}

static void add_piece(struct reply *reply, bool result, size_t at, size_t len)
{
    if (len == 0)
        return;
    CHECK(reply->n_pieces < REPLY_PIECES_MAX);
    reply->pieces[reply->n_pieces++] = (struct reply_piece){result, at, len};
}

void reply_result_piece(struct reply *reply, size_t at, size_t len)
{
    add_piece(reply, true, at, len);
}

void reply_text_piece(struct reply *reply)
{
    size_t told = 0;

    for (int i = 0; i < reply->n_pieces; i++)
        told += reply->pieces[i].result ? 0 : reply->pieces[i].len;
    add_piece(reply, false, told, reply->text.len - told);
}

size_t reply_length(const struct reply *reply)
{
    size_t len = 0;

    for (int i = 0; i < reply->n_pieces; i++)
        len += reply->pieces[i].len;
    return reply->n_pieces > 0 ? len : reply->fixed.len + reply->text.len;
}

void reply_vary(struct reply *reply, const char *field)
{
    for (int i = 0; i < reply->n_headers; i++) {
        const char *old = reply->headers[i].value;
        char both[REPLY_VALUE_MAX];

        if (strcmp(reply->headers[i].name, "Vary") != 0)
            continue;
        if (strstr(old, field) == NULL && snprintf(both, sizeof(both), "%s, %s", old, field) > 0)
            reply_header(reply, "Vary", "%s", both);
        return;
    }
    reply_header(reply, "Vary", "%s", field);
}
