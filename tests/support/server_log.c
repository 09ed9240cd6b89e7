#include "tests/support/server.h"

#include "base/clock.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* The parent of a process: field 4 of /proc/PID/stat, after the name in parentheses (proc(5)). */
static pid_t parent_of(const char *pid)
{
    char path[300];
    char text[512];

    (void)snprintf(path, sizeof(path), "/proc/%s/stat", pid);
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return 0;
    const size_t len = fread(text, 1, sizeof(text) - 1, file);

    (void)fclose(file);
    text[len] = '\0';
    const char *end = strrchr(text, ')');
    char state;
    int parent = 0;

    if (end == NULL || sscanf(end + 1, " %c %d", &state, &parent) != 2 || state == 'Z')
        return 0;
    return parent;
}

int test_server_workers(const struct test_server *server, pid_t *pids, int max)
{
    DIR *dir = opendir("/proc");
    int n = 0;

    if (dir == NULL)
        return 0;
    for (const struct dirent *entry = readdir(dir); entry && n < max; entry = readdir(dir))
        if (isdigit((unsigned char)entry->d_name[0]) && parent_of(entry->d_name) == server->pid)
            pids[n++] = (pid_t)strtol(entry->d_name, NULL, 10);
    (void)closedir(dir);
    return n;
}

long test_process_rss_kb(pid_t pid)
{
    char path[64];
    long pages = 0;

    (void)snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return 0;
    if (fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    (void)fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}
