/* Memory stays flat: a short soak of mixed requests. bench/soak.sh is the long one. */
#include "tests/support/noise.h"
#include "tests/support/scene.h"

#include <limits.h>

enum { TEST_SECONDS = 150, REQUESTS = 600, THIRD = REQUESTS / 3, WORKERS_MAX = 16, EVERY = 10 };

/* What a worker holds goes up and down with its last jobs (base/heap.h: what it keeps), so
 * the least of the last third is held against the most of the second: a leak never comes back down.
 * How much more is allowed, in percent and in kB; a sanitizer
 * keeps freed memory in quarantine, up to 256 MB a process (ASAN_OPTIONS quarantine_size_mb). */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { GROWTH_PERCENT = 100, GROWTH_KB = 280000, SANITIZER_KB = 280000, FAULTS_A_JOB = 1 << 20 };
#else
enum { GROWTH_PERCENT = 5, GROWTH_KB = 2000, SANITIZER_KB = 0, FAULTS_A_JOB = 100 };
#endif

static const char *const targets[] = {
    "/v1/resize?width=120&format=jpeg",
    "/v1/resize?width=90&height=90&fit=cover&format=webp",
    "/v1/blur?sigma=2&format=png",
    "/v1/rotate?angle=90&format=jpeg",
    "/v1/rotate?angle=12&format=png",
    "/v1/grayscale?format=png",
    "/v1/sharpen?format=jpeg",
    "/v1/info",
    "/v1/resize?widht=1",
    "/v1/crop?width=50%25&height=50%25&gravity=center",
    "/v1/plan",
    "/v1/flip?format=gif",
};

struct usage {
    long front_kb, workers_kb;
};

static struct usage usage_of(const struct test_server *server)
{
    pid_t workers[WORKERS_MAX];
    const int n = test_server_workers(server, workers, WORKERS_MAX);
    struct usage usage = {.front_kb = test_process_anonymous_kb(server->pid)};

    for (int i = 0; i < n; i++)
        usage.workers_kb += test_process_anonymous_kb(workers[i]);
    return usage;
}

static long larger(long a, long b)
{
    return a > b ? a : b;
}

static long smaller(long a, long b)
{
    return a < b ? a : b;
}

/* Into the most while there is one to fill, else into the least. */
static void note_usage(const struct test_server *server, struct usage *most, struct usage *least)
{
    const struct usage now = usage_of(server);

    if (most)
        *most = (struct usage){larger(most->front_kb, now.front_kb),
                               larger(most->workers_kb, now.workers_kb)};
    else
        *least = (struct usage){smaller(least->front_kb, now.front_kb),
                                smaller(least->workers_kb, now.workers_kb)};
}

static void ask_one(struct client *client, struct scene *scene, const struct buf *pictures, int i)
{
    const struct buf *picture = &pictures[i % 2];
    struct ask ask = {.target = targets[i % (int)ARRAY_LEN(targets)],
                      .body = buf_span(picture),
                      .chunked = i % 5 == 0};

    if (i % 11 == 0)
        ask.body = span_cut(ask.body, 0, picture->len / 2);
    ck_assert_msg(client_ask(client, &ask, &scene->answer), "request %d", i);
    ck_assert_msg(scene->answer.status < 500, "request %d: %d", i, scene->answer.status);
}

static void assert_flat(const char *what, long first_kb, long last_kb)
{
    (void)fprintf(stderr, "%s: at most %ld kB in the second third, at least %ld kB in the last\n",
                  what, first_kb, last_kb);
    ck_assert_msg(last_kb <= first_kb + first_kb * GROWTH_PERCENT / 100 + GROWTH_KB,
                  "%s grew from %ld to %ld kB", what, first_kb, last_kb);
}

