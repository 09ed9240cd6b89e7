/* Second pictures: parts by name, assets by name, and what is said when they are not right. */
#include "tests/support/form.h"
#include "tests/support/heif.h"
#include "tests/support/scene.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEST_SECONDS = 60, PATH_SIZE = 512 };

static struct test_server server;
static char folder[] = "/tmp/mezzotint-assets-XXXXXX";

/* What a part holds. */
enum bytes { NOTHING, PNG, JPEG, HALF, TEXT, HUGE_PNG, CUT_HEIF, PDF };

static void add(struct buf *body, const char *name, enum bytes bytes)
{
    struct buf data;

    buf_init(&data, SCENE_PICTURE_MAX);
    if (bytes == PNG || bytes == HALF)
        ck_assert(drawn_png(64, 48, &data));
    if (bytes == JPEG)
        ck_assert(drawn_jpeg(40, 30, &data));
    if (bytes == HALF)
        data.len /= 2;
    if (bytes == TEXT)
        buf_text(&data, "this is no picture, and never was one");
    if (bytes == PDF)
        buf_text(&data, "%PDF-1.7 this is no picture either");
    if (bytes == HUGE_PNG)
        drawn_png_header(20000, 20000, &data);
    if (bytes == CUT_HEIF) /* to ten pixels, but decoded whole */
        heif_header(&data, "ispe 20000 20000 clap 10 1 10 1 0 1 0 1", &(struct heif_layout){0});
    form_part(body, name, buf_span(&data));
    buf_fini(&data);
}

static const struct {
    const char *target;
    const char *name; /* of the second part, NULL: none */
    enum bytes bytes;
    int status;
    const char *slug, *param;
} refusals[] = {
    {"/v1/watermark", NULL, NOTHING, 400, "missing-part", "part"},
    {"/v1/watermark", "logo", PNG, 400, "missing-part", "part"},
    {"/v1/watermark?part=logo", "watermark", PNG, 400, "missing-part", "part"},
    {"/v1/mask", "watermark", PNG, 400, "missing-part", "part"},
    {"/v1/watermark", "watermark", NOTHING, 415, "unsupported-part", "watermark"},
    {"/v1/watermark", "watermark", TEXT, 415, "unsupported-part", "watermark"},
    {"/v1/watermark", "watermark", PDF, 415, "unsupported-part", "watermark"},
    {"/v1/watermark?part=logo", "logo", HALF, 422, "undecodable-part", "logo"},
    {"/v1/watermark", "watermark", HUGE_PNG, 422, "part-too-large", "watermark"},
    {"/v1/mask?part=shape", "shape", HUGE_PNG, 422, "part-too-large", "shape"},
    {"/v1/mask?part=shape", "shape", CUT_HEIF, 422, "part-too-large", "shape"},
    {"/v1/watermark?asset=nope", NULL, NOTHING, 400, "unknown-asset", "asset"},
    {"/v1/watermark?asset=..%2Flogo", NULL, NOTHING, 400, "invalid-parameter", "asset"},
    {"/v1/watermark?asset=logo.png", NULL, NOTHING, 400, "invalid-parameter", "asset"},
    {"/v1/watermark?asset=%2Fetc%2Fpasswd", NULL, NOTHING, 400, "invalid-parameter", "asset"},
    {"/v1/watermark?part=Logo", "Logo", PNG, 400, "invalid-parameter", "part"},
    {"/v1/watermark?asset=logo&part=logo", "logo", PNG, 400, "conflicting-parameters", "asset"},
    {"/v1/watermark?asset=logo", "watermark", PNG, 400, "invalid-multipart", ""},
    {"/v1/resize?width=10", "watermark", PNG, 400, "invalid-multipart", ""},
    {"/v1/info", "watermark", PNG, 400, "invalid-multipart", ""},
    {"/v1/watermark", "plan", PNG, 400, "missing-part", "part"},
};

START_TEST(second_picture_that_is_not_right_is_told_by_name)
{
    struct scene scene = scene_new();
    char param[64];

    add(&scene.picture, "image", JPEG);
    if (refusals[_i].name)
        add(&scene.picture, refusals[_i].name, refusals[_i].bytes);
    form_end(&scene.picture);
    scene_post(&scene, server.port, refusals[_i].target, FORM_TYPE);
    scene_assert_problem(&scene, refusals[_i].status, refusals[_i].slug, refusals[_i].target);
    ck_assert_str_eq(problem_text(&scene.answer, "param", param, sizeof(param)),
                     refusals[_i].param);
    scene_free(&scene);
}
END_TEST

