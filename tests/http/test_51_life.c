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
        {workers_that_die_at_work_are_replaced_at_once, 0},
        {a_log_that_nobody_reads_holds_nothing_up, 0},
        {workers_that_die_in_a_loop_make_it_unready, 0},
    };

    return suite_run("http/51_life", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}
