#include "tests/support/server.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 300, WORKERS_MAX = 64 };

struct stat_line {
    char state;
    int parent;
    long ticks, faults;
};

/* Fields 3, 4, 10, 14 and 15 of /proc/PID/stat; the second is a name in parentheses (proc(5)). */
static struct stat_line stat_of(pid_t pid)
{
    struct stat_line line = {0};
    char path[64];
    char text[1024];
    unsigned long user;
    unsigned long system;

    (void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return line;
    const size_t len = fread(text, 1, sizeof(text) - 1, file);

    (void)fclose(file);
    text[len] = '\0';
    const char *end = strrchr(text, ')');

    if (end && sscanf(end + 1, " %c %d %*d %*d %*d %*d %*u %ld %*u %*u %*u %lu %lu", &line.state,
                      &line.parent, &line.faults, &user, &system) == 5)
        line.ticks = (long)(user + system);
    return line;
}

int test_server_workers(const struct test_server *server, pid_t *pids, int max)
{
    DIR *dir = opendir("/proc");
    int n = 0;

    if (dir == NULL)
        return 0;
    for (const struct dirent *entry = readdir(dir); entry && n < max; entry = readdir(dir)) {
        const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        const struct stat_line line = pid > 0 ? stat_of(pid) : (struct stat_line){0};

        if (line.parent == server->pid && line.state != 'Z')
            pids[n++] = pid;
    }
    (void)closedir(dir);
    return n;
}

long test_process_ticks(pid_t pid)
{
    return stat_of(pid).ticks;
}

long test_process_faults(pid_t pid)
{
    return stat_of(pid).faults;
}

pid_t test_server_busiest(const struct test_server *server)
{
    pid_t pids[WORKERS_MAX];
    long before[WORKERS_MAX];
    const int n = test_server_workers(server, pids, WORKERS_MAX);
    long most = 0;
    pid_t busiest = 0;

    for (int i = 0; i < n; i++)
        before[i] = test_process_ticks(pids[i]);
    test_sleep_ms(BUSY_MS);
    for (int i = 0; i < n; i++) {
        const long spent = test_process_ticks(pids[i]) - before[i];

        if (spent > most) {
            most = spent;
            busiest = pids[i];
        }
    }
    return busiest;
}

/* Fields 2 and 3 of /proc/PID/statm (proc(5)): resident pages, and those of files and memfds. */
static void read_statm(pid_t pid, long *resident, long *shared)
{
    char path[64];

    *resident = *shared = 0;
    (void)snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return;
    if (fscanf(file, "%*d %ld %ld", resident, shared) != 2)
        *resident = *shared = 0;
    (void)fclose(file);
}

long test_process_rss_kb(pid_t pid)
{
    long resident, shared;

    read_statm(pid, &resident, &shared);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

long test_process_anonymous_kb(pid_t pid)
{
    long resident, shared;

    read_statm(pid, &resident, &shared);
    return (resident - shared) * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A number of /proc/PID/status, without its unit; 0: there is none. */
static long status_of(pid_t pid, const char *name)
{
    char path[64];
    char line[256];
    const size_t len = strlen(name);
    long value = 0;

    (void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "re");

    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, name, len) == 0)
            value = strtol(line + len, NULL, 10);
    if (file)
        (void)fclose(file);
    return value;
}

long test_process_peak_kb(pid_t pid)
{
    return status_of(pid, "VmHWM:");
}

long test_process_data_kb(pid_t pid)
{
    return status_of(pid, "VmData:");
}
