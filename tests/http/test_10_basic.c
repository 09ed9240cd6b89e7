/* What the service is and says of itself. */
#include "image/op.h"
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60 };

static struct test_server server;

START_TEST(health_is_told_on_both_ports)
{
    struct scene scene = scene_new();
    const int ports[] = {server.port, server.admin_port};

    for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
        scene_get(&scene, ports[i], "/livez");
        ck_assert_int_eq(scene.answer.status, 200);
        scene_get(&scene, ports[i], "/readyz");
        ck_assert_int_eq(scene.answer.status, 200);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(metrics_are_prometheus_text_on_the_admin_port)
{
    struct scene scene = scene_new();

    scene_get(&scene, server.admin_port, "/metrics");
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(answer_has(&scene.answer, "Content-Type", "text/plain"));
    ck_assert(strstr(buf_string(&scene.answer.body), "# TYPE mezzotint_queue_depth gauge"));
    ck_assert(strstr(buf_string(&scene.answer.body), "mezzotint_workers_busy 0"));
    scene_free(&scene);
}
END_TEST

START_TEST(images_are_not_taken_on_the_admin_port)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(8, 8, &scene.picture));
    ck_assert(
        client_post(server.admin_port, "/v1/convert", buf_span(&scene.picture), &scene.answer));
    scene_assert_problem(&scene, 404, "not-found", "admin port");
    scene_free(&scene);
}
END_TEST

START_TEST(operations_lists_the_roster)
{
    struct scene scene = scene_new();

    scene_get(&scene, server.port, "/v1/operations");
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(answer_has(&scene.answer, "Content-Type", "application/json"));
    scene_assert_json(&scene);
    for (int i = 0; i < op_count(); i++) {
        char name[80];

        (void)snprintf(name, sizeof(name), "\"%s\"", op_at(i)->name);
        ck_assert_msg(strstr(buf_string(&scene.answer.body), name) != NULL, "%s", name);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(formats_lists_the_table)
{
    struct scene scene = scene_new();

    scene_get(&scene, server.port, "/v1/formats");
    ck_assert_int_eq(scene.answer.status, 200);
    scene_assert_json(&scene);
    for (int i = 0; i < FORMAT_COUNT; i++)
        if (i != FORMAT_JXL && i != FORMAT_SVG) /* not everywhere, and off */
            ck_assert(strstr(buf_string(&scene.answer.body), format_row((enum format_id)i)->mime));
    scene_free(&scene);
}
END_TEST

START_TEST(api_description_is_served_in_both_forms)
{
    struct scene scene = scene_new();

    scene_get(&scene, server.port, "/openapi.yaml");
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(strstr(buf_string(&scene.answer.body), "openapi: "));
    scene_get(&scene, server.port, "/openapi.json");
    ck_assert_int_eq(scene.answer.status, 200);
    scene_assert_json(&scene);
    ck_assert(problem_has(&scene.answer, "paths|/v1/resize"));
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=2", "workers.spare=0",
                                       "queue.deadline_ms=60000", NULL};
    const struct suite_row rows[] = {
        {health_is_told_on_both_ports, 0},
        {metrics_are_prometheus_text_on_the_admin_port, 0},
        {images_are_not_taken_on_the_admin_port, 0},
        {operations_lists_the_roster, 0},
        {formats_lists_the_table, 0},
        {api_description_is_served_in_both_forms, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/10_basic", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
