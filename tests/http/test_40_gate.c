/* Overload, deadlines and clients that leave. Each test has a server of its own, with one worker
 * that a large blur keeps busy for seconds. */
#include "image/plan.h"
#include "tests/support/scene.h"

enum { TEST_SECONDS = 100, LONG_SIDE = 4000, QUICK_SIDE = 64, FLOOD = 60, GONE_MS = 3000 };

#define LONG_JOB "/v1/blur?sigma=100&format=png"
#define QUICK_JOB "/v1/resize?width=20&format=png"

static void start(struct test_server *server, const char *const *sets)
{
    ck_assert(test_server_start(server, sets));
}

static void stop(struct test_server *server)
{
    ck_assert(test_server_stop(server));
}

static void occupy(struct wire *wire, const struct test_server *server, struct scene *scene,
                   const char *headers)
{
    scene_large(scene, LONG_SIDE);
    scene_begin(scene, wire, server, LONG_JOB, headers);
    ck_assert(scene_metric_becomes(server, "mezzotint_workers_busy", 1, WIRE_MS));
}

START_TEST(a_full_queue_is_503_while_health_answers)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "queue.length=2",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire busy;
    struct wire waiting[2];

    start(&server, sets);
    occupy(&busy, &server, &scene, "");
    scene_large(&scene, QUICK_SIDE);
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
        scene_begin(&scene, &waiting[i], &server, QUICK_JOB, "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_queue_depth", 2, WIRE_MS));
    scene_post(&scene, server.port, QUICK_JOB, NULL);
    scene_assert_problem(&scene, 503, "overloaded", "third in line");
    ck_assert(answer_has(&scene.answer, "Retry-After", "1"));
    scene_get(&scene, server.port, "/livez");
    ck_assert_int_eq(scene.answer.status, 200);
    scene_get(&scene, server.admin_port, "/readyz");
    ck_assert_int_eq(scene.answer.status, 200);
    wire_reset(&busy);
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
        ck_assert(wire_read(&waiting[i], &scene.answer, false, WIRE_MS));
        scene_assert_picture(&scene, FORMAT_PNG, 20);
        wire_close(&waiting[i]);
    }
    stop(&server);
    scene_free(&scene);
}
END_TEST

START_TEST(a_flood_gets_only_200_and_503)
{
    static const char *const sets[] = {"workers.count=2", "queue.length=4",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wires[FLOOD];
    int fine = 0;

    start(&server, sets);
    scene_large(&scene, 600);
    for (int i = 0; i < FLOOD; i++)
        scene_begin(&scene, &wires[i], &server, "/v1/blur?sigma=8&format=png", "");
    for (int i = 0; i < FLOOD; i++) {
        ck_assert_msg(wire_read(&wires[i], &scene.answer, false, WIRE_MS), "upload %d", i);
        ck_assert_msg(scene.answer.status == 200 || scene.answer.status == 503, "upload %d: %d", i,
                      scene.answer.status);
        fine += scene.answer.status == 200;
        wire_close(&wires[i]);
    }
    ck_assert_int_ge(fine, 6);
    ck_assert(scene_metric_becomes(&server, "mezzotint_admitted", 0, GONE_MS));
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, GONE_MS));
    stop(&server);
    scene_free(&scene);
}
END_TEST

/* The answer is on its way before the old worker has ended, and counts no longer. */
static bool another_worker_comes(const struct test_server *server, pid_t before)
{
    pid_t now = 0;

    for (int waited_ms = 0; waited_ms < WIRE_MS; waited_ms += 20) {
        if (test_server_workers(server, &now, 1) == 1 && now != before)
            return true;
        test_sleep_ms(20);
    }
    return false;
}

START_TEST(a_job_over_its_deadline_is_504_and_its_worker_replaced)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=700", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    pid_t before = 0;

    start(&server, sets);
    ck_assert_int_eq(test_server_workers(&server, &before, 1), 1);
    scene_large(&scene, LONG_SIDE);
    scene_post(&scene, server.port, LONG_JOB, NULL);
    scene_assert_problem(&scene, 504, "deadline-exceeded", "blur");
    ck_assert(another_worker_comes(&server, before));
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 1, WIRE_MS)); /* and is warm */
    scene_large(&scene, QUICK_SIDE);
    scene_post(&scene, server.port, "/v1/convert?format=png", NULL);
    scene_assert_picture(&scene, FORMAT_PNG, QUICK_SIDE);
    stop(&server);
    scene_free(&scene);
}
END_TEST