START_TEST(memory_is_flat_over_mixed_requests)
{
    static const char *const sets[] = {"workers.count=2", "workers.recycle_jobs=0", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct buf pictures[2];
    struct usage most = {0};
    struct usage least = {LONG_MAX, LONG_MAX};

    ck_assert(test_server_start(&server, sets));
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++)
        buf_init(&pictures[i], SCENE_PICTURE_MAX);
    ck_assert(drawn_jpeg(640, 480, &pictures[0]));
    ck_assert(drawn_png(500, 400, &pictures[1]));
    struct client *client = client_new(server.port);

    for (int i = 0; i < REQUESTS; i++) {
        ask_one(client, &scene, pictures, i);
        if (i >= THIRD && i % EVERY == 0)
            note_usage(&server, i < 2 * THIRD ? &most : NULL, &least);
    }
    assert_flat("front", most.front_kb, least.front_kb);
    assert_flat("workers", most.workers_kb, least.workers_kb);
    client_free(client);
    ck_assert(test_server_stop(&server));
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++)
        buf_fini(&pictures[i]);
    scene_free(&scene);
}
END_TEST

static pid_t only_worker(const struct test_server *server)
{
    pid_t worker;

    ck_assert_int_eq(test_server_workers(server, &worker, 1), 1);
    return worker;
}

/* Noise of more bytes than a worker needs at its start: were they all resident at once, they would
 * show in its peak. */
START_TEST(worker_does_not_hold_the_large_jpeg_it_reads)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    const struct noise noise = {.width = 6000, .height = 7000, .h = 1, .v = 1, .seed = 7};
    struct test_server server;
    struct scene scene = scene_new();

    ck_assert(test_server_start(&server, sets));
    buf_clear(&scene.picture);
    ck_assert(noise_make(&noise, &scene.picture));
    const pid_t worker = only_worker(&server);
    const long before_kb = test_process_peak_kb(worker);

    scene_post(&scene, server.port, "/v1/resize?width=800", NULL);
    scene_assert_picture(&scene, FORMAT_JPEG, 800);
    ck_assert_int_eq(only_worker(&server), worker);
    const long grown_kb = test_process_peak_kb(worker) - before_kb;
    const long input_kb = (long)(scene.picture.len / 1024);

    (void)fprintf(stderr, "from %ld kB by %ld for an input of %ld\n", before_kb, grown_kb,
                  input_kb);
    ck_assert_msg(grown_kb < input_kb / 4 + SANITIZER_KB, "grown by %ld kB", grown_kb);
    ck_assert(test_server_stop(&server));
    scene_free(&scene);
}
END_TEST

/* A result of 1600 x 1200 needs some 9 MB: 2200 pages, were they new ones for each job. */
START_TEST(worker_uses_the_memory_of_the_last_job_again)
{
    enum { BEFORE = 3, JOBS = 10 };
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    long faults = 0;

    ck_assert(test_server_start(&server, sets));
    buf_clear(&scene.picture);
    ck_assert(drawn_jpeg(2400, 1800, &scene.picture));
    const pid_t worker = only_worker(&server);

    for (int i = 0; i < BEFORE + JOBS; i++) {
        if (i == BEFORE)
            faults = test_process_faults(worker);
        scene_post(&scene, server.port, "/v1/resize?width=1600", NULL);
        scene_assert_picture(&scene, FORMAT_JPEG, 1600);
    }
    ck_assert_int_eq(only_worker(&server), worker);
    faults = test_process_faults(worker) - faults;
    (void)fprintf(stderr, "%ld page faults a job\n", faults / JOBS);
    ck_assert_msg(faults / JOBS < FAULTS_A_JOB, "%ld page faults a job", faults / JOBS);
    ck_assert(test_server_stop(&server));
    scene_free(&scene);
}
END_TEST

START_TEST(uploads_use_the_memory_of_the_last_one_again)
{
    enum { UPLOADS = 20 };
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "queue.buffer_mb=200",
                                       NULL};
    struct test_server server;
    struct scene scene = scene_new();

    ck_assert(test_server_start(&server, sets));
    buf_clear(&scene.picture);
    ck_assert(drawn_jpeg(640, 480, &scene.picture));
    for (int i = 0; i < UPLOADS; i++) {
        scene_post(&scene, server.port, "/v1/resize?width=16", NULL);
        scene_assert_picture(&scene, FORMAT_JPEG, 16);
    }
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffers_made_total", 1, WIRE_MS));
    ck_assert(test_server_stop(&server));
    scene_free(&scene);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {memory_is_flat_over_mixed_requests, 0},
        {worker_does_not_hold_the_large_jpeg_it_reads, 0},
        {worker_uses_the_memory_of_the_last_job_again, 0},
        {uploads_use_the_memory_of_the_last_one_again, 0},
    };

    return suite_run("http/80_flat", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}
