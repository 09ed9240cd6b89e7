/* Several images side by side, and two against each other. */
#include "tests/support/form.h"
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60 };

static struct test_server server;

static void add(struct buf *body, const char *name, int width, int height)
{
    struct buf data;

    buf_init(&data, SCENE_PICTURE_MAX);
    ck_assert(width > 0 ? drawn_png(width, height, &data) : drawn_jpeg(-width, height, &data));
    form_part(body, name, buf_span(&data));
    buf_fini(&data);
}

START_TEST(same_image_is_identical)
{
    struct scene scene = scene_new();

    add(&scene.picture, "image", 64, 48);
    add(&scene.picture, "other", 64, 48);
    form_end(&scene.picture);
    scene_post(&scene, server.port, "/v1/compare", FORM_TYPE);
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert_int_eq(scene_number(&scene, "width"), 64);
    ck_assert(
        strstr(buf_string(&scene.answer.body), "\"identical\":true,\"psnr\":null,\"ssim\":1"));
    ck_assert_int_eq(scene_number(&scene, "phash_distance"), 0);
    scene_free(&scene);
}
END_TEST

START_TEST(other_image_is_measured)
{
    struct scene scene = scene_new();

    add(&scene.picture, "image", 64, 48);
    add(&scene.picture, "other", -64, 48);
    form_end(&scene.picture);
    scene_post(&scene, server.port, "/v1/compare", FORM_TYPE);
    ck_assert_int_eq(scene.answer.status, 200);
    scene_assert_json(&scene);
    ck_assert(strstr(buf_string(&scene.answer.body), "\"identical\":false"));
    ck_assert(!strstr(buf_string(&scene.answer.body), "null"));
    scene_post(&scene, server.port, "/v1/compare?format=png&amplify=3", FORM_TYPE);
    scene_assert_picture(&scene, FORMAT_PNG, 64);
    scene_free(&scene);
}
END_TEST

static const struct {
    const char *target, *name; /* of the second part, NULL: none */
    int width;
    int status;
    const char *slug;
} refusals[] = {
    {"/v1/compare", NULL, 0, 400, "missing-part"},
    {"/v1/compare", "second", 64, 400, "missing-part"},
    {"/v1/compare", "other", 63, 422, "different-sizes"},
    {"/v1/compare?width=3", "other", 64, 400, "unknown-parameter"},
    {"/v1/compare?format=png&part=a", "other", 64, 400, "repeated-parameter"},
    {"/v1/compare?format=nope", "other", 64, 400, "invalid-parameter"},
};

START_TEST(what_cannot_be_compared_is_told)
{
    struct scene scene = scene_new();

    add(&scene.picture, "image", 64, 48);
    if (refusals[_i].name)
        add(&scene.picture, refusals[_i].name, refusals[_i].width, 48);
    form_end(&scene.picture);
    scene_post(&scene, server.port, refusals[_i].target, FORM_TYPE);
    scene_assert_problem(&scene, refusals[_i].status, refusals[_i].slug, refusals[_i].target);
    scene_free(&scene);
}
END_TEST

START_TEST(raw_body_cannot_be_compared)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 48, &scene.picture));
    scene_post(&scene, server.port, "/v1/compare", NULL);
    scene_assert_problem(&scene, 400, "missing-part", "raw body");
    scene_free(&scene);
}
END_TEST

START_TEST(montage_takes_all_images_in_their_order)
{
    struct scene scene = scene_new();

    for (int i = 0; i < _i + 1; i++)
        add(&scene.picture, "image", 20 + i, 10);
    form_end(&scene.picture);
    scene_post(&scene, server.port, "/v1/montage?columns=16&gap=1&format=png", FORM_TYPE);
    scene_assert_picture(&scene, FORMAT_PNG, 1 + (uint32_t)(_i + 1) * 21);
    scene_post(&scene, server.port, "/v1/resize?width=5", FORM_TYPE);
    if (_i > 0)
        scene_assert_problem(&scene, 400, "invalid-multipart", "several images");
    scene_free(&scene);
}
END_TEST

START_TEST(seventeen_images_are_too_many)
{
    struct scene scene = scene_new();

    for (int i = 0; i < 17; i++)
        add(&scene.picture, "image", 8, 8);
    form_end(&scene.picture);
    scene_post(&scene, server.port, "/v1/montage", FORM_TYPE);
    scene_assert_problem(&scene, 400, "invalid-multipart", "17 parts");
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    const struct suite_row rows[] = {
        {same_image_is_identical, 0},
        {other_image_is_measured, 0},
        {what_cannot_be_compared_is_told, ARRAY_LEN(refusals)},
        {raw_body_cannot_be_compared, 0},
        {montage_takes_all_images_in_their_order, 16},
        {seventeen_images_are_too_many, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/25_compare", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
