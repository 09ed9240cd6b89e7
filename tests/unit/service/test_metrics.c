#include "service/metrics.h"

#include "tests/support/suite.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 20, TEXT_MAX = 1 << 20, THREADS = 4, TURNS = 1000 };

static struct buf text;

static const char *written(void)
{
    buf_init(&text, TEXT_MAX);
    metrics_write(&text);
    ck_assert(!text.failed);
    return buf_string(&text);
}

/* How often the words stand at the start of a line. */
static int lines_with(const char *words)
{
    struct span rest = buf_span(&text);
    struct span line;
    int found = 0;

    while (span_next(&rest, '\n', &line))
        found += span_starts(line, words);
    return found;
}

static double value_of(const char *series)
{
    const char *at = strstr(buf_string(&text), series);

    ck_assert_msg(at != NULL, "no %s", series);
    return strtod(at + strlen(series), NULL);
}

START_TEST(every_name_has_one_help_and_one_type)
{
    struct span rest;
    struct span line;

    (void)written();
    rest = buf_span(&text);
    while (span_next(&rest, '\n', &line)) {
        char words[128];
        struct span word;

        ck_assert_uint_gt(line.len, 0);
        if (!span_starts(line, "# HELP "))
            continue;
        line = span_cut(line, 7, line.len);
        ck_assert(span_next(&line, ' ', &word));
        ck_assert_uint_gt(line.len, 0);
        (void)snprintf(words, sizeof(words), "# HELP %.*s ", (int)word.len,
                       (const char *)word.data);
        ck_assert_int_eq(lines_with(words), 1);
        (void)snprintf(words, sizeof(words), "# TYPE %.*s ", (int)word.len,
                       (const char *)word.data);
        ck_assert_int_eq(lines_with(words), 1);
    }
    ck_assert_int_eq(lines_with("# HELP "), lines_with("# TYPE "));
}
END_TEST

/* Exposition format 0.0.4: a sample belongs to the TYPE above it. */
START_TEST(samples_stand_below_their_type)
{
    char name[128] = "";
    struct span rest;
    struct span line;

    (void)written();
    rest = buf_span(&text);
    while (span_next(&rest, '\n', &line)) {
        struct span word;

        if (span_starts(line, "# TYPE ")) {
            line = span_cut(line, 7, line.len);
            ck_assert(span_next(&line, ' ', &word));
            ck_assert(span_copy(word, name, sizeof(name)));
        } else if (!span_starts(line, "#")) {
            ck_assert_msg(span_starts(line, name), "%.*s below %s", (int)line.len,
                          (const char *)line.data, name);
        }
    }
}
END_TEST

START_TEST(counters_and_gauges_tell_their_value)
{
    metrics_add(COUNT_BYTES_IN, 5);
    metrics_add(COUNT_BYTES_IN, 7);
    metrics_add(COUNT_LOST_GROWN, 3);
    metrics_set(GAUGE_WORKERS, 9);
    metrics_set(GAUGE_WORKERS, 2);
    (void)written();
    ck_assert_double_eq(value_of("\nmezzotint_body_bytes_total "), 12);
    ck_assert_double_eq(value_of("\nmezzotint_workers_lost_total{cause=\"grown\"} "), 3);
    ck_assert_double_eq(value_of("\nmezzotint_workers "), 2);
    ck_assert_double_gt(value_of("\nmezzotint_front_resident_bytes "), 100000);
}
END_TEST

START_TEST(buckets_are_cumulative_and_end_in_the_count)
{
    const double observed[] = {0.0005, 0.001, 0.02, 0.3, 100, -1};
    double before = 0;
    const char *at;

    for (size_t i = 0; i < ARRAY_LEN(observed); i++)
        metrics_observe(TIME_DECODE, observed[i]);
    at = strstr(written(), "mezzotint_job_seconds_bucket{stage=\"decode\"");
    for (int i = 0; i < 16; i++) {
        const char *space = strchr(at, ' ');
        const double now = strtod(space, NULL);

        ck_assert_double_ge(now, before);
        before = now;
        at = strchr(at, '\n') + 1;
    }
    ck_assert_double_eq(value_of("job_seconds_bucket{stage=\"decode\",le=\"0.001\"} "), 3);
    ck_assert_double_eq(value_of("job_seconds_bucket{stage=\"decode\",le=\"0.025\"} "), 4);
    ck_assert_double_eq(value_of("job_seconds_bucket{stage=\"decode\",le=\"60\"} "), 5);
    ck_assert_double_eq(value_of("job_seconds_bucket{stage=\"decode\",le=\"+Inf\"} "), 6);
    ck_assert_double_eq(value_of("job_seconds_count{stage=\"decode\"} "), 6);
    ck_assert_double_eq_tol(value_of("job_seconds_sum{stage=\"decode\"} "), 100.3215, 1e-6);
    ck_assert_int_eq(lines_with("mezzotint_queue_wait_seconds_count 0"), 1);
}
END_TEST

START_TEST(requests_are_counted_by_route_and_status)
{
    char copy[] = "/v1/*"; /* another address, the same route */

    metrics_request("/v1/*", 200);
    metrics_request(copy, 200);
    metrics_request("/v1/*", 404);
    metrics_request("none", 404);
    (void)written();
    ck_assert_double_eq(value_of("requests_total{route=\"/v1/*\",status=\"200\"} "), 2);
    ck_assert_double_eq(value_of("requests_total{route=\"/v1/*\",status=\"404\"} "), 1);
    ck_assert_double_eq(value_of("requests_total{route=\"none\",status=\"404\"} "), 1);
}
END_TEST

START_TEST(too_many_routes_are_counted_together)
{
    for (int status = 0; status < 2000; status++)
        metrics_request("/x", status);
    (void)written();
    ck_assert_int_eq(lines_with("mezzotint_requests_total{route=\"/x\""), 511);
    ck_assert_int_eq(lines_with("mezzotint_requests_total{route=\"other\""), 1);
    ck_assert_ptr_nonnull(strstr(buf_string(&text), "status=\"511\"} 1489\n"));
}
END_TEST

static void *count(void *unused)
{
    for (int i = 0; i < TURNS; i++) {
        metrics_add(COUNT_BYTES_OUT, 1);
        metrics_observe(TIME_QUEUE, 0.5);
        metrics_request("/livez", 200);
    }
    return unused;
}

START_TEST(threads_lose_no_count)
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, count, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    (void)written();
    ck_assert_int_eq(metrics_get(COUNT_BYTES_OUT), THREADS * TURNS);
    ck_assert_double_eq(value_of("queue_wait_seconds_count "), THREADS * TURNS);
    ck_assert_double_eq(value_of("route=\"/livez\",status=\"200\"} "), THREADS * TURNS);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {every_name_has_one_help_and_one_type, 0},
        {samples_stand_below_their_type, 0},
        {counters_and_gauges_tell_their_value, 0},
        {buckets_are_cumulative_and_end_in_the_count, 0},
        {requests_are_counted_by_route_and_status, 0},
        {too_many_routes_are_counted_together, 0},
        {threads_lose_no_count, 0},
    };

    return suite_run_apart("service/metrics", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                              : EXIT_FAILURE;
}
