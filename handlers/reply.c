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
