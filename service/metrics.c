#include "service/metrics.h"

#include "base/log.h"
#include "base/macros.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUCKETS = 15, REQUEST_ROWS = 512 };

struct row {
    const char *name;
    const char *type;
    const char *label; /* "": none */
    const char *value;
    const char *help; /* in the first row of a name */
};

static const struct row counter_rows[COUNTER_COUNT] = {
#define COUNTER(id, name, help) [id] = {name, "counter", "", "", help},
#define COUNTER_OF(id, name, label, value, help) [id] = {name, "counter", label, value, help},
#define GAUGE(id, name, help) [id] = {name, "gauge", "", "", help},
#include "service/metrics.def"
#undef COUNTER
#undef COUNTER_OF
#undef GAUGE
};

static const struct row histogram_rows[HISTOGRAM_COUNT] = {
#define HISTOGRAM(id, name, label, value, help) [id] = {name, "histogram", label, value, help},
#include "service/metrics.def"
#undef HISTOGRAM
};

/* Upper bounds in seconds; the last bucket, +Inf, is the count. */
static const double bounds[BUCKETS] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                       0.5,   1,      2.5,   5,    10,    30,   60};

struct histogram_value {
    _Atomic uint64_t buckets[BUCKETS + 1]; /* each for itself; summed up when written */
    _Atomic uint64_t sum_ns;
};

struct request_row {
    const char *route; /* NULL: free */
    int status;
    uint64_t count;
};

static _Atomic int64_t values[COUNTER_COUNT];
static struct histogram_value histograms[HISTOGRAM_COUNT];
static pthread_mutex_t requests_lock = PTHREAD_MUTEX_INITIALIZER;
static struct request_row requests[REQUEST_ROWS]; /* filled from the front; under the lock */

void metrics_add(enum counter counter, int64_t amount)
{
    (void)atomic_fetch_add_explicit(&values[counter], amount, memory_order_relaxed);
}

void metrics_set(enum counter gauge, int64_t value)
{
    atomic_store_explicit(&values[gauge], value, memory_order_relaxed);
}

int64_t metrics_get(enum counter counter)
{
    return atomic_load_explicit(&values[counter], memory_order_relaxed);
}

void metrics_observe(enum histogram histogram, double seconds)
{
    struct histogram_value *value = &histograms[histogram];
    const double kept = isfinite(seconds) && seconds > 0 ? seconds : 0;
    int bucket = 0;

    while (bucket < BUCKETS && kept > bounds[bucket])
        bucket++;
    (void)atomic_fetch_add_explicit(&value->buckets[bucket], 1, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&value->sum_ns, (uint64_t)(kept * 1e9), memory_order_relaxed);
}

void metrics_request(const char *route, int status)
{
    int i = 0;

    (void)pthread_mutex_lock(&requests_lock);
    /* The last row takes whatever has no room: a count is never lost. */
    while (i < REQUEST_ROWS - 1 && requests[i].route &&
           (requests[i].status != status || strcmp(requests[i].route, route) != 0))
        i++;
    if (!requests[i].route)
        requests[i] = (struct request_row){i < REQUEST_ROWS - 1 ? route : "other", status, 0};
    requests[i].count++;
    (void)pthread_mutex_unlock(&requests_lock);
}

/* Resident pages are the second number of statm (proc(5)). */
static void read_resident(void)
{
    char text[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");

    if (!file)
        return;
    const char *line = fgets(text, sizeof(text), file);
    const char *second = line ? strchr(line, ' ') : NULL;

    (void)fclose(file);
    if (second)
        metrics_set(GAUGE_FRONT_RSS, strtoll(second, NULL, 10) * sysconf(_SC_PAGESIZE));
}

static void write_head(const struct row *row, const struct row *before, struct buf *out)
{
    if (before && strcmp(before->name, row->name) == 0)
        return;
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", row->name, row->help, row->name, row->type);
}

static void write_counter(enum counter id, struct buf *out)
{
    const struct row *row = &counter_rows[id];
    const long long value = (long long)metrics_get(id);

    write_head(row, id > 0 ? row - 1 : NULL, out);
    if (*row->label)
        buf_printf(out, "%s{%s=\"%s\"} %lld\n", row->name, row->label, row->value, value);
    else
        buf_printf(out, "%s %lld\n", row->name, value);
}

/* `{stage="decode",le="0.1"}`, with whatever part there is. */
static void write_labels(const struct row *row, const char *bound, struct buf *out)
{
    if (*row->label == '\0' && !bound)
        return;
    buf_char(out, '{');
    if (*row->label)
        buf_printf(out, "%s=\"%s\"%s", row->label, row->value, bound ? "," : "");
    if (bound)
        buf_printf(out, "le=\"%s\"", bound);
    buf_char(out, '}');
}

static void write_sample(const struct row *row, const char *suffix, const char *bound,
                         const char *value, struct buf *out)
{
    buf_printf(out, "%s%s", row->name, suffix);
    write_labels(row, bound, out);
    buf_printf(out, " %s\n", value);
}

static void write_histogram(enum histogram id, struct buf *out)
{
    const struct row *row = &histogram_rows[id];
    struct histogram_value *value = &histograms[id];
    uint64_t count = 0;
    char bound[32];
    char text[32];

    write_head(row, id > 0 ? row - 1 : NULL, out);
    for (int i = 0; i <= BUCKETS; i++) {
        count += atomic_load_explicit(&value->buckets[i], memory_order_relaxed);
        (void)snprintf(bound, sizeof(bound), "%g", i < BUCKETS ? bounds[i] : 0);
        (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)count);
        write_sample(row, "_bucket", i < BUCKETS ? bound : "+Inf", text, out);
    }
    write_sample(row, "_count", NULL, text, out);
    const uint64_t sum_ns = atomic_load_explicit(&value->sum_ns, memory_order_relaxed);

    (void)snprintf(text, sizeof(text), "%.9f", (double)sum_ns / 1e9);
    write_sample(row, "_sum", NULL, text, out);
}

static void write_requests(struct buf *out)
{
    buf_text(out, "# HELP mezzotint_requests_total Finished requests, by route and status.\n"
                  "# TYPE mezzotint_requests_total counter\n");
    (void)pthread_mutex_lock(&requests_lock);
    for (int i = 0; i < REQUEST_ROWS && requests[i].route; i++)
        buf_printf(out, "mezzotint_requests_total{route=\"%s\",status=\"%d\"} %llu\n",
                   requests[i].route, requests[i].status, (unsigned long long)requests[i].count);
    (void)pthread_mutex_unlock(&requests_lock);
}

void metrics_write(struct buf *out)
{
    read_resident();
    metrics_set(COUNT_LOG_DROPPED, log_dropped());
    write_requests(out);
    for (int id = 0; id < COUNTER_COUNT; id++)
        write_counter((enum counter)id, out);
    for (int id = 0; id < HISTOGRAM_COUNT; id++)
        write_histogram((enum histogram)id, out);
}
