/* base/log.h - one line an event on stderr, as JSON or as text: time, level, event, and a sentence
 * or name=value pairs, whose texts are quoted as in JSON.
 *
 * A line is built whole and written with one write(2), so lines of threads and processes do not
 * mix up to PIPE_BUF bytes. Safe from any thread after log_init; a level below the set one costs a
 * comparison. No secret, no image byte and no unescaped client text goes in.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/emit.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };
enum log_format { LOG_JSON, LOG_TEXT };

/* The level may be changed at any time (SIGHUP), the format only before other threads start. */
void log_init(enum log_level level, enum log_format format);
void log_set_level(enum log_level level);
bool log_enabled(enum log_level level);

/* Lines that could not be written without waiting. */
int64_t log_dropped(void);

/* One event: a short fixed name ("worker-died") and a sentence. */
void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3);

/* A line with members of its own: begin, add json_*() members to what it returns, end. `json` and
 * `buf` are the caller's, and are ready after begin; log_end writes the line and frees. */
void log_begin(struct emit *json, struct buf *buf, enum log_level level, const char *event);
void log_end(struct emit *json, struct buf *buf);

#endif
