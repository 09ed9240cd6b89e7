#include "tests/support/server.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOG_MAX = 64 << 20 };

void test_server_log(const struct test_server *server, struct buf *log)
{
    FILE *file = fopen(server->log_path, "re");
    char piece[8192];
    size_t len;

    if (file == NULL)
        return;
    while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(log, piece, len);
    (void)fclose(file);
}

static bool find_line(const struct buf *log, const char *one, const char *other, struct buf *line)
{
    struct span rest = buf_span(log);
    struct span piece;

    while (span_next(&rest, '\n', &piece))
        if (memmem(piece.data, piece.len, one, strlen(one)) &&
            memmem(piece.data, piece.len, other, strlen(other))) {
            buf_clear(line);
            buf_add(line, piece.data, piece.len);
            return true;
        }
    return false;
}

bool test_server_log_line(const struct test_server *server, const char *one, const char *other,
                          struct buf *line, int ms)
{
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;
    bool found = false;

    while (!found) {
        struct buf log;

        buf_init(&log, LOG_MAX);
        test_server_log(server, &log);
        found = find_line(&log, one, other, line);
        buf_fini(&log);
        if (clock_now_ns() > end_ns)
            break;
        if (!found)
            test_sleep_ms(20);
    }
    return found;
}

long test_log_number(const struct buf *line, const char *key)
{
    char quoted[64];

    (void)snprintf(quoted, sizeof(quoted), "\"%s\":", key);
    const char *at = strstr(buf_string(line), quoted);

    return at ? strtol(at + strlen(quoted), NULL, 10) : -1;
}
