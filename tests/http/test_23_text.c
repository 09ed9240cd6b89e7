/* Text over HTTP: what it takes, and that it can read nothing but the system's fonts. */
#include "tests/support/scene.h"

#include <unistd.h>

enum { TEST_SECONDS = 60 };

#define SERIF "/v1/text?text=a&font=DejaVu+Serif&format=png"

static struct test_server server;

static const struct {
    const char *target;
    int status;
    const char *slug, *param;
} refusals[] = {
    {"/v1/text", 400, "missing-parameter", "text"},
    {"/v1/text?text=", 400, "invalid-parameter", "text"},
    {"/v1/text?text=a%FFb", 400, "invalid-parameter", "text"},
    {"/v1/text?text=a%09b", 400, "invalid-parameter", "text"},
    {"/v1/text?text=a&size=0", 400, "parameter-out-of-range", "size"},
    {"/v1/text?text=a&size=2049", 400, "parameter-out-of-range", "size"},
    {"/v1/text?text=a&fontfile=%2Fetc%2Fpasswd", 400, "unknown-parameter", "fontfile"},
    {"/v1/text?text=a&font=%2Fetc%2Fpasswd", 422, "unknown-font", "font"},
    {"/v1/text?text=a&font=No+Such+Font", 422, "unknown-font", "font"},
    {"/v1/text?text=%3Cb%3Ea&markup=true", 400, "invalid-parameter", "text"},
    {"/v1/text?text=%3Cspan+font%3D%22serif%22%3Ea%3C%2Fspan%3E&markup=true", 400,
     "invalid-parameter", "text"},
    {"/v1/pipeline?plan=%7B%22steps%22:%5B%7B%22op%22:%22text%22,%22text%22:%5B%5D%7D%5D%7D", 400,
     "invalid-parameter", "steps[0].text"},
};

START_TEST(what_is_no_text_or_font_is_refused)
{
    struct scene scene = scene_new();
    char param[64];

    scene_picture(&scene, "png");
    scene_post(&scene, server.port, refusals[_i].target, NULL);
    scene_assert_problem(&scene, refusals[_i].status, refusals[_i].slug, refusals[_i].target);
    ck_assert_str_eq(problem_text(&scene.answer, "param", param, sizeof(param)),
                     refusals[_i].param);
    scene_free(&scene);
}
END_TEST

START_TEST(text_that_is_too_long_is_told_the_limit)
{
    struct scene scene = scene_new();
    char target[512] = "/v1/text?text=";

    memset(target + strlen(target), 'a', 288);
    scene_picture(&scene, "png");
    scene_post(&scene, server.port, target, NULL);
    scene_assert_problem(&scene, 400, "parameter-out-of-range", "288 bytes");
    ck_assert_int_eq(problem_number(&scene.answer, "limit"), 287);
    ck_assert_int_eq(problem_number(&scene.answer, "actual"), 288);
    scene_free(&scene);
}
END_TEST

static const char *const targets[] = {
    "/v1/text?text=Gr%C3%BC%C3%9Fe%0A%E2%82%AC&gravity=southeast&x=2%25&y=2&size=20%25",
    "/v1/text?text=%3Cb%3Ea%3C%2Fb%3E+%26amp%3B&markup=true&font=DejaVu+Sans",
    "/v1/text?text=a%20%26%20b%20%3C%20%22c%22&opacity=50",
    ("/v1/"
     "pipeline?plan=%7B%22steps%22:%5B%7B%22op%22:%22text%22,%22text%22:%22\\u00e9\\n\\u20ac%22,"
     "%22size%22:%2220%25%22%7D%5D%7D"),
};

START_TEST(text_is_written)
{
    struct scene scene = scene_new();

    scene_picture(&scene, "png");
    scene_post(&scene, server.port, targets[_i], "Accept: image/png");
    scene_assert_picture(&scene, FORMAT_PNG, 96);
    scene_free(&scene);
}
END_TEST

/* A plan is said back as it can be read again, whatever the text. */
START_TEST(dry_run_says_the_text_back)
{
    struct scene scene = scene_new();

    scene_picture(&scene, "png");
    scene_post(&scene, server.port,
               "/v1/plan?plan=%7B%22steps%22:%5B%7B%22op%22:%22text%22,"
               "%22text%22:%22a\\%22b\\n\\u20ac%22%7D%5D%7D",
               NULL);
    ck_assert_int_eq(scene.answer.status, 200);
    scene_assert_json(&scene);
    ck_assert(strstr(buf_string(&scene.answer.body), "\"text\":\"a\\\"b\\u000a\xE2\x82\xAC\"") !=
              NULL);
    ck_assert(strstr(buf_string(&scene.answer.body), "\"engine\":\"vips\"") != NULL);
    scene_free(&scene);
}
END_TEST

/* A configuration that lacks one family of the system's, at a path longer than most: the workers
 * read the same as the front. */
START_TEST(workers_get_a_long_environment_whole)
{
    static const char conf[] =
        "<?xml version=\"1.0\"?><fontconfig><include ignore_missing=\"yes\">/etc/fonts/fonts.conf"
        "</include><selectfont><rejectfont><pattern><patelt name=\"family\"><string>DejaVu Serif"
        "</string></patelt></pattern></rejectfont></selectfont></fontconfig>";
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    char folder[] = "/tmp/mezzotint-fonts-XXXXXX";
    char path[1024];
    struct test_server other;
    struct scene scene = scene_new();

    ck_assert_ptr_nonnull(mkdtemp(folder));
    size_t len = (size_t)snprintf(path, sizeof(path), "%s", folder);

    while (len < 900)
        len += (size_t)snprintf(path + len, sizeof(path) - len, "/.");
    (void)snprintf(path + len, sizeof(path) - len, "/fonts.conf");
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fputs(conf, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    scene_picture(&scene, "png");
    scene_post(&scene, server.port, SERIF, NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 96);
    ck_assert_int_eq(setenv("FONTCONFIG_FILE", path, 1), 0);
    ck_assert(test_server_start(&other, sets));
    scene_post(&scene, other.port, SERIF, NULL);
    scene_assert_problem(&scene, 422, "unknown-font", "a family that the configuration rejects");
    ck_assert(test_server_stop(&other));
    (void)unlink(path);
    (void)rmdir(folder);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    const struct suite_row rows[] = {
        {what_is_no_text_or_font_is_refused, ARRAY_LEN(refusals)},
        {text_that_is_too_long_is_told_the_limit, 0},
        {text_is_written, ARRAY_LEN(targets)},
        {dry_run_says_the_text_back, 0},
        {workers_get_a_long_environment_whole, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/23_text", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
