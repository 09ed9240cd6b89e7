/* Life goes on: SIGHUP, a worker that is killed, workers that cannot live. */
#include "tests/support/scene.h"

#include <signal.h>
#include <unistd.h>

enum { TEST_SECONDS = 100, ASIDE_MS = 45000, SOON_MS = 10000, PARALLEL = 12, CHILDREN = 16 };
enum { LONG_SIDE = 4000, CRASHES = 6, UNREAD = 500 };

/* Long enough to be in flight when the signal comes, short enough to wait for. */
#define MEDIUM_SIDE 1500
#define MEDIUM_JOB "/v1/blur?sigma=80&format=png"
#define QUICK_JOB "/v1/resize?width=20&format=png"

static void write_config(const char *path, int workers, const char *level, int body_mb)
{
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    (void)fprintf(file,
                  "[workers]\ncount = %d\nspare = 0\n[log]\nlevel = %s\n[limits]\nbody_mb = %d\n",
                  workers, level, body_mb);
    ck_assert_int_eq(fclose(file), 0);
}

/* One connection asks while the settings change; every request is answered. */
static void ask_many(struct client *client, struct scene *scene, int times)
{
    for (int i = 0; i < times; i++) {
        ck_assert(client_ask(client,
                             &(struct ask){.target = QUICK_JOB, .body = buf_span(&scene->picture)},
                             &scene->answer));
        scene_assert_picture(scene, FORMAT_PNG, 20);
    }
}

START_TEST(sighup_changes_live_settings_without_losing_a_request)
{
    char path[] = "/tmp/mezzotint-config-XXXXXX";
    struct test_server server;
    struct scene scene = scene_new();
    struct buf line;
    const int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    buf_init(&line, 1 << 16);
    write_config(path, 1, "error", 40);
    ck_assert(test_server_start_with_file(&server, path, NULL));
    struct client *client = client_new(server.port);

    ck_assert(drawn_png(64, 64, &scene.picture));
    ask_many(client, &scene, 5);
    ck_assert(!test_server_log_line(&server, "\"request\"", "status", &line, 0));
    write_config(path, 3, "info", 1);
    test_server_signal(&server, SIGHUP);
    ask_many(client, &scene, 20);
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 3, ASIDE_MS));
    ck_assert(test_server_log_line(&server, "\"reloaded\"", "", &line, SOON_MS));
    ask_many(client, &scene, 1);
    ck_assert(test_server_log_line(&server, "\"request\"", "\"status\":200", &line, SOON_MS));
    for (int i = 0; i <= 1000000; i++)
        buf_char(&scene.picture, 'x');
    scene_post(&scene, server.port, QUICK_JOB, NULL);
    scene_assert_problem(&scene, 413, "body-too-large", "new limit");
    write_config(path, 0, "nonsense", 1);
    test_server_signal(&server, SIGHUP);
    ck_assert(test_server_log_line(&server, "\"reload-refused\"", "level", &line, SOON_MS));
    write_config(path, 1, "info", 1);
    test_server_signal(&server, SIGHUP);
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 1, ASIDE_MS));
    client_free(client);
    ck_assert(test_server_stop(&server));
    (void)unlink(path);
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

START_TEST(a_killed_worker_costs_its_own_request_only)
{
    static const char *const sets[] = {"workers.count=2", "workers.spare=1",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wires[PARALLEL];
    struct buf line;
    int failed = 0;

    buf_init(&line, 1 << 16);
    ck_assert(test_server_start(&server, sets));
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 3, ASIDE_MS));
    scene_large(&scene, MEDIUM_SIDE);
    scene_begin(&scene, &wires[0], &server, MEDIUM_JOB, "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 1, SOON_MS));
    pid_t workers[CHILDREN];
    const int n = test_server_workers(&server, workers, CHILDREN);

    ck_assert_int_eq(n, 3);
    const pid_t victim = test_server_busiest(&server);

    ck_assert_int_gt(victim, 0);
    for (int i = 1; i < PARALLEL; i++)
        scene_begin(&scene, &wires[i], &server, "/v1/blur?sigma=5&format=png", "");
    ck_assert_int_eq(kill(victim, SIGKILL), 0);
    for (int i = 0; i < PARALLEL; i++) {
        ck_assert_msg(wire_read(&wires[i], &scene.answer, false, WIRE_MS), "request %d", i);
        if (scene.answer.status != 200)
            scene_assert_problem(&scene, 500, "worker-failed", "the victim's");
        failed += scene.answer.status != 200;
        wire_close(&wires[i]);
    }
    ck_assert_int_le(failed, 1);
    ck_assert(test_server_log_line(&server, "\"worker-lost\"", "crash", &line, SOON_MS));
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 3, ASIDE_MS));
    ck_assert_int_eq(failed, 1);
    ck_assert(test_server_stop(&server));
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

/* A sanitizer's memory is not limited (base/heap.c). */
#if defined(__SANITIZE_ADDRESS__)
enum { LIMITED = 0 };
#else
enum { LIMITED = 1 };
#endif

