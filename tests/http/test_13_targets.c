/* Results that must be small enough, or good enough: what was chosen is said in headers. */
#include "image/probe.h"
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60 };

static struct test_server server;

static long field(const struct scene *scene, const char *name)
{
    char value[64];

    return strtol(answer_field(&scene->answer, name, value, sizeof(value)), NULL, 10);
}

START_TEST(max_bytes_lowers_the_quality_and_says_so)
{
    struct scene scene = scene_new();

    ck_assert(drawn_jpeg(400, 300, &scene.picture));
    scene_post(&scene, server.port, "/v1/convert?format=jpeg&quality=90", NULL);
    scene_assert_picture(&scene, FORMAT_JPEG, 400);
    ck_assert_int_eq(field(&scene, "X-Image-Quality"), 90);
    const size_t most = scene.answer.body.len * 2 / 3;
    char target[128];

    (void)snprintf(target, sizeof(target), "/v1/convert?format=jpeg&quality=90&max_bytes=%zu",
                   most);
    scene_post(&scene, server.port, target, NULL);
    scene_assert_picture(&scene, FORMAT_JPEG, 400);
    ck_assert_uint_le(scene.answer.body.len, most);
    ck_assert_int_lt(field(&scene, "X-Image-Quality"), 90);
    ck_assert_int_gt(field(&scene, "X-Image-Quality"), 0);
    scene_free(&scene);
}
END_TEST

START_TEST(max_bytes_out_of_reach_is_a_422_with_the_limit)
{
    struct scene scene = scene_new();

    ck_assert(drawn_jpeg(400, 300, &scene.picture));
    scene_post(&scene, server.port, "/v1/convert?format=jpeg&max_bytes=200", NULL);
    scene_assert_problem(&scene, 422, "max-bytes-unreachable", "200 bytes");
    ck_assert_int_eq(scene_number(&scene, "limit"), 200);
    ck_assert_int_gt(scene_number(&scene, "actual"), 200);
    scene_free(&scene);
}
END_TEST

START_TEST(shrink_makes_the_picture_smaller_and_says_so)
{
    struct scene scene = scene_new();
    struct image_info info;

    ck_assert(drawn_jpeg(400, 300, &scene.picture));
    scene_post(&scene, server.port, "/v1/convert?format=jpeg&max_bytes=1500&shrink=allow", NULL);
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert_uint_le(scene.answer.body.len, 1500);
    ck_assert_int_lt(field(&scene, "X-Image-Width"), 400);
    ck_assert_int_eq(field(&scene, "X-Image-Quality"), 40);
    ck_assert_int_eq(probe_header(buf_span(&scene.answer.body), true, &info), PROBE_DONE);
    ck_assert_int_eq(info.width, field(&scene, "X-Image-Width"));
    ck_assert_int_eq(info.height, field(&scene, "X-Image-Height"));
    scene_post(&scene, server.port,
               "/v1/plan?plan=%7B%22steps%22%3A%5B%5D%7D&format=jpeg&max_bytes=1500&shrink=allow",
               NULL);
    ck_assert(strstr(buf_string(&scene.answer.body), "\"size_exact\":false"));
    scene_free(&scene);
}
END_TEST

START_TEST(quality_auto_says_what_it_chose)
{
    struct scene scene = scene_new();

    ck_assert(drawn_jpeg(400, 300, &scene.picture));
    for (int i = 0; i < 2; i++) {
        scene_post(&scene, server.port,
                   i ? "/v1/pipeline?plan=%7B%22steps%22%3A%5B%5D%2C%22output%22%3A%7B%22quality%22"
                       "%3A%22auto%22%2C%22format%22%3A%22webp%22%7D%7D"
                     : "/v1/convert?format=jpeg&quality=auto",
                   NULL);
        scene_assert_picture(&scene, i ? FORMAT_WEBP : FORMAT_JPEG, 400);
        const long quality = field(&scene, "X-Image-Quality");

        ck_assert_msg(quality >= 46 && quality <= 88, "%ld", quality);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(original_comes_back_and_is_said_to)
{
    struct scene scene = scene_new();
    char value[16];

    ck_assert(drawn_jpeg(400, 300, &scene.picture));
    scene_post(&scene, server.port, "/v1/convert?format=jpeg&quality=10", NULL);
    scene_assert_picture(&scene, FORMAT_JPEG, 400);
    ck_assert_str_eq(answer_field(&scene.answer, "X-Image-Original", value, sizeof(value)), "");
    buf_clear(&scene.picture);
    buf_add(&scene.picture, scene.answer.body.data, scene.answer.body.len);
    scene_post(&scene, server.port,
               "/v1/convert?format=jpeg&quality=95&if_larger=original&metadata=all", NULL);
    scene_assert_picture(&scene, FORMAT_JPEG, 400);
    ck_assert(answer_has(&scene.answer, "X-Image-Original", "true"));
    ck_assert_str_eq(answer_field(&scene.answer, "X-Image-Quality", value, sizeof(value)), "");
    ck_assert_uint_eq(scene.answer.body.len, scene.picture.len);
    ck_assert_mem_eq(scene.answer.body.data, scene.picture.data, scene.picture.len);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "queue.deadline_ms=60000", NULL};
    const struct suite_row rows[] = {
        {max_bytes_lowers_the_quality_and_says_so, 0},
        {max_bytes_out_of_reach_is_a_422_with_the_limit, 0},
        {shrink_makes_the_picture_smaller_and_says_so, 0},
        {quality_auto_says_what_it_chose, 0},
        {original_comes_back_and_is_said_to, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/13_targets", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
