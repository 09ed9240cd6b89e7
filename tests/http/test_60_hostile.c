/* Bad images and bad plans: a clear refusal, never a 5xx, never a worker lost. */
#include "tests/support/deflated.h"
#include "tests/support/heif.h"
#include "tests/support/pictures.h"
#include "tests/support/scene.h"

enum { TEST_SECONDS = 120, CUTS = 200, STEPS = 1000 };

static struct test_server server;

/* One connection for all, so that thousands of bodies do not mean thousands of connections. */
static void send_all_ways(struct client *client, struct scene *scene, struct span body,
                          const char *what)
{
    static const char *const targets[] = {"/v1/resize?width=16&format=png", "/v1/info"};

    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        ck_assert_msg(
            client_ask(client, &(struct ask){.target = targets[i], .body = body}, &scene->answer),
            "%s of %zu bytes: no answer", what, body.len);
        const int status = scene->answer.status;

        if (status != 200)
            ck_assert_msg(status == 400 || status == 415 || status == 422,
                          "%s of %zu bytes to %s: %d %s", what, body.len, targets[i], status,
                          buf_string(&scene->answer.body));
        if (status != 200)
            scene_assert_problem(scene, status, NULL, what);
    }
}

START_TEST(every_truncation_is_refused_or_survived)
{
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);
    const char *kind = picture_kinds[_i];

    scene_picture(&scene, kind);
    const size_t whole = scene.picture.len;

    for (size_t cut = 0; cut < CUTS; cut++) {
        /* The first bytes one by one, then evenly to the last but one. */
        const size_t len = cut < CUTS / 3 ? cut + 1 : whole * cut / CUTS;

        send_all_ways(client, &scene, span_of(scene.picture.data, len < whole ? len : whole - 1),
                      kind);
    }
    send_all_ways(client, &scene, span_of(scene.picture.data, whole - 1), kind);
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(half_a_picture_is_never_a_success)
{
    struct scene scene = scene_new();
    const char *kind = picture_kinds[_i];

    scene_picture(&scene, kind);
    scene.picture.len /= 2;
    /* WebP keeps frames: PNG would need the first one alone, which may be whole. */
    scene_post(&scene, server.port, "/v1/resize?width=16&format=webp", NULL);
    scene_assert_problem(&scene, 422, NULL, kind);
    scene_free(&scene);
}
END_TEST

START_TEST(a_flipped_byte_is_refused_or_survived)
{
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);
    const char *kind = picture_kinds[_i];

    scene_picture(&scene, kind);
    for (size_t at = 0; at < 64 && at < scene.picture.len; at++) {
        scene.picture.data[at] = (char)~scene.picture.data[at];
        send_all_ways(client, &scene, buf_span(&scene.picture), kind);
        scene.picture.data[at] = (char)~scene.picture.data[at];
    }
    client_free(client);
    scene_free(&scene);
}
END_TEST