START_TEST(raw_body_without_asset_is_refused_at_the_headers)
{
    struct scene scene = scene_new();
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_text(&wire, "POST /v1/watermark HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n"
                               "Expect: 100-continue\r\n\r\n"));
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    scene_assert_problem(&scene, 400, "missing-part", "raw body");
    ck_assert_int_eq(scene.answer.interim, 0);
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

static const struct {
    const char *target;
    const char *first, *second; /* names of the parts, in their order */
} good[] = {
    {"/v1/watermark?format=png", "image", "watermark"},
    {"/v1/watermark?format=png", "watermark", "image"},
    {"/v1/mask?format=png", "image", "mask"},
    {"/v1/watermark?part=a-1&format=png&tile=true&gap=3", "a-1", "image"},
    {"/v1/watermark?part=image&format=png&scale=50", "image", NULL},
    {"/v1/watermark?asset=logo&format=png", "image", NULL},
};

START_TEST(parts_come_in_any_order)
{
    struct scene scene = scene_new();

    add(&scene.picture, good[_i].first, JPEG);
    if (good[_i].second)
        add(&scene.picture, good[_i].second, JPEG);
    form_end(&scene.picture);
    scene_post(&scene, server.port, good[_i].target, FORM_TYPE);
    scene_assert_picture(&scene, FORMAT_PNG, 40);
    scene_free(&scene);
}
END_TEST

START_TEST(steps_of_a_pipeline_name_their_parts)
{
    static const char plan[] =
        "{\"steps\":[{\"op\":\"resize\",\"width\":20},"
        "{\"op\":\"watermark\",\"part\":\"logo\",\"scale\":50},"
        "{\"op\":\"watermark\",\"asset\":\"logo\"},{\"op\":\"watermark\",\"part\":\"logo\"},"
        "{\"op\":\"mask\"}],\"output\":{\"format\":\"png\"}}";
    static const char *const targets[] = {"/v1/pipeline", "/v1/plan"};
    struct scene scene = scene_new();

    form_text(&scene.picture, "plan", plan);
    add(&scene.picture, "mask", PNG);
    add(&scene.picture, "image", JPEG);
    add(&scene.picture, "logo", PNG);
    form_end(&scene.picture);
    scene_post(&scene, server.port, targets[_i], FORM_TYPE);
    ck_assert_int_eq(scene.answer.status, 200);
    if (_i == 0)
        scene_assert_picture(&scene, FORMAT_PNG, 20);
    else
        ck_assert_int_eq(scene_number(&scene, "result.width"), 20);
    scene_free(&scene);
}
END_TEST

/* A list of steps says which of them. */
static const struct {
    const char *steps;
    const char *name; /* of the second part, NULL: none */
    enum bytes bytes;
    int status;
    const char *slug, *param;
} misplaced[] = {
    {"{\"op\":\"watermark\"}", NULL, NOTHING, 400, "missing-part", "steps[1].part"},
    {"{\"op\":\"watermark\",\"asset\":\"nope\"}", NULL, NOTHING, 400, "unknown-asset",
     "steps[1].asset"},
    {"{\"op\":\"mask\",\"asset\":\"logo\",\"part\":\"a\"}", NULL, NOTHING, 400,
     "conflicting-parameters", "steps[1].asset"},
    {"{\"op\":\"mask\"}", "mask", TEXT, 415, "unsupported-part", "steps[1].mask"},
    {"{\"op\":\"mask\"}", "mask", HALF, 422, "undecodable-part", "steps[1].mask"},
    {"{\"op\":\"perspective\",\"corners\":\"0,0;500,0;9,9;0,9\"}", NULL, NOTHING, 422,
     "outside-the-image", "steps[1].corners"},
    {"{\"op\":\"text\",\"text\":\"a\",\"font\":\"No Such Font\"}", NULL, NOTHING, 422,
     "unknown-font", "steps[1].font"},
};