/* The limit on data of a process, in MB, from proc_pid_limits(5); -1: none. */
static long data_limit_mb(pid_t pid)
{
    char path[64];
    char line[256];
    long mb = -1;

    (void)snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
    FILE *file = fopen(path, "re");

    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, "Max data size", 13) == 0 && strstr(line, "unlimited ") != line + 26)
            mb = strtol(line + 13, NULL, 10) >> 20;
    (void)fclose(file);
    return mb;
}

/* A file that says less than it has meets the limit, and not the container's. */
START_TEST(worker_may_hold_what_its_job_is_reckoned_to_need)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    pid_t worker;
    long limits[3];

    ck_assert(test_server_start(&server, sets));
    ck_assert_int_eq(test_server_workers(&server, &worker, 1), 1);
    ck_assert_int_eq(data_limit_mb(worker), -1);
    for (int i = 0; i < 3; i++) { /* a small job, a large one, a small one */
        buf_clear(&scene.picture);
        ck_assert(drawn_png(i == 1 ? 2000 : 20, i == 1 ? 2000 : 20, &scene.picture));
        scene_post(&scene, server.port, "/v1/rotate?angle=90&format=webp", NULL);
        ck_assert_int_eq(scene.answer.status, 200);
        limits[i] = data_limit_mb(worker);
    }
    if (LIMITED) {
        ck_assert_int_gt(limits[0], 2 * 40); /* MB that a worker needs without a picture */
        ck_assert_int_gt(limits[1], limits[0] + 2 * 4 * 4 * 4);
        ck_assert_int_lt(limits[2], limits[1]);
    } else {
        ck_assert(limits[0] == -1 && limits[1] == -1 && limits[2] == -1);
    }
    ck_assert(test_server_stop(&server));
    scene_free(&scene);
}
END_TEST

/* A worker that dies at work costs its request; the next start is not put off for it. */
START_TEST(workers_that_die_at_work_are_replaced_at_once)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=1",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();

    ck_assert(test_server_start(&server, sets));
    for (int i = 0; i < CRASHES; i++) {
        struct wire wire;

        ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 2, ASIDE_MS));
        scene_large(&scene, LONG_SIDE);
        scene_begin(&scene, &wire, &server, "/v1/blur?sigma=100&format=png", "");
        ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 1, WIRE_MS));
        const pid_t victim = test_server_busiest(&server);

        ck_assert_int_gt(victim, 0);
        ck_assert_int_eq(kill(victim, SIGKILL), 0);
        ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
        scene_assert_problem(&scene, 500, "worker-failed", "the victim's");
        wire_close(&wire);
        scene_get(&scene, server.admin_port, "/readyz");
        ck_assert_int_eq(scene.answer.status, 200);
    }
    ck_assert(test_server_stop(&server));
    scene_free(&scene);
}
END_TEST

START_TEST(a_log_that_nobody_reads_holds_nothing_up)
{
    struct test_server server;
    struct scene scene = scene_new();

    ck_assert(test_server_start_unread(&server, NULL));
    for (int i = 0; i < UNREAD; i++) {
        scene_get(&scene, server.port, "/livez");
        ck_assert_int_eq(scene.answer.status, 200);
    }
    scene_get(&scene, server.admin_port, "/metrics");
    ck_assert(strstr(buf_string(&scene.answer.body), "mezzotint_log_lines_dropped_total") != NULL);
    ck_assert(strstr(buf_string(&scene.answer.body), "mezzotint_log_lines_dropped_total 0\n") ==
              NULL);
    test_server_signal(&server, SIGTERM);
    ck_assert_int_eq(test_server_wait(&server, WIRE_MS), 0);
    scene_free(&scene);
}
END_TEST

/* Kill every worker as soon as it is there, until readiness says so. */
START_TEST(workers_that_die_in_a_loop_make_it_unready)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    bool looping = false;

    ck_assert(test_server_start(&server, sets));
    for (int i = 0; i < 2000 && !looping; i++) {
        pid_t workers[CHILDREN];
        const int n = test_server_workers(&server, workers, CHILDREN);

        for (int w = 0; w < n; w++)
            (void)kill(workers[w], SIGKILL);
        test_sleep_ms(5);
        scene_get(&scene, server.admin_port, "/readyz");
        looping =
            scene.answer.status == 503 && strstr(buf_string(&scene.answer.body), "crash-loop");
    }
    ck_assert(looping);
    scene_get(&scene, server.port, "/livez");
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(drawn_png(64, 64, &scene.picture));
    ck_assert(scene_ready_becomes(&server, 200, ASIDE_MS));
    scene_post(&scene, server.port, QUICK_JOB, NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 20);
    ck_assert(test_server_stop(&server));
    scene_free(&scene);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {sighup_changes_live_settings_without_losing_a_request, 0},
        {a_killed_worker_costs_its_own_request_only, 0},
        {worker_may_hold_what_its_job_is_reckoned_to_need, 0},
        {workers_that_die_at_work_are_replaced_at_once, 0},
        {a_log_that_nobody_reads_holds_nothing_up, 0},
        {workers_that_die_in_a_loop_make_it_unready, 0},
    };

    return suite_run("http/51_life", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}