START_TEST(a_job_that_never_starts_before_its_deadline_is_503)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=1500", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire busy[2];
    int expired = 0;

    start(&server, sets);
    scene_large(&scene, LONG_SIDE);
    for (size_t i = 0; i < ARRAY_LEN(busy); i++)
        scene_begin(&scene, &busy[i], &server, LONG_JOB, "");
    for (size_t i = 0; i < ARRAY_LEN(busy); i++) {
        ck_assert(wire_read(&busy[i], &scene.answer, false, WIRE_MS));
        ck_assert_msg(scene.answer.status == 503 || scene.answer.status == 504, "%d",
                      scene.answer.status);
        expired += scene.answer.status == 504;
        wire_close(&busy[i]);
    }
    ck_assert_int_ge(expired, 1);
    stop(&server);
    scene_free(&scene);
}
END_TEST

START_TEST(a_client_that_leaves_a_running_job_frees_its_worker)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=1",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct buf line;
    struct wire wire;

    buf_init(&line, 1 << 16);
    start(&server, sets);
    for (int how = 0; how < 2; how++) {
        occupy(&wire, &server, &scene, how ? "X-Request-Id: gone1\r\n" : "X-Request-Id: gone0\r\n");
        if (how)
            wire_reset(&wire);
        else
            wire_close(&wire);
        ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 0, GONE_MS));
        ck_assert(test_server_log_line(&server, how ? "gone1" : "gone0", "\"status\":499", &line,
                                       GONE_MS));
        const long killed = test_log_number(&line, "worker");

        ck_assert_int_gt(killed, 0);
        for (int ms = 0; ms < GONE_MS && test_process_rss_kb((pid_t)killed) > 0; ms += 20)
            test_sleep_ms(20);
        ck_assert_int_eq(test_process_rss_kb((pid_t)killed), 0);
        scene_large(&scene, QUICK_SIDE);
        scene_post(&scene, server.port, QUICK_JOB, NULL);
        scene_assert_picture(&scene, FORMAT_PNG, 20);
        ck_assert(scene_metric_becomes(&server, "mezzotint_workers", 2, WIRE_MS));
    }
    stop(&server);
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

START_TEST(a_client_that_leaves_the_queue_takes_no_worker)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct buf line;
    struct wire busy;
    struct wire waiting;

    buf_init(&line, 1 << 16);
    start(&server, sets);
    occupy(&busy, &server, &scene, "");
    scene_large(&scene, QUICK_SIDE);
    scene_begin(&scene, &waiting, &server, QUICK_JOB, "X-Request-Id: left-the-queue\r\n");
    ck_assert(scene_metric_becomes(&server, "mezzotint_queue_depth", 1, WIRE_MS));
    wire_reset(&waiting);
    ck_assert(scene_metric_becomes(&server, "mezzotint_queue_depth", 0, GONE_MS));
    ck_assert(test_server_log_line(&server, "left-the-queue", "\"status\":499", &line, GONE_MS));
    ck_assert_int_eq(test_log_number(&line, "worker"), -1);
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 1, 0));
    wire_reset(&busy);
    stop(&server);
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

/* Four outputs, and as many plans: [{"steps":[]},...]. */
#define EMPTY "%7B%22steps%22:%5B%5D%7D"
#define LIST "/v1/render?outputs=%5B" EMPTY "," EMPTY "," EMPTY "," EMPTY "%5D"

START_TEST(plans_of_several_outputs_count_as_held)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "queue.length=2",
                                       "queue.deadline_ms=60000", NULL};
    struct test_server server;
    struct scene scene = scene_new();
    struct wire busy;
    struct wire waiting;

    start(&server, sets);
    occupy(&busy, &server, &scene, "");
    const size_t first = scene.picture.len;

    scene_large(&scene, QUICK_SIDE);
    scene_begin(&scene, &waiting, &server, LIST, "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes",
                                   (long)(first + scene.picture.len + 4 * sizeof(struct plan)),
                                   WIRE_MS));
    wire_reset(&busy);
    ck_assert(wire_read(&waiting, &scene.answer, false, WIRE_MS));
    ck_assert_int_eq(scene.answer.status, 200);
    wire_close(&waiting);
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, GONE_MS));
    stop(&server);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_full_queue_is_503_while_health_answers, 0},
        {a_flood_gets_only_200_and_503, 0},
        {a_job_over_its_deadline_is_504_and_its_worker_replaced, 0},
        {a_job_that_never_starts_before_its_deadline_is_503, 0},
        {a_client_that_leaves_a_running_job_frees_its_worker, 0},
        {a_client_that_leaves_the_queue_takes_no_worker, 0},
        {plans_of_several_outputs_count_as_held, 0},
    };

    return suite_run("http/40_gate", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}