START_TEST(a_picture_in_the_clothes_of_another_is_refused)
{
    static const char *const magics[] = {
        "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF....WEBPVP8 ", "II*",
        "....ftypavif",     "....ftypheic"};
    struct scene scene = scene_new();

    for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
        struct buf dressed;

        buf_init(&dressed, SCENE_PICTURE_MAX);
        buf_text(&dressed, magics[i]);
        scene_picture(&scene, "jpeg");
        buf_add(&dressed, scene.picture.data + 200, scene.picture.len - 200);
        buf_clear(&scene.picture);
        buf_add(&scene.picture, dressed.data, dressed.len);
        scene_post(&scene, server.port, "/v1/resize?width=16", NULL);
        ck_assert_msg(scene.answer.status == 415 || scene.answer.status == 422, "%zu: %d", i,
                      scene.answer.status);
        buf_fini(&dressed);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(too_many_frames_are_422)
{
    struct scene scene = scene_new();

    drawn_gif(10000, &scene.picture);
    scene_post(&scene, server.port, "/v1/resize?width=1&format=gif", NULL);
    scene_assert_problem(&scene, 422, "too-many-frames", "10,000 frames");
    scene_free(&scene);
}
END_TEST

/* 950 texts of 10 MB each would take a worker ten seconds. */
START_TEST(texts_without_end_are_422)
{
    enum { SIGNATURE_AND_IHDR = 33, TEXT = 9900000 };
    struct scene scene = scene_new();
    struct buf text, png;

    buf_init(&text, SCENE_PICTURE_MAX);
    buf_init(&png, SCENE_PICTURE_MAX);
    ck_assert(drawn_png(64, 48, &png));
    ck_assert(deflated_chunk("zTXt", TEXT, false, &text));
    buf_add(&scene.picture, png.data, SIGNATURE_AND_IHDR);
    for (int i = 0; i < 950; i++)
        buf_add(&scene.picture, text.data, text.len);
    buf_add(&scene.picture, png.data + SIGNATURE_AND_IHDR, png.len - SIGNATURE_AND_IHDR);
    scene_post(&scene, server.port, _i ? "/v1/info" : "/v1/resize?width=5", NULL);
    scene_assert_problem(&scene, 422, "undecodable", "texts of 9 GB");
    buf_fini(&text);
    buf_fini(&png);
    scene_free(&scene);
}
END_TEST

/* 4 MB that inflate to 4 GB would have a worker hold 12. */
START_TEST(metadata_without_end_is_422)
{
    static const char *const kinds[] = {"heif", "avif"};
    struct scene scene = scene_new();
    struct buf xmp, made;

    buf_init(&xmp, SCENE_PICTURE_MAX);
    buf_init(&made, SCENE_PICTURE_MAX);
    scene_picture(&scene, kinds[_i % 2]);
    ck_assert(deflated_blanks(64 << 20, &xmp));
    ck_assert(heif_with_xmp(buf_span(&scene.picture), "deflate", buf_span(&xmp), &made));
    buf_clear(&scene.picture);
    buf_add(&scene.picture, made.data, made.len);
    scene_post(&scene, server.port, _i / 2 ? "/v1/info" : "/v1/resize?width=5&format=png", NULL);
    scene_assert_problem(&scene, 422, "undecodable", "XMP of 64 MB");
    buf_fini(&xmp);
    buf_fini(&made);
    scene_free(&scene);
}
END_TEST

static void plan_of_steps(int n, struct buf *out)
{
    buf_text(out, "{\"steps\":[");
    for (int i = 0; i < n; i++)
        buf_printf(out, "%s{\"op\":\"flip\"}", i ? "," : "");
    buf_text(out, "]}");
}

static void post_plan(struct scene *scene, const struct buf *plan)
{
    struct buf picture;

    buf_init(&picture, SCENE_PICTURE_MAX);
    ck_assert(drawn_png(64, 64, &picture));
    buf_clear(&scene->picture);
    buf_text(&scene->picture, "--b\r\nContent-Disposition: form-data; name=\"plan\"\r\n\r\n");
    buf_add(&scene->picture, plan->data, plan->len);
    buf_text(&scene->picture, "\r\n--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n");
    buf_add(&scene->picture, picture.data, picture.len);
    buf_text(&scene->picture, "\r\n--b--\r\n");
    buf_fini(&picture);
    scene_post(scene, server.port, "/v1/pipeline", "Content-Type: multipart/form-data; boundary=b");
}

START_TEST(a_thousand_steps_are_400)
{
    struct scene scene = scene_new();
    struct buf plan;

    buf_init(&plan, 1 << 20);
    plan_of_steps(STEPS, &plan);
    post_plan(&scene, &plan);
    scene_assert_problem(&scene, 400, "too-many-steps", "1000 steps");
    buf_clear(&plan);
    plan_of_steps(16, &plan);
    post_plan(&scene, &plan);
    ck_assert_msg(scene.answer.status == 200, "%s", buf_string(&scene.answer.body));
    buf_fini(&plan);
    scene_free(&scene);
}
END_TEST

static const char *const plans[] = {
    "",
    "{",
    "null",
    "[]",
    "{}",
    "{\"steps\":{}}",
    "{\"steps\":[1]}",
    "{\"steps\":[{\"op\":\"nope\"}]}",
    "{\"steps\":[{\"op\":\"resize\"}]}",
    "{\"steps\":[{\"width\":5}]}",
    "{\"steps\":[{\"op\":\"resize\",\"width\":5,\"width\":6}]}",
    "{\"steps\":[],\"steps\":[]}",
    "{\"steps\":[{\"op\":\"resize\",\"width\":\"5\\u0000\"}]}",
    "{\"steps\":[{\"op\":\"resize\",\"width\":1e999}]}",
    "{\"steps\":[{\"op\":\"resize\",\"width\":null}]}",
    "{\"steps\":[{\"op\":\"resize\",\"width\":[[[[[[5]]]]]]}]}",
    "{\"steps\":[{\"op\":\"resize\",\"width\":NaN}]}",
    "{\"steps\":[{\"op\":\"flip\"}],\"more\":1}",
    "{\"steps\":[{\"op\":\"flip\"}],\"output\":{\"quality\":0}}",
    "{\"steps\":[{\"op\":\"flip\"}],\"output\":{\"nope\":1}}",
    "{\"steps\":[{\"op\":\"flip\"}]} x",
    "{\"steps\":[{\"op\":\"\xff\xfe\"}]}",
    "{'steps':[]}",
};

START_TEST(invalid_plans_are_400)
{
    struct scene scene = scene_new();

    for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
        struct buf plan;

        buf_init(&plan, 1 << 20);
        buf_text(&plan, plans[i]);
        post_plan(&scene, &plan);
        scene_assert_problem(&scene, 400, NULL, plans[i]);
        buf_fini(&plan);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(deep_json_is_400)
{
    struct scene scene = scene_new();
    struct buf plan;

    buf_init(&plan, 1 << 20);
    for (int i = 0; i < 100000; i++)
        buf_char(&plan, '[');
    post_plan(&scene, &plan);
    scene_assert_problem(&scene, 400, NULL, "100,000 brackets");
    buf_fini(&plan);
    scene_free(&scene);
}
END_TEST

static const char *const forms[] = {
    "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nGIF89a",
    "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n",
    "--b",
    "--b--\r\n",
    "no boundary at all",
    "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    "--b\r\n\r\nx\r\n--b--\r\n",
    "--b\r\nContent-Disposition: form-data; name=\"nope\"\r\n\r\nx\r\n--b--\r\n",
    "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n\r\n--b--\r\n",
    ("--b\r\nContent-Disposition: form-data; name=\"image\"\r\nContent-Type: multipart/mixed; "
     "boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n\r\n--b--\r\n"),
};

START_TEST(broken_forms_are_400)
{
    struct scene scene = scene_new();

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        buf_clear(&scene.picture);
        buf_text(&scene.picture, forms[i]);
        scene_post(&scene, server.port, "/v1/resize?width=5",
                   "Content-Type: multipart/form-data; boundary=b");
        scene_assert_problem(&scene, 400, NULL, forms[i]);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(afterwards_all_is_well)
{
    struct scene scene = scene_new();
    struct buf line;

    buf_init(&line, 1 << 16);
    ck_assert_msg(!test_server_log_line(&server, "\"worker-lost\"", "", &line, 0), "%s",
                  buf_string(&line));
    ck_assert_msg(!test_server_log_line(&server, "\"request\"", "\"status\":5", &line, 0), "%s",
                  buf_string(&line));
    scene_picture(&scene, "jpeg");
    scene_post(&scene, server.port, "/v1/resize?width=16&format=png", NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 16);
    ck_assert(scene_metric_becomes(&server, "mezzotint_admitted", 0, WIRE_MS));
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

static int n_kinds(void)
{
    int n = 0;

    while (picture_kinds[n])
        n++;
    return n;
}

int main(void)
{
    static const char *const sets[] = {"workers.count=2", "queue.deadline_ms=60000", NULL};
    const struct suite_row rows[] = {
        {every_truncation_is_refused_or_survived, n_kinds()},
        {half_a_picture_is_never_a_success, n_kinds()},
        {a_flipped_byte_is_refused_or_survived, n_kinds()},
        {a_picture_in_the_clothes_of_another_is_refused, 0},
        {too_many_frames_are_422, 0},
        {texts_without_end_are_422, 2},
        {metadata_without_end_is_422, 4},
        {a_thousand_steps_are_400, 0},
        {invalid_plans_are_400, 0},
        {deep_json_is_400, 0},
        {broken_forms_are_400, 0},
        {afterwards_all_is_well, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/60_hostile", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
