/* SIGTERM: not ready at once, accepted work completed, gone within the grace. */
#include "tests/support/scene.h"

#include <signal.h>
#include <unistd.h>

enum { TEST_SECONDS = 100, ASIDE_MS = 45000, SOON_MS = 10000, CHILDREN = 16 };

/* Long enough to be in flight when the signal comes, short enough to wait for. */
#define MEDIUM_SIDE 1500
#define MEDIUM_JOB "/v1/blur?sigma=80&format=png"
#define LONG_SIDE 4000
#define LONG_JOB "/v1/blur?sigma=100&format=png"
#define QUICK_JOB "/v1/resize?width=20&format=png"

static const char *const modes[] = {"http.mode=pool", "http.mode=thread-per-connection"};

static void assert_leaves(struct test_server *server)
{
    ck_assert_int_eq(test_server_wait(server, ASIDE_MS), 0);
    ck_assert(test_server_clean(server));
}

START_TEST(sigterm_completes_what_was_accepted)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=60000", "shutdown.prestop_s=0", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wires[2];

    ck_assert(test_server_start(&server, sets));
    scene_large(&scene, MEDIUM_SIDE);
    for (size_t i = 0; i < ARRAY_LEN(wires); i++)
        scene_begin(&scene, &wires[i], &server, MEDIUM_JOB, "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_queue_depth", 1, SOON_MS));
    test_server_signal(&server, SIGTERM);
    ck_assert(scene_ready_becomes(&server, 503, SOON_MS));
    for (size_t i = 0; i < ARRAY_LEN(wires); i++) {
        ck_assert_msg(wire_read(&wires[i], &scene.answer, false, WIRE_MS), "request %zu", i);
        scene_assert_picture(&scene, FORMAT_PNG, MEDIUM_SIDE);
        ck_assert(answer_has(&scene.answer, "Connection", "close"));
        wire_close(&wires[i]);
    }
    assert_leaves(&server);
    scene_free(&scene);
}
END_TEST

START_TEST(prestop_keeps_accepting_while_not_ready)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "shutdown.prestop_s=3",
                                       NULL};
    struct test_server server;
    struct scene scene = scene_new();

    ck_assert(test_server_start(&server, sets));
    test_server_signal(&server, SIGTERM);
    ck_assert(scene_ready_becomes(&server, 503, SOON_MS));
    scene_get(&scene, server.port, "/livez");
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(drawn_png(64, 64, &scene.picture));
    scene_post(&scene, server.port, QUICK_JOB, NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 20);
    assert_leaves(&server);
    scene_free(&scene);
}
END_TEST

/* Accepted, and its request still on the way: a client cannot know that nobody will read it. */
START_TEST(request_on_a_fresh_connection_is_answered)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "shutdown.prestop_s=0",
                                       NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wire;
    struct wire late;

    ck_assert(drawn_png(64, 64, &scene.picture));
    ck_assert(test_server_start(&server, sets));
    ck_assert(wire_open(&wire, server.port));
    ck_assert(scene_metric_becomes(&server, "mezzotint_connections", 2, SOON_MS)); /* and its own */
    test_server_signal(&server, SIGTERM);
    for (int ms = 0; ms < SOON_MS && wire_open(&late, server.port); ms += 5) {
        wire_close(&late);
        test_sleep_ms(5);
    }
    ck_assert(wire_post(&wire, QUICK_JOB, "", buf_span(&scene.picture)));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    scene_assert_picture(&scene, FORMAT_PNG, 20);
    ck_assert(answer_has(&scene.answer, "Connection", "close"));
    wire_close(&wire);
    assert_leaves(&server);
    scene_free(&scene);
}
END_TEST

/* Connected while the whole service stood still: nobody has accepted them when it is told to go. */
START_TEST(requests_in_the_listeners_queue_are_answered)
{
    const char *const sets[] = {modes[_i], "workers.count=1", "workers.spare=0",
                                "shutdown.prestop_s=0", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wires[8];

    ck_assert(drawn_png(64, 64, &scene.picture));
    ck_assert(test_server_start(&server, sets));
    test_server_signal(&server, SIGSTOP);
    for (size_t i = 0; i < ARRAY_LEN(wires); i++) {
        ck_assert(wire_open(&wires[i], server.port));
        ck_assert(wire_post(&wires[i], QUICK_JOB, "", buf_span(&scene.picture)));
    }
    test_server_signal(&server, SIGTERM);
    test_server_signal(&server, SIGCONT);
    for (size_t i = 0; i < ARRAY_LEN(wires); i++) {
        ck_assert_msg(wire_read(&wires[i], &scene.answer, false, WIRE_MS), "request %zu", i);
        scene_assert_picture(&scene, FORMAT_PNG, 20);
        wire_close(&wires[i]);
    }
    assert_leaves(&server);
    scene_free(&scene);
}
END_TEST

/* But not one that never sends anything. */
START_TEST(silent_connection_keeps_nobody)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "shutdown.grace_s=60",
                                       "http.header_timeout_s=60", NULL};
    struct test_server server;
    struct wire wire;

    ck_assert(test_server_start(&server, sets));
    ck_assert(wire_open(&wire, server.port));
    ck_assert(scene_metric_becomes(&server, "mezzotint_connections", 2, SOON_MS));
    test_server_signal(&server, SIGTERM);
    ck_assert_int_eq(test_server_wait(&server, ASIDE_MS), 0);
    wire_close(&wire);
    ck_assert(test_server_clean(&server));
}
END_TEST

START_TEST(grace_is_an_end)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=60000", "shutdown.grace_s=1", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wire;

    ck_assert(test_server_start(&server, sets));
    scene_large(&scene, LONG_SIDE);
    scene_begin(&scene, &wire, &server, LONG_JOB, "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 1, WIRE_MS));
    test_server_signal(&server, SIGTERM);
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    scene_assert_problem(&scene, 503, "draining", "grace is over");
    wire_close(&wire);
    assert_leaves(&server);
    scene_free(&scene);
}
END_TEST

START_TEST(second_sigterm_leaves_at_once)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=60000", "shutdown.grace_s=60", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wire;
    pid_t workers[CHILDREN];

    ck_assert(test_server_start(&server, sets));
    scene_large(&scene, LONG_SIDE);
    scene_begin(&scene, &wire, &server, LONG_JOB, "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 1, WIRE_MS));
    const int n = test_server_workers(&server, workers, CHILDREN);

    test_server_signal(&server, SIGTERM);
    ck_assert(scene_ready_becomes(&server, 503, SOON_MS));
    test_server_signal(&server, SIGTERM);
    const int status = test_server_wait(&server, SOON_MS);

    ck_assert_msg(status > 0, "status %d", status);
    for (int i = 0; i < n; i++) {
        for (int ms = 0; ms < SOON_MS && test_process_rss_kb(workers[i]) > 0; ms += 20)
            test_sleep_ms(20);
        ck_assert_msg(test_process_rss_kb(workers[i]) == 0, "worker %d is left", workers[i]);
    }
    ck_assert(test_server_clean(&server));
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {sigterm_completes_what_was_accepted, 0},
        {request_on_a_fresh_connection_is_answered, 0},
        {requests_in_the_listeners_queue_are_answered, ARRAY_LEN(modes)},
        {silent_connection_keeps_nobody, 0},
        {prestop_keeps_accepting_while_not_ready, 0},
        {grace_is_an_end, 0},
        {second_sigterm_leaves_at_once, 0},
    };

    return suite_run("http/50_drain", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}
