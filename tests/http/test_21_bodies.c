/* The rows of the HTTP contract about bodies: their length, their kind, what is in them. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60, LIMIT = 1000000 };

static struct test_server server;

static void once(struct scene *scene, const char *text)
{
    wire_once(server.port, text, strlen(text), &scene->answer);
}

START_TEST(post_without_length_is_411)
{
    struct scene scene = scene_new();

    once(&scene, "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\n\r\n");
    scene_assert_problem(&scene, 411, "length-required", "no length");
    scene_free(&scene);
}
END_TEST

START_TEST(empty_body_is_400)
{
    struct scene scene = scene_new();

    once(&scene, "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
    scene_assert_problem(&scene, 400, "empty-body", "length 0");
    once(&scene, "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n"
                 "\r\n0\r\n\r\n");
    scene_assert_problem(&scene, 400, "empty-body", "no chunk");
    scene_free(&scene);
}
END_TEST

START_TEST(announced_body_over_the_limit_is_413_before_it_is_sent)
{
    struct scene scene = scene_new();
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\n"
                               "Expect: 100-continue\r\nContent-Length: 1000001\r\n\r\n"));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    scene_assert_problem(&scene, 413, "body-too-large", "with Expect");
    ck_assert_int_eq(scene.answer.interim, 0);
    ck_assert(answer_has(&scene.answer, "Connection", "close"));
    ck_assert_int_eq(problem_number(&scene.answer, "limit"), LIMIT);
    ck_assert_int_eq(problem_number(&scene.answer, "actual"), LIMIT + 1);
    ck_assert(wire_ends(&wire, WIRE_MS));
    wire_close(&wire);
    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\n"
                               "Content-Length: 99999999999999999999\r\n\r\n"));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    ck_assert(scene.answer.status == 413 || scene.answer.status == 400);
    ck_assert(wire_ends(&wire, WIRE_MS));
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

START_TEST(sent_body_over_the_limit_is_413_for_any_client)
{
    struct scene scene = scene_new();

    buf_text(&scene.picture, "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\n"
                             "Content-Length: 1000001\r\n\r\n");
    for (int i = 0; i <= LIMIT; i++)
        buf_char(&scene.picture, 'x');
    wire_once(server.port, scene.picture.data, scene.picture.len, &scene.answer);
    scene_assert_problem(&scene, 413, "body-too-large", "without Expect");
    scene_free(&scene);
}
END_TEST

START_TEST(chunks_that_cross_the_limit_are_413)
{
    struct scene scene = scene_new();
    static const char head[] = "POST /v1/resize?width=5 HTTP/1.1\r\nHost: t\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";
    struct buf image;

    buf_init(&image, SCENE_PICTURE_MAX);
    ck_assert(drawn_png(8, 8, &image));
    buf_text(&scene.picture, head);
    buf_printf(&scene.picture, "%zx\r\n", image.len);
    buf_add(&scene.picture, image.data, image.len);
    buf_text(&scene.picture, "\r\n");
    for (int chunk = 0; chunk <= LIMIT / 1000; chunk++) {
        buf_text(&scene.picture, "3e8\r\n");
        for (int i = 0; i < 1000; i++)
            buf_char(&scene.picture, 'x');
        buf_text(&scene.picture, "\r\n");
    }
    buf_text(&scene.picture, "0\r\n\r\n");
    wire_once(server.port, scene.picture.data, scene.picture.len, &scene.answer);
    scene_assert_problem(&scene, 413, "body-too-large", "chunked");
    ck_assert(answer_has(&scene.answer, "Connection", "close"));
    buf_fini(&image);
    scene_free(&scene);
}
END_TEST

/* A body whose end nobody knows: the answer does not wait for it. */
START_TEST(chunks_are_refused_while_the_rest_is_on_its_way)
{
    static const struct {
        const char *target, *slug;
        int status;
    } rows[] = {
        {"/v1/resize?width=5", "unsupported-format", 415},
        {"/v1/resize?width=5", "image-too-large", 422},
        {"/v1/nothing?width=5", "not-found", 404},
        {"/v1/resize?width=0", "parameter-out-of-range", 400},
    };
    struct scene scene = scene_new();
    struct wire wire;

    drawn_png_header(65536, 65536, &scene.picture);
    for (size_t i = 0; i < 1 << 16; i++)
        buf_char(&scene.picture, '<');
    if (_i != 1)
        memset(scene.picture.data, '<', scene.picture.len);
    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, "POST "));
    ck_assert(wire_text(&wire, rows[_i].target));
    ck_assert(
        wire_text(&wire, " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n"));
    ck_assert(wire_send(&wire, scene.picture.data, 1 << 16));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    scene_assert_problem(&scene, rows[_i].status, rows[_i].slug, rows[_i].target);
    ck_assert(answer_has(&scene.answer, "Connection", "close"));
    ck_assert(wire_ends(&wire, WIRE_MS));
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

