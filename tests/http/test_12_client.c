/* The habits of well-behaved HTTP clients. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60 };

static struct test_server server;

START_TEST(request_id_is_kept_when_harmless)
{
    static const char *const ids[] = {"abc-DEF_1.2", "with blank", "semi;colon", "x<y>"};
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);
    char id[256];

    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        char header[128];

        (void)snprintf(header, sizeof(header), "X-Request-Id: %s", ids[i]);
        const char *const headers[] = {header, NULL};

        ck_assert(client_ask(client, &(struct ask){.target = "/livez", .headers = headers},
                             &scene.answer));
        (void)answer_field(&scene.answer, "X-Request-Id", id, sizeof(id));
        ck_assert_msg((strcmp(id, ids[i]) == 0) == (i == 0), "%s became %s", ids[i], id);
        ck_assert_uint_gt(strlen(id), 0);
    }
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(request_ids_differ)
{
    struct scene scene = scene_new();
    char one[256];
    char other[256];

    scene_get(&scene, server.port, "/livez");
    (void)answer_field(&scene.answer, "X-Request-Id", one, sizeof(one));
    scene_get(&scene, server.port, "/livez");
    (void)answer_field(&scene.answer, "X-Request-Id", other, sizeof(other));
    ck_assert_str_ne(one, other);
    scene_free(&scene);
}
END_TEST

START_TEST(one_json_line_tells_the_whole_request)
{
    static const char *const keys[] = {"\"route\":",    "\"bytes_in\":",     "\"bytes_out\":",
                                       "\"queue_ms\":", "\"run_ms\":",       "\"worker\":",
                                       "\"engine\":",   "\"source_width\":", "\"width\":32",
                                       "\"write_ms\":", "\"status\":200",    "\"outcome\":\"ok\""};
    struct scene scene = scene_new();
    struct buf line;
    const char *const headers[] = {"X-Request-Id: the-one-line", NULL};
    struct client *client = client_new(server.port);

    buf_init(&line, 1 << 16);
    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    ck_assert(client_ask(client,
                         &(struct ask){.target = "/v1/resize?width=32",
                                       .headers = headers,
                                       .body = buf_span(&scene.picture)},
                         &scene.answer));
    ck_assert(answer_has(&scene.answer, "Server-Timing", "queue;dur="));
    ck_assert(answer_has(&scene.answer, "Server-Timing", "engine;desc="));
    ck_assert(test_server_log_line(&server, "\"the-one-line\"", "\"status\"", &line, 5000));
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        ck_assert_msg(strstr(buf_string(&line), keys[i]) != NULL, "%s not in %s", keys[i],
                      buf_string(&line));
    client_free(client);
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

START_TEST(a_result_says_what_it_is)
{
    static const char *const headers[] = {"Range: bytes=0-9", NULL};
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    ck_assert(client_ask(client,
                         &(struct ask){.target = "/v1/resize?width=32&format=webp",
                                       .headers = headers,
                                       .body = buf_span(&scene.picture)},
                         &scene.answer));
    scene_assert_picture(&scene, FORMAT_WEBP, 32);
    ck_assert(answer_has(&scene.answer, "Content-Type", "image/webp"));
    ck_assert(answer_has(&scene.answer, "Content-Disposition", "inline; filename=\"image.webp\""));
    ck_assert(answer_has(&scene.answer, "Accept-Ranges", "none"));
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(a_trace_is_logged_as_it_came)
{
    static const char trace[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static const char *const headers[] = {
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", NULL};
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);
    struct buf line;

    buf_init(&line, 1 << 16);
    ck_assert(client_ask(client, &(struct ask){.target = "/v1/formats", .headers = headers},
                         &scene.answer));
    ck_assert(test_server_log_line(&server, trace, "\"status\":200", &line, 5000));
    buf_fini(&line);
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(head_is_get_without_body)
{
    struct scene scene = scene_new();
    struct wire wire;
    static const char *const targets[] = {"/livez", "/v1/operations", "/openapi.yaml"};

    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct buf text;

        buf_init(&text, 4096);
        buf_printf(&text, "HEAD %s HTTP/1.1\r\nHost: t\r\n\r\n", targets[i]);
        buf_printf(&text, "GET %s HTTP/1.1\r\nHost: t\r\n\r\n", targets[i]);
        ck_assert(wire_open(&wire, server.port));
        ck_assert(wire_text(&wire, buf_string(&text)));
        ck_assert(wire_read(&wire, &scene.answer, true, WIRE_MS));
        char length[32];

        ck_assert_int_eq(scene.answer.status, 200);
        (void)answer_field(&scene.answer, "Content-Length", length, sizeof(length));
        ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
        ck_assert_int_eq(scene.answer.status, 200);
        ck_assert_uint_eq(scene.answer.body.len, strtoul(length, NULL, 10));
        wire_close(&wire);
        buf_fini(&text);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(options_tells_the_methods)
{
    static const char *const targets[] = {"/v1/resize", "/livez", "*"};
    static const char *const allowed[] = {"POST", "GET", "POST"};
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);

    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        ck_assert(client_ask(client, &(struct ask){.method = "OPTIONS", .target = targets[i]},
                             &scene.answer));
        ck_assert_msg(scene.answer.status == 204, "%s: %d", targets[i], scene.answer.status);
        ck_assert(answer_has(&scene.answer, "Allow", allowed[i]));
    }
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(connection_is_used_again_after_success_and_after_a_refusal)
{
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);
    static const char *const targets[] = {"/livez", "/v1/operations", "/nowhere", "/livez"};

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        ck_assert(client_ask(client, &(struct ask){.target = targets[i]}, &scene.answer));
        ck_assert_int_eq(scene.answer.connects, i == 0);
    }
    for (int i = 0; i < 3; i++) {
        ck_assert(client_ask(
            client,
            &(struct ask){.target = i == 1 ? "/v1/resize?width=nan" : "/v1/resize?width=20",
                          .body = buf_span(&scene.picture)},
            &scene.answer));
        ck_assert_int_eq(scene.answer.status, i == 1 ? 400 : 200);
        ck_assert_int_eq(scene.answer.connects, 0);
    }
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(pipelined_requests_are_answered_in_order)
{
    struct scene scene = scene_new();
    struct wire wire;
    static const int widths[] = {50, 10, 30};

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    ck_assert(wire_open(&wire, server.port));
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        char target[64];

        (void)snprintf(target, sizeof(target), "/v1/resize?width=%d&format=png", widths[i]);
        ck_assert(wire_post(&wire, target, "", buf_span(&scene.picture)));
        ck_assert(wire_text(&wire, "GET /livez HTTP/1.1\r\nHost: t\r\n\r\n"));
    }
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
        scene_assert_picture(&scene, FORMAT_PNG, (uint32_t)widths[i]);
        ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
        ck_assert_int_eq(scene.answer.status, 200);
    }
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

START_TEST(http_1_0_closes)
{
    struct scene scene = scene_new();
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, "GET /livez HTTP/1.0\r\n\r\n"));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(wire_ends(&wire, WIRE_MS));
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

START_TEST(expectation_is_met_before_the_body)
{
    struct scene scene = scene_new();
    struct wire wire;
    struct buf head;

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    buf_init(&head, 4096);
    buf_printf(&head,
               "POST /v1/resize?width=20 HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
               "Content-Length: %zu\r\n\r\n",
               scene.picture.len);
    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, buf_string(&head)));
    test_sleep_ms(300);
    ck_assert(wire_send(&wire, scene.picture.data, scene.picture.len));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    ck_assert_int_eq(scene.answer.interim, 1);
    scene_assert_picture(&scene, FORMAT_JPEG, 20);
    wire_close(&wire);
    buf_fini(&head);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=2", "workers.spare=0",
                                       "queue.deadline_ms=60000", NULL};
    const struct suite_row rows[] = {
        {request_id_is_kept_when_harmless, 0},
        {request_ids_differ, 0},
        {one_json_line_tells_the_whole_request, 0},
        {a_result_says_what_it_is, 0},
        {a_trace_is_logged_as_it_came, 0},
        {head_is_get_without_body, 0},
        {options_tells_the_methods, 0},
        {connection_is_used_again_after_success_and_after_a_refusal, 0},
        {pipelined_requests_are_answered_in_order, 0},
        {http_1_0_closes, 0},
        {expectation_is_met_before_the_body, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/12_client", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
