/* Presets: a folder of files, POST /v1/preset/NAME, SIGHUP, presets.only. */
#include "tests/support/rendered.h"

#include <signal.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { TEST_SECONDS = 90, RELOAD_MS = 10000 };

#define SMALL "{\"steps\":[{\"op\":\"resize\",\"width\":20}],\"output\":{\"format\":\"png\"}}"
#define OTHER "{\"steps\":[{\"op\":\"resize\",\"width\":30}],\"output\":{\"format\":\"png\"}}"
#define PAIR " \n[" SMALL "," OTHER "]"
#define BROKEN "{\"steps\":[{\"op\":\"resize\",\"widht\":20}]}"

static char folder[] = "/tmp/presets-XXXXXX";
static struct test_server server;

static bool write_file(const char *file, const char *text)
{
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, file);
    FILE *out = fopen(path, "we");

    if (out == NULL)
        return false;
    const bool fine = fputs(text, out) >= 0;

    return fclose(out) == 0 && fine;
}

static void put(const char *file, const char *text)
{
    ck_assert(write_file(file, text));
}

static void drop(const char *file)
{
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, file);
    (void)unlink(path);
}

/* The preset gives a picture of that width; waits for a reload to come through. */
static void assert_width(struct scene *scene, const char *name, uint32_t width)
{
    char target[64];
    char got[16] = "";

    (void)snprintf(target, sizeof(target), "/v1/preset/%s", name);
    for (int ms = 0; ms < RELOAD_MS && strtoul(got, NULL, 10) != width; ms += 50) {
        scene_post(scene, server.port, target, NULL);
        (void)answer_field(&scene->answer, "X-Image-Width", got, sizeof(got));
        if (strtoul(got, NULL, 10) != width)
            test_sleep_ms(50);
    }
    scene_assert_picture(scene, FORMAT_PNG, width);
}

START_TEST(preset_is_its_plan_or_its_list)
{
    struct scene scene = scene_new();
    struct rendered parts[RENDERED_MAX];

    ck_assert(drawn_png(64, 64, &scene.picture));
    assert_width(&scene, "small", 20);
    scene_post(&scene, server.port, "/v1/preset/pair", NULL);
    ck_assert_int_eq(rendered_parts(&scene, parts), 2);
    rendered_ask(&scene, server.port, "/v1/preset/pair", NULL, "Accept: application/json");
    ck_assert_int_eq(scene.answer.status, 200);
    scene_assert_json(&scene);
    rendered_ask(&scene, server.port, "/v1/preset/small", NULL, NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 20);
    scene_free(&scene);
}
END_TEST

START_TEST(what_is_no_preset_is_refused)
{
    static const struct refused {
        const char *target, *slug;
        int status;
    } targets[] = {{"/v1/preset/none", "not-found", 404},
                   {"/v1/preset/", "not-found", 404},
                   {"/v1/preset/small/", "not-found", 404},
                   {"/v1/preset/SMALL", "not-found", 404},
                   {"/v1/preset/../preset/small", "not-found", 404},
                   {"/v1/preset/small.json", "not-found", 404},
                   {"/v1/preset/small?width=5", "unknown-parameter", 400}};
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 64, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        scene_post(&scene, server.port, targets[i].target, NULL);
        scene_assert_problem(&scene, targets[i].status, targets[i].slug, targets[i].target);
    }
    scene_get(&scene, server.port, "/v1/preset/small");
    scene_assert_problem(&scene, 405, "method-not-allowed", "GET");
    rendered_ask(&scene, server.port, "/v1/preset/pair", "[]", NULL);
    scene_assert_problem(&scene, 400, "invalid-multipart", "a part of its own");
    scene_free(&scene);
}
END_TEST

START_TEST(presets_are_listed)
{
    struct scene scene = scene_new();

    scene_get(&scene, server.port, "/v1/presets");
    ck_assert_int_eq(scene.answer.status, 200);
    scene_assert_json(&scene);
    const char *pair = strstr(buf_string(&scene.answer.body), "/v1/preset/pair");
    const char *small = strstr(buf_string(&scene.answer.body), "/v1/preset/small");

    ck_assert(pair && small && pair < small);
    scene_free(&scene);
}
END_TEST

