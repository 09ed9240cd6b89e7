/* service/metrics.h - the table of counters and its Prometheus text form (exposition format 0.0.4).
 *
 * Rows are in service/metrics.def. Counting is one relaxed atomic addition, from any thread.
 */
#ifndef SERVICE_METRICS_H
#define SERVICE_METRICS_H

#include "base/buf.h"

enum counter {
#define COUNTER(id, name, help) id,
#define COUNTER_OF(id, name, label, value, help) id,
#define GAUGE(id, name, help) id,
#include "service/metrics.def"
#undef COUNTER
#undef COUNTER_OF
#undef GAUGE
    COUNTER_COUNT
};

enum histogram {
#define HISTOGRAM(id, name, label, value, help) id,
#include "service/metrics.def"
#undef HISTOGRAM
    HISTOGRAM_COUNT
};

void metrics_add(enum counter counter, int64_t amount);
void metrics_set(enum counter gauge, int64_t value);
int64_t metrics_get(enum counter counter);

/* One more observation, in seconds; fixed buckets 0.001 to 60 s. */
void metrics_observe(enum histogram histogram, double seconds);

/* One finished request: counted by route (static text of the route table) and status. */
void metrics_request(const char *route, int status);

/* Everything as text. */
void metrics_write(struct buf *out);

#endif
