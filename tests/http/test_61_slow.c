/* Clients that are slow, stop half way, or leave. */
#include "tests/support/scene.h"

#include "base/clock.h"

enum { TEST_SECONDS = 60, LEAVERS = 1000, ANNOUNCERS = 150, CUT_MS = 20000 };

static struct test_server server;

#define HEAD                                                                                       \
    "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\nX-Request-Id: slow-one\r\n"                    \
    "Content-Length: 5000\r\n\r\n"

/* Send `bytes` one every `every_ms` until the peer closes. False: it never did. */
static bool is_cut(struct wire *wire, const char *bytes, size_t len, int every_ms)
{
    const int64_t end_ns = clock_now_ns() + CUT_MS * NS_PER_MS;

    for (size_t i = 0; clock_now_ns() < end_ns; i++) {
        if (!wire_send(wire, i < len ? bytes + i : "x", 1) || wire_ends(wire, every_ms))
            return true;
    }
    return false;
}

START_TEST(a_body_below_the_lowest_rate_is_cut)
{
    struct scene scene = scene_new();
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, HEAD));
    ck_assert(is_cut(&wire, "GIF89a", 6, 300));
    wire_close(&wire);
    ck_assert(scene_metric_becomes(&server, "mezzotint_admitted", 0, WIRE_MS));
    scene_free(&scene);
}
END_TEST

START_TEST(headers_that_never_end_are_cut)
{
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, "GET /livez HTTP/1.1\r\nX-A: "));
    ck_assert(is_cut(&wire, "", 0, 300));
    wire_close(&wire);
}
END_TEST

START_TEST(a_connection_without_a_request_is_closed)
{
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_ends(&wire, CUT_MS));
    wire_close(&wire);
}
END_TEST

START_TEST(a_client_that_stops_half_way_is_forgotten)
{
    struct scene scene = scene_new();
    struct wire wires[8];

    for (size_t i = 0; i < ARRAY_LEN(wires); i++) {
        ck_assert(wire_open(&wires[i], server.port));
        ck_assert(wire_text(&wires[i], HEAD "GIF89a"));
    }
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes",
                                   ARRAY_LEN(wires) * strlen("GIF89a"), WIRE_MS));
    for (size_t i = 0; i < ARRAY_LEN(wires); i++)
        ck_assert(wire_ends(&wires[i], CUT_MS));
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    for (size_t i = 0; i < ARRAY_LEN(wires); i++)
        wire_close(&wires[i]);
    scene_free(&scene);
}
END_TEST

/* What is only announced takes no place and no bytes from anybody. */
START_TEST(bodies_that_never_come_keep_nobody_out)
{
    struct scene scene = scene_new();
    struct wire *wires = calloc(ANNOUNCERS, sizeof(*wires));

    ck_assert_ptr_nonnull(wires);
    for (int i = 0; i < ANNOUNCERS; i++) {
        ck_assert(wire_open(&wires[i], server.port));
        ck_assert(wire_text(&wires[i], "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\n"
                                       "Content-Length: 39000000\r\n\r\n\xFF"));
    }
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", ANNOUNCERS, WIRE_MS));
    scene_large(&scene, 64);
    scene_post(&scene, server.port, "/v1/resize?width=5&format=png", NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 5);
    for (int i = 0; i < ANNOUNCERS; i++)
        wire_reset(&wires[i]);
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    free(wires);
    scene_free(&scene);
}
END_TEST

START_TEST(a_thousand_clients_that_hang_up_are_forgotten)
{
    struct scene scene = scene_new();

    scene_large(&scene, 500);
    for (int i = 0; i < LEAVERS; i++) {
        struct wire wire;

        ck_assert(wire_open(&wire, server.port));
        if (i % 3 == 0)
            ck_assert(
                wire_post(&wire, "/v1/blur?sigma=3&format=png", "", buf_span(&scene.picture)));
        else
            ck_assert(wire_text(&wire, i % 3 == 1 ? HEAD : "GET /livez HTTP/1.1\r\n"));
        if (i % 2)
            wire_reset(&wire);
        else
            wire_close(&wire);
    }
    ck_assert(scene_metric_becomes(&server, "mezzotint_admitted", 0, WIRE_MS));
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    scene_post(&scene, server.port, "/v1/resize?width=5&format=png", NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 5);
    scene_free(&scene);
}
END_TEST

START_TEST(a_client_that_reads_nothing_holds_nothing_up)
{
    struct scene scene = scene_new();
    struct wire wire;

    scene_large(&scene, 3000);
    ck_assert(wire_open(&wire, server.port));
    for (int i = 0; i < 3; i++)
        ck_assert(wire_post(&wire, "/v1/convert?format=tiff", "", buf_span(&scene.picture)));
    scene_large(&scene, 64);
    for (int i = 0; i < 10; i++) {
        scene_post(&scene, server.port, "/v1/resize?width=5&format=png", NULL);
        scene_assert_picture(&scene, FORMAT_PNG, 5);
    }
    wire_reset(&wire);
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    scene_free(&scene);
}
END_TEST

enum { SHOWN = 100000, LATER = 4 << 20 };

/* The answer is there while 38 MB are not, and nothing that is sent after it resets the client. */
START_TEST(a_large_body_is_refused_where_it_shows)
{
    static const char *const targets[] = {"/v1/resize?width=5", "/v1/resize?width=0"};
    struct scene scene = scene_new();
    struct wire wire;
    char more[1 << 16] = {0};

    ck_assert(wire_open(&wire, server.port));
    for (int i = 0; i < SHOWN; i++)
        buf_char(&scene.picture, '<');
    ck_assert(wire_text(&wire, "POST "));
    ck_assert(wire_text(&wire, targets[_i]));
    ck_assert(wire_text(&wire, " HTTP/1.1\r\nHost: t\r\nX-Request-Id: much\r\n"
                               "Content-Length: 39000000\r\n\r\n"));
    ck_assert(wire_send(&wire, scene.picture.data, scene.picture.len));
    for (size_t sent = 0; sent < LATER; sent += sizeof(more))
        ck_assert(wire_send(&wire, more, sizeof(more)));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    scene_assert_problem(&scene, _i == 0 ? 415 : 400,
                         _i == 0 ? "unsupported-format" : "parameter-out-of-range", targets[_i]);
    ck_assert(answer_has(&scene.answer, "Connection", "close"));
    ck_assert(answer_has(&scene.answer, "X-Request-Id", "much"));
    ck_assert(answer_has(&scene.answer, "Date", " GMT"));
    ck_assert(wire_ends(&wire, WIRE_MS));
    ck_assert(wire_send(&wire, more, sizeof(more)));
    wire_close(&wire);
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=2",
                                       "http.header_timeout_s=2",
                                       "http.idle_timeout_s=3",
                                       "http.min_upload_rate_kbps=1",
                                       "queue.deadline_ms=20000",
                                       "queue.length=300",
                                       NULL};
    const struct suite_row rows[] = {
        {a_body_below_the_lowest_rate_is_cut, 0},
        {headers_that_never_end_are_cut, 0},
        {a_connection_without_a_request_is_closed, 0},
        {a_client_that_stops_half_way_is_forgotten, 0},
        {bodies_that_never_come_keep_nobody_out, 0},
        {a_thousand_clients_that_hang_up_are_forgotten, 0},
        {a_client_that_reads_nothing_holds_nothing_up, 0},
        {a_large_body_is_refused_where_it_shows, 2},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/61_slow", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
