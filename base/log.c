#include "base/log.h"

#include "base/clock.h"

#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

static const char *const level_names[] = {"debug", "info", "warn", "error", "off"};
static _Atomic int least = LOG_INFO;
static enum log_format form = LOG_JSON;
static _Atomic int64_t dropped;

void log_init(enum log_level level, enum log_format format)
{
    form = format;
    log_set_level(level);
}

void log_set_level(enum log_level level)
{
    atomic_store(&least, (int)level);
}

bool log_enabled(enum log_level level)
{
    return (int)level >= atomic_load(&least) && level != LOG_OFF;
}

/* A log that cannot be written is no reason to stop serving, and one that nobody reads no reason to
 * wait: a pipe that polls writable has room for PIPE_BUF bytes (pipe(7)), which no line exceeds. */
static void put_line(const char *data, size_t len)
{
    struct pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT};

    if (poll(&log, 1, 0) != 1 || write(STDERR_FILENO, data, len) != (ssize_t)len)
        (void)atomic_fetch_add_explicit(&dropped, 1, memory_order_relaxed);
}

int64_t log_dropped(void)
{
    return atomic_load_explicit(&dropped, memory_order_relaxed);
}

static void put_text_line(enum log_level level, const char *event, const char *message)
{
    char stamp[32];
    char line[LINE_MAX_BYTES];

    clock_stamp(stamp, sizeof(stamp));
    const int len =
        snprintf(line, sizeof(line), "%s %-5s %s: %s\n", stamp, level_names[level], event, message);

    put_line(line, len < LINE_MAX_BYTES ? (size_t)len : LINE_MAX_BYTES - 1);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    char message[1024];
    struct emit json;
    struct buf buf;
    va_list args;

    if (!log_enabled(level))
        return;
    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (form == LOG_TEXT) {
        put_text_line(level, event, message);
        return;
    }
    log_begin(&json, &buf, level, event);
    emit_text(&json, "message", message);
    log_end(&json, &buf);
}

void log_begin(struct emit *json, struct buf *buf, enum log_level level, const char *event)
{
    char stamp[32];

    clock_stamp(stamp, sizeof(stamp));
    buf_init(buf, LINE_MAX_BYTES);
    emit_init(json, buf);
    if (form == LOG_TEXT) {
        buf_printf(buf, "%s %-5s %s: ", stamp, level_names[level], event);
        emit_object(json, NULL);
        return;
    }
    emit_object(json, NULL);
    emit_text(json, "time", stamp);
    emit_text(json, "level", level_names[level]);
    emit_text(json, "event", event);
}

/* Past the string that begins here. */
static const char *string_end(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

/* From {"a":"b","c":1} to a="b" c=1, in place; members that are no texts or numbers stay JSON. */
static void make_pairs(struct buf *buf)
{
    char *to = memchr(buf->data, '{', buf->len);
    const char *from = to + 1;
    const char *end = buf->data + buf->len - 1;
    int depth = 0;
    bool name = true;

    while (from < end) {
        const char c = *from;
        const bool flat = depth == 0;
        const char *next = c == '"' ? string_end(from) : from + 1;
        const size_t quotes = c == '"' && flat && name;
        const size_t len = (size_t)(next - from) - 2 * quotes;

        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        memmove(to, from + quotes, len);
        if (flat && (c == ':' || c == ',')) {
            *to = c == ':' ? '=' : ' ';
            name = c == ',';
        }
        to += len;
        from = next;
    }
    buf->len = (size_t)(to - buf->data);
}

void log_end(struct emit *json, struct buf *buf)
{
    emit_object_end(json);
    if (form == LOG_TEXT && !buf->failed)
        make_pairs(buf);
    buf_char(buf, '\n');
    if (buf->failed)
        log_event(LOG_WARN, "line-too-long", "a line over %d bytes was not written",
                  LINE_MAX_BYTES);
    else
        put_line(buf->data, buf->len);
    buf_fini(buf);
}
