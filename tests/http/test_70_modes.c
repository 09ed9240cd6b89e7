/* The same answers in every mode: a thread a connection, and workers that are threads. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 100, MANY = 30, LONG_SIDE = 4000, GONE_MS = 10000 };

struct mode {
    const char *name;
    bool processes; /* a worker can be stopped */
    const char *sets[6];
};

static const struct mode modes[] = {
    {"pool of one", true, {"http.threads=1", "workers.count=2", "queue.deadline_ms=60000"}},
    {"thread per connection",
     true,
     {"http.mode=thread-per-connection", "workers.count=2", "queue.deadline_ms=60000"}},
    {"thread workers",
     false,
     {"workers.isolation=thread", "workers.count=2", "queue.deadline_ms=60000"}},
    {"threads only",
     false,
     {"http.mode=thread-per-connection", "workers.isolation=thread", "workers.count=2",
      "queue.deadline_ms=60000"}},
};

static void ask_basics(const struct test_server *server, struct scene *scene)
{
    scene_get(scene, server->port, "/livez");
    ck_assert_int_eq(scene->answer.status, 200);
    scene_get(scene, server->port, "/nope");
    scene_assert_problem(scene, 404, "not-found", "path");
    ck_assert(drawn_jpeg(80, 60, &scene->picture));
    scene_post(scene, server->port, "/v1/resize?width=40&format=webp", NULL);
    scene_assert_picture(scene, FORMAT_WEBP, 40);
    scene_post(scene, server->port, "/v1/resize?widht=40", NULL);
    scene_assert_problem(scene, 400, "unknown-parameter", "widht");
    scene_post(scene, server->port, "/v1/info", NULL);
    ck_assert_int_eq(scene_number(scene, "width"), 80);
    scene->picture.len /= 2;
    scene_post(scene, server->port, "/v1/resize?width=40&format=png", NULL);
    scene_assert_problem(scene, 422, "undecodable", "half");
}

static void ask_in_parallel(const struct test_server *server, struct scene *scene)
{
    struct wire wires[MANY];

    scene_large(scene, 300);
    for (int i = 0; i < MANY; i++)
        scene_begin(scene, &wires[i], server, "/v1/blur?sigma=3&format=png", "");
    for (int i = 0; i < MANY; i++) {
        ck_assert_msg(wire_read(&wires[i], &scene->answer, false, WIRE_MS), "request %d", i);
        scene_assert_picture(scene, FORMAT_PNG, 300);
        wire_close(&wires[i]);
    }
}

static void reuse_a_connection(const struct test_server *server, struct scene *scene)
{
    struct client *client = client_new(server->port);

    scene_large(scene, 64);
    for (int i = 0; i < 10; i++) {
        ck_assert(client_ask(client,
                             &(struct ask){.target = "/v1/resize?width=9&format=png",
                                           .body = buf_span(&scene->picture),
                                           .chunked = i % 2},
                             &scene->answer));
        scene_assert_picture(scene, FORMAT_PNG, 9);
        ck_assert_int_eq(scene->answer.connects, i == 0);
    }
    client_free(client);
}

START_TEST(a_mode_answers_like_any_other)
{
    struct test_server server;
    struct scene scene = scene_new();

    ck_assert_msg(test_server_start(&server, modes[_i].sets), "%s", modes[_i].name);
    ask_basics(&server, &scene);
    ask_in_parallel(&server, &scene);
    reuse_a_connection(&server, &scene);
    ck_assert_msg(test_server_stop(&server), "%s", modes[_i].name);
    scene_free(&scene);
}
END_TEST

START_TEST(a_client_that_leaves_is_noticed_in_every_mode)
{
    struct test_server server;
    struct scene scene = scene_new();
    struct wire wire;

    if (!modes[_i].processes)
        return;
    ck_assert_msg(test_server_start(&server, modes[_i].sets), "%s", modes[_i].name);
    scene_large(&scene, LONG_SIDE);
    scene_begin(&scene, &wire, &server, "/v1/blur?sigma=100&format=png", "");
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 1, WIRE_MS));
    wire_close(&wire);
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 0, GONE_MS));
    scene_large(&scene, 64);
    scene_post(&scene, server.port, "/v1/resize?width=9&format=png", NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 9);
    ck_assert_msg(test_server_stop(&server), "%s", modes[_i].name);
    scene_free(&scene);
}
END_TEST

/* A thread cannot be stopped: the answer is in time, the thread works on to its end. */
START_TEST(a_deadline_is_told_in_every_mode)
{
    struct test_server server;
    struct scene scene = scene_new();
    const char *sets[8] = {0};
    size_t n = 0;

    for (; modes[_i].sets[n]; n++)
        sets[n] = modes[_i].sets[n];
    sets[n] = "queue.deadline_ms=700";
    ck_assert_msg(test_server_start(&server, sets), "%s", modes[_i].name);
    scene_large(&scene, 1300); /* about 2 s of work */
    scene_post(&scene, server.port, "/v1/blur?sigma=100&format=png", NULL);
    scene_assert_problem(&scene, 504, "deadline-exceeded", modes[_i].name);
    ck_assert_msg(test_server_stop(&server), "%s", modes[_i].name);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_mode_answers_like_any_other, ARRAY_LEN(modes)},
        {a_client_that_leaves_is_noticed_in_every_mode, ARRAY_LEN(modes)},
        {a_deadline_is_told_in_every_mode, ARRAY_LEN(modes)},
    };

    return suite_run("http/70_modes", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}
