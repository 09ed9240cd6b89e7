#include "base/emit.h"

#include "base/check.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD in UTF-8 */

static void put_char(struct buf *out, const unsigned char *p, size_t len)
{
    if (len == 0)
        buf_text(out, replacement);
    else if (*p == '"' || *p == '\\')
        buf_printf(out, "\\%c", *p);
    else if (*p < 0x20 || *p == 0x7F)
        buf_printf(out, "\\u%04x", *p);
    else
        buf_add(out, p, len);
}

static void put_string(struct buf *out, struct span text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len;) {
        const size_t len = span_utf8(text, i);

        put_char(out, text.data + i, len);
        i += len ? len : 1;
    }
    buf_char(out, '"');
}

void emit_init(struct emit *json, struct buf *out)
{
    *json = (struct emit){.out = out};
}

static void lead(struct emit *json, const char *key)
{
    if (json->filled[json->depth])
        buf_char(json->out, ',');
    json->filled[json->depth] = true;
    if (key == NULL)
        return;
    put_string(json->out, span_text(key));
    buf_char(json->out, ':');
}

static void open_level(struct emit *json, const char *key, char bracket)
{
    lead(json, key);
    buf_char(json->out, bracket);
    json->depth++;
    CHECK(json->depth < EMIT_DEPTH_MAX);
    json->filled[json->depth] = false;
}

static void close_level(struct emit *json, char bracket)
{
    CHECK(json->depth > 0);
    json->depth--;
    buf_char(json->out, bracket);
}

void emit_object(struct emit *json, const char *key)
{
    open_level(json, key, '{');
}

void emit_object_end(struct emit *json)
{
    close_level(json, '}');
}

void emit_array(struct emit *json, const char *key)
{
    open_level(json, key, '[');
}

void emit_array_end(struct emit *json)
{
    close_level(json, ']');
}

void emit_text(struct emit *json, const char *key, const char *value)
{
    if (value == NULL)
        emit_raw(json, key, span_text("null"));
    else
        emit_span(json, key, span_text(value));
}

void emit_span(struct emit *json, const char *key, struct span value)
{
    lead(json, key);
    put_string(json->out, value);
}

void emit_int(struct emit *json, const char *key, int64_t value)
{
    lead(json, key);
    buf_printf(json->out, "%" PRId64, value);
}

void emit_real(struct emit *json, const char *key, double value)
{
    char text[40] = "null";

    for (int digits = 6; isfinite(value) && digits <= 17; digits++) {
        (void)snprintf(text, sizeof(text), "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    emit_raw(json, key, span_text(text));
}

void emit_bool(struct emit *json, const char *key, bool value)
{
    emit_raw(json, key, span_text(value ? "true" : "false"));
}

void emit_raw(struct emit *json, const char *key, struct span value)
{
    lead(json, key);
    buf_add(json->out, value.data, value.len);
}
