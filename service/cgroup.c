#include "service/cgroup.h"

#include "base/macros.h"
#include "base/span.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDER_MAX = 4096, FILE_MAX = 256, LIST_MAX = 16384, CPUS_MAX = 1 << 20 };

/* v1 says "no limit" with the largest multiple of a page below 2^63. */
#define V1_UNLIMITED 1e18

/* One place to look: a controller of a hierarchy, and how to read its limit in a group's folder. */
struct place {
    const char *controller; /* as in /proc/self/cgroup; "" is v2 */
    const char *mount;
    double (*limit)(const char *folder); /* INFINITY: none */
};

static bool read_text(const char *folder, const char *name, char *text, size_t size)
{
    char path[FOLDER_MAX + FILE_MAX];
    const int len = snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = len > 0 && (size_t)len < sizeof(path) ? fopen(path, "re") : NULL;

    if (!file)
        return false;
    const size_t got = fread(text, 1, size - 1, file);

    (void)fclose(file);
    text[got] = '\0';
    return got > 0;
}

/* A positive number at the start of *text, which moves past it; INFINITY for "max" and the rest. */
static double take_number(const char **text)
{
    char *end;
    const double number = strtod(*text, &end);
    const bool fine = end != *text && number > 0;

    *text = end;
    return fine ? number : (double)INFINITY;
}

/* "50000 100000" or "max 100000": quota and period in microseconds (cgroup-v2.rst, cpu.max). */
static double cpu_v2(const char *folder)
{
    char text[FILE_MAX];
    const char *at = text;

    if (!read_text(folder, "cpu.max", text, sizeof(text)) || strncmp(text, "max", 3) == 0)
        return (double)INFINITY;
    const double quota = take_number(&at);
    const double period = take_number(&at);

    return isfinite(period) ? quota / period : (double)INFINITY;
}

/* A quota of -1 is none (sched-bwc.rst). */
static double cpu_v1(const char *folder)
{
    char quota[FILE_MAX];
    char period[FILE_MAX];
    const char *quota_at = quota;
    const char *period_at = period;

    if (!read_text(folder, "cpu.cfs_quota_us", quota, sizeof(quota)) ||
        !read_text(folder, "cpu.cfs_period_us", period, sizeof(period)))
        return (double)INFINITY;
    const double period_us = take_number(&period_at);

    return isfinite(period_us) ? take_number(&quota_at) / period_us : (double)INFINITY;
}

static double memory_v2(const char *folder)
{
    char text[FILE_MAX];
    const char *at = text;

    if (!read_text(folder, "memory.max", text, sizeof(text)) || strncmp(text, "max", 3) == 0)
        return (double)INFINITY;
    return take_number(&at);
}

static double memory_v1(const char *folder)
{
    char text[FILE_MAX];
    const char *at = text;

    if (!read_text(folder, "memory.limit_in_bytes", text, sizeof(text)))
        return (double)INFINITY;
    const double bytes = take_number(&at);

    return bytes < V1_UNLIMITED ? bytes : (double)INFINITY;
}

static const struct place cpu_places[] = {
    {"", "/sys/fs/cgroup", cpu_v2},
    {"cpu", "/sys/fs/cgroup/cpu", cpu_v1},
    {"cpu", "/sys/fs/cgroup/cpu,cpuacct", cpu_v1},
};

static const struct place memory_places[] = {
    {"", "/sys/fs/cgroup", memory_v2},
    {"memory", "/sys/fs/cgroup/memory", memory_v1},
};

/* The smallest limit of this group and of those above it, up to the mount. In a container without
 * a namespace of its own the path is the host's and the folder is not there: the mount decides. */
static double along(const char *root, const struct place *place, struct span path)
{
    char folder[FOLDER_MAX];
    const int base = snprintf(folder, sizeof(folder), "%s%s", root, place->mount);
    double least = (double)INFINITY;

    if (base < 0 || (size_t)base + path.len + 1 > sizeof(folder))
        return least;
    if (path.len > 0)
        memcpy(folder + base, path.data, path.len);
    folder[(size_t)base + path.len] = '\0';
    if (strstr(folder + base, ".."))
        folder[base] = '\0';
    for (;;) {
        least = fmin(least, place->limit(folder));
        char *slash = strrchr(folder + base, '/');

        if (!slash)
            return least;
        *slash = '\0';
    }
}

static bool has_controller(struct span list, const char *controller)
{
    struct span word;

    if (list.len == 0)
        return *controller == '\0';
    while (span_next(&list, ',', &word))
        if (*controller && span_is(word, controller))
            return true;
    return false;
}

/* "4:cpu,cpuacct:/docker/abc", or "0::/docker/abc" for v2 (cgroups(7)). */
static double of_line(const char *root, struct span line, const struct place *places, size_t n)
{
    struct span number;
    struct span controllers;
    double least = (double)INFINITY;

    if (!span_next(&line, ':', &number) || !span_next(&line, ':', &controllers))
        return least;
    for (size_t i = 0; i < n; i++)
        if (has_controller(controllers, places[i].controller))
            least = fmin(least, along(root, &places[i], line));
    return least;
}

static double smallest(const char *root, const struct place *places, size_t n)
{
    char folder[FOLDER_MAX];
    char text[LIST_MAX];
    double least = (double)INFINITY;
    struct span line;

    (void)snprintf(folder, sizeof(folder), "%s/proc/self", root);
    if (!read_text(folder, "cgroup", text, sizeof(text)))
        return least;
    struct span rest = span_text(text);

    while (span_next(&rest, '\n', &line))
        least = fmin(least, of_line(root, line, places, n));
    return least;
}

int cgroup_cpus(const char *root)
{
    const double quota = smallest(root, cpu_places, ARRAY_LEN(cpu_places));

    return isfinite(quota) && quota < CPUS_MAX ? (int)ceil(quota) : 0;
}

uint64_t cgroup_memory(const char *root)
{
    const double bytes = smallest(root, memory_places, ARRAY_LEN(memory_places));

    return bytes < V1_UNLIMITED ? (uint64_t)bytes : 0;
}

int cgroup_online_cpus(void)
{
    cpu_set_t set;

    /* Fails on machines with more CPUs than the set holds; then all that are online count. */
    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    const long online = sysconf(_SC_NPROCESSORS_ONLN);

    return online > 0 ? (int)online : 1;
}