START_TEST(long_targets_and_headers_are_414_and_431)
{
    struct scene scene = scene_new();

    buf_text(&scene.picture, "GET /livez?");
    for (int i = 0; i < 80000; i++)
        buf_char(&scene.picture, 'x');
    buf_text(&scene.picture, " HTTP/1.1\r\nHost: t\r\n\r\n");
    wire_once(server.port, scene.picture.data, scene.picture.len, &scene.answer);
    ck_assert_int_eq(scene.answer.status, 414);
    buf_clear(&scene.picture);
    buf_text(&scene.picture, "GET /livez HTTP/1.1\r\nHost: t\r\nX-Long: ");
    for (int i = 0; i < 80000; i++)
        buf_char(&scene.picture, 'x');
    buf_text(&scene.picture, "\r\n\r\n");
    wire_once(server.port, scene.picture.data, scene.picture.len, &scene.answer);
    ck_assert_int_eq(scene.answer.status, 431);
    buf_clear(&scene.picture);
    buf_text(&scene.picture, "GET /livez HTTP/1.1\r\nHost: t\r\n");
    for (int i = 0; i < 150; i++)
        buf_printf(&scene.picture, "X-%d: y\r\n", i);
    buf_text(&scene.picture, "\r\n");
    wire_once(server.port, scene.picture.data, scene.picture.len, &scene.answer);
    scene_assert_problem(&scene, 431, "headers-too-large", "150 fields");
    scene_free(&scene);
}
END_TEST

START_TEST(what_is_no_image_is_415)
{
    static const char *const bodies[] = {"<html><body>hello</body></html>",
                                         "%PDF-1.4 ................................",
                                         "BM..............................................", "x",
                                         "P6 1 1 255 abc.................................."};
    struct scene scene = scene_new();

    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        buf_clear(&scene.picture);
        buf_text(&scene.picture, bodies[i]);
        scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
        scene_assert_problem(&scene, 415, "unsupported-format", bodies[i]);
        ck_assert(answer_has(&scene.answer, "Accept-Post", "image/"));
    }
    scene_free(&scene);
}
END_TEST

START_TEST(a_format_that_is_switched_off_is_415)
{
    struct scene scene = scene_new();

    drawn_gif(1, &scene.picture);
    scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 415, "format-not-allowed", "gif");
    scene_free(&scene);
}
END_TEST

struct row {
    const char *target;
    const char *slug;
};

static const struct row impossible[] = {
    {"/v1/crop?x=1000&y=0&width=5&height=5", "outside-the-image"},
    {"/v1/crop?x=60&y=60&width=5&height=5", "outside-the-image"},
    {"/v1/fill?region=1000,0,5,5", "outside-the-image"},
    {"/v1/blur?region=0,0,5,5;0,1000,5,5", "outside-the-image"},
    {"/v1/resize?width=60000&height=60000&fit=fill&enlarge=true", "result-too-large"},
    {"/v1/convert?format=jpeg&max_bytes=100", "max-bytes-unreachable"},
};

START_TEST(what_cannot_be_done_with_this_image_is_422)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 64, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(impossible); i++) {
        scene_post(&scene, server.port, impossible[i].target, NULL);
        scene_assert_problem(&scene, 422, impossible[i].slug, impossible[i].target);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(images_over_the_limits_are_422)
{
    struct scene scene = scene_new();

    drawn_png_header(65536, 65536, &scene.picture);
    scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 422, "image-too-large", "65536 x 65536");
    ck_assert(problem_has(&scene.answer, "limit"));
    buf_clear(&scene.picture);
    ck_assert(drawn_png(1100, 1000, &scene.picture));
    scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 422, "image-too-large", "1.1 MP over 1");
    buf_clear(&scene.picture);
    ck_assert(drawn_jpeg_scans(64, &scene.picture));
    scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 422, "too-many-scans", "127 scans");
    scene_post(&scene, server.port, "/v1/info", NULL);
    ck_assert_msg(scene.answer.status == 200 || scene.answer.status == 422, "info: %d",
                  scene.answer.status);
    scene_free(&scene);
}
END_TEST

START_TEST(damaged_images_are_422)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 64, &scene.picture));
    scene.picture.len /= 2;
    scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 422, "undecodable", "half a PNG");
    buf_clear(&scene.picture);
    drawn_png_header(64, 64, &scene.picture);
    scene_post(&scene, server.port, "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 422, "undecodable", "no pixels");
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1",
                                       "workers.spare=0",
                                       "limits.body_mb=1",
                                       "limits.input_mp=1",
                                       "formats.input=jpeg,png,webp,tiff,avif,heif,bmp",
                                       NULL};
    const struct suite_row rows[] = {
        {post_without_length_is_411, 0},
        {empty_body_is_400, 0},
        {announced_body_over_the_limit_is_413_before_it_is_sent, 0},
        {sent_body_over_the_limit_is_413_for_any_client, 0},
        {chunks_that_cross_the_limit_are_413, 0},
        {chunks_are_refused_while_the_rest_is_on_its_way, 4},
        {long_targets_and_headers_are_414_and_431, 0},
        {what_is_no_image_is_415, 0},
        {a_format_that_is_switched_off_is_415, 0},
        {what_cannot_be_done_with_this_image_is_422, 0},
        {images_over_the_limits_are_422, 0},
        {damaged_images_are_422, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/21_bodies", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