START_TEST(list_of_steps_says_which_is_wrong)
{
    struct scene scene = scene_new();
    char plan[512];
    char param[64];
    char want[64];

    (void)snprintf(plan, sizeof(plan), "%s{\"steps\":[{\"op\":\"blur\"},%s]}%s", _i % 2 ? "[" : "",
                   misplaced[_i / 2].steps, _i % 2 ? "]" : "");
    (void)snprintf(want, sizeof(want), "%s%s", _i % 2 ? "outputs[0]." : "",
                   misplaced[_i / 2].param);
    form_text(&scene.picture, _i % 2 ? "outputs" : "plan", plan);
    add(&scene.picture, "image", JPEG);
    if (misplaced[_i / 2].name)
        add(&scene.picture, misplaced[_i / 2].name, misplaced[_i / 2].bytes);
    form_end(&scene.picture);
    scene_post(&scene, server.port, _i % 2 ? "/v1/render" : "/v1/pipeline", FORM_TYPE);
    scene_assert_problem(&scene, misplaced[_i / 2].status, misplaced[_i / 2].slug, plan);
    ck_assert_str_eq(problem_text(&scene.answer, "param", param, sizeof(param)), want);
    scene_free(&scene);
}
END_TEST

START_TEST(part_that_comes_twice_or_for_nothing_is_refused)
{
    struct scene scene = scene_new();

    add(&scene.picture, "image", JPEG);
    add(&scene.picture, "watermark", PNG);
    add(&scene.picture, _i ? "watermark" : "other", PNG);
    form_end(&scene.picture);
    scene_post(&scene, server.port, "/v1/watermark", FORM_TYPE);
    scene_assert_problem(&scene, 400, "invalid-multipart", "a part too many");
    scene_free(&scene);
}
END_TEST

static void write_asset(const char *name, const void *data, size_t len)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

static void reload(const char *event)
{
    struct buf line;

    buf_init(&line, 1 << 16);
    test_server_signal(&server, SIGHUP);
    ck_assert(test_server_log_line(&server, event, "", &line, 5000));
    buf_fini(&line);
}

static int status_of_asset(const char *target)
{
    struct scene scene = scene_new();

    ck_assert(drawn_jpeg(40, 30, &scene.picture));
    scene_post(&scene, server.port, target, NULL);
    const int status = scene.answer.status;

    scene_free(&scene);
    return status;
}

START_TEST(assets_are_read_again_at_sighup)
{
    struct buf picture;

    buf_init(&picture, SCENE_PICTURE_MAX);
    ck_assert(drawn_jpeg(8, 8, &picture));
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=logo"), 200);
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=new"), 400);
    write_asset("new.jpg", picture.data, picture.len);
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=new"), 400);
    reload("\"reloaded\"");
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=new"), 200);
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=logo"), 200);
    write_asset("broken.png", "no picture", 10);
    reload("\"reload-refused\"");
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=new"), 200);
    ck_assert_int_eq(status_of_asset("/v1/watermark?asset=broken"), 400);
    buf_fini(&picture);
}
END_TEST

static bool make_folder(void)
{
    char path[PATH_SIZE];
    struct buf picture;

    buf_init(&picture, SCENE_PICTURE_MAX);
    if (mkdtemp(folder) == NULL || !drawn_png(16, 8, &picture))
        return false;
    (void)snprintf(path, sizeof(path), "%s/logo.png", folder);
    FILE *file = fopen(path, "wb");
    const bool wrote = file && fwrite(picture.data, 1, picture.len, file) == picture.len;

    buf_fini(&picture);
    return file && fclose(file) == 0 && wrote;
}

static void drop_folder(void)
{
    static const char *const names[] = {"logo.png", "new.jpg", "broken.png"};
    char path[PATH_SIZE];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

int main(void)
{
    char setting[PATH_SIZE];
    const char *const sets[] = {"workers.count=1", "workers.spare=0", setting, NULL};
    const struct suite_row rows[] = {
        {second_picture_that_is_not_right_is_told_by_name, ARRAY_LEN(refusals)},
        {raw_body_without_asset_is_refused_at_the_headers, 0},
        {parts_come_in_any_order, ARRAY_LEN(good)},
        {steps_of_a_pipeline_name_their_parts, 2},
        {list_of_steps_says_which_is_wrong, 2 * ARRAY_LEN(misplaced)},
        {part_that_comes_twice_or_for_nothing_is_refused, 2},
        {assets_are_read_again_at_sighup, 0},
    };

    if (!make_folder())
        return EXIT_FAILURE;
    (void)snprintf(setting, sizeof(setting), "assets.folder=%s", folder);
    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/24_second", rows, ARRAY_LEN(rows), TEST_SECONDS);
    const bool stopped = test_server_stop(&server);

    drop_folder();
    return stopped && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
