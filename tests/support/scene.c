#include "tests/support/scene.h"

#include "base/clock.h"
#include "image/probe.h"
#include "tests/support/pictures.h"

struct scene scene_new(void)
{
    struct scene scene;

    answer_init(&scene.answer);
    buf_init(&scene.picture, SCENE_PICTURE_MAX);
    return scene;
}

void scene_free(struct scene *scene)
{
    answer_fini(&scene->answer);
    buf_fini(&scene->picture);
}

void scene_picture(struct scene *scene, const char *kind)
{
    buf_clear(&scene->picture);
    ck_assert_msg(picture_make(kind, &scene->picture), "no picture of kind %s", kind);
}

void scene_large(struct scene *scene, int side)
{
    buf_clear(&scene->picture);
    ck_assert(drawn_png(side, side, &scene->picture));
}

void scene_assert_picture(const struct scene *scene, enum format_id format, uint32_t width)
{
    const struct answer *answer = &scene->answer;
    struct image_info info;

    ck_assert_msg(answer->status == 200, "status %d: %s", answer->status,
                  buf_string(&answer->body));
    ck_assert_int_eq(probe_header(buf_span(&answer->body), true, &info), PROBE_DONE);
    ck_assert_uint_eq(info.format, format);
    if (info.width > 0)
        ck_assert_uint_eq(info.width, width);
}

void scene_assert_problem(const struct scene *scene, int status, const char *slug, const char *what)
{
    const char *fault = problem_fault(&scene->answer, status, slug);

    ck_assert_msg(fault[0] == '\0', "%.200s: want %d %s: %s", what, status, slug ? slug : "",
                  fault);
}

void scene_assert_json(const struct scene *scene)
{
    const char *fault = problem_json_fault(&scene->answer);

    ck_assert_msg(fault[0] == '\0', "%s", fault);
}

long scene_number(const struct scene *scene, const char *path)
{
    scene_assert_json(scene);
    return problem_number(&scene->answer, path);
}

void scene_get(struct scene *scene, int port, const char *target)
{
    ck_assert_msg(client_get(port, target, &scene->answer), "no answer to GET %.200s", target);
}

void scene_post(struct scene *scene, int port, const char *target, const char *header)
{
    const char *const headers[] = {header, NULL};
    struct client *client = client_new(port);
    const bool answered = client_ask(
        client,
        &(struct ask){.target = target, .headers = headers, .body = buf_span(&scene->picture)},
        &scene->answer);

    client_free(client);
    ck_assert_msg(answered, "no answer to POST %.200s", target);
}

void scene_begin(const struct scene *scene, struct wire *wire, const struct test_server *server,
                 const char *target, const char *headers)
{
    ck_assert(wire_open(wire, server->port));
    ck_assert(wire_post(wire, target, headers, buf_span(&scene->picture)));
}

/* Ask the admin port again and again until the body holds `text` (NULL: any) with that status. */
static bool admin_becomes(const struct test_server *server, const char *target, int status,
                          const char *text, int ms)
{
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;
    struct answer answer;
    bool is = false;

    answer_init(&answer);
    for (;;) {
        is = client_get(server->admin_port, target, &answer) && answer.status == status &&
             (text == NULL || strstr(buf_string(&answer.body), text));
        if (is || clock_now_ns() > end_ns)
            break;
        test_sleep_ms(10);
    }
    answer_fini(&answer);
    return is;
}

bool scene_metric_becomes(const struct test_server *server, const char *name, long value, int ms)
{
    char line[128];

    (void)snprintf(line, sizeof(line), "\n%s %ld\n", name, value);
    return admin_becomes(server, "/metrics", 200, line, ms);
}

bool scene_ready_becomes(const struct test_server *server, int status, int ms)
{
    return admin_becomes(server, "/readyz", status, NULL, ms);
}