START_TEST(reload_takes_new_files_and_keeps_the_old_of_broken_ones)
{
    struct scene scene = scene_new();
    struct buf line;

    buf_init(&line, 4096);
    ck_assert(drawn_png(64, 64, &scene.picture));
    put("late.json", SMALL);
    test_server_signal(&server, SIGHUP);
    assert_width(&scene, "late", 20);
    put("late.json", OTHER);
    put("small.json", BROKEN);
    test_server_signal(&server, SIGHUP);
    assert_width(&scene, "late", 30);
    assert_width(&scene, "small", 20);
    ck_assert(test_server_log_line(&server, "presets-refused", "small.json: steps[0].widht", &line,
                                   RELOAD_MS));
    put("small.json", SMALL);
    drop("late.json");
    test_server_signal(&server, SIGHUP);
    for (int ms = 0; ms < RELOAD_MS && scene.answer.status != 404; ms += 50) {
        scene_post(&scene, server.port, "/v1/preset/late", NULL);
        test_sleep_ms(50);
    }
    scene_assert_problem(&scene, 404, "not-found", "its file is gone");
    buf_fini(&line);
    scene_free(&scene);
}
END_TEST

START_TEST(only_presets_may_be_all_that_is_served)
{
    static const char *const refused[] = {"/v1/resize?width=9", "/v1/info", "/v1/pipeline",
                                          "/v1/render", "/v1/plan"};
    char where[64];
    const char *const sets[] = {where, "workers.spare=0", "presets.only=on", NULL};
    struct test_server closed;
    struct scene scene = scene_new();

    (void)snprintf(where, sizeof(where), "presets.folder=%s", folder);
    ck_assert(test_server_start(&closed, sets));
    ck_assert(drawn_png(64, 64, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        scene_post(&scene, closed.port, refused[i], NULL);
        scene_assert_problem(&scene, 403, "presets-only", refused[i]);
    }
    scene_post(&scene, closed.port, "/v1/preset/small", NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 20);
    scene_get(&scene, closed.port, "/v1/operations");
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert(test_server_stop(&closed));
    scene_free(&scene);
}
END_TEST

/* A start with a broken preset ends in one line that names it. */
START_TEST(broken_preset_stops_the_start)
{
    static const struct broken {
        const char *file, *text, *told;
    } files[] = {{"bad.json", BROKEN, "bad.json: steps[0].widht: There is no parameter"},
                 {"bad.json", "{", "bad.json: The plan is not valid JSON"},
                 {"bad.json", "[]", "bad.json: The outputs are a list"},
                 {"bad.json", "", "bad.json: The plan is not valid JSON"},
                 {"Bad.json", SMALL, "Bad.json: A preset's name"},
                 {"bad.json", "[" SMALL ",{\"steps\":[],\"output\":{\"format\":\"x\"}}]",
                  "bad.json: outputs[1].output.format"}};
    char command[512];
    char out[1024] = "";

    put(files[_i].file, files[_i].text);
    (void)snprintf(command, sizeof(command),
                   "%s %s --set presets.folder=%s --set http.port=0 --set http.admin_port=0 2>&1",
                   MEZZOTINT_BINARY, _i % 2 ? "serve" : "check-config", folder);
    FILE *run = popen(command, "re");

    ck_assert_ptr_nonnull(run);
    const size_t len = fread(out, 1, sizeof(out) - 1, run);
    const int status = pclose(run);

    drop(files[_i].file);
    out[len] = '\0';
    ck_assert_int_eq(WEXITSTATUS(status), EX_CONFIG);
    ck_assert_msg(strstr(out, files[_i].told) != NULL, "%s", out);
    ck_assert_ptr_eq(strchr(out, '\n'), out + len - 1);
}
END_TEST

static bool begin(char *where, size_t size)
{
    if (mkdtemp(folder) == NULL)
        return false;
    (void)snprintf(where, size, "presets.folder=%s", folder);
    return write_file("small.json", SMALL) && write_file("pair.json", PAIR) &&
           write_file("notes.txt", "not a preset");
}

int main(void)
{
    char where[64];
    const char *const sets[] = {where, "workers.spare=0", NULL};
    const struct suite_row rows[] = {
        {preset_is_its_plan_or_its_list, 0},
        {what_is_no_preset_is_refused, 0},
        {presets_are_listed, 0},
        {reload_takes_new_files_and_keeps_the_old_of_broken_ones, 0},
        {only_presets_may_be_all_that_is_served, 0},
        {broken_preset_stops_the_start, 6},
    };

    if (!begin(where, sizeof(where)) || !test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/25_presets", rows, ARRAY_LEN(rows), TEST_SECONDS);

    drop("small.json");
    drop("pair.json");
    drop("notes.txt");
    (void)rmdir(folder);
    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
