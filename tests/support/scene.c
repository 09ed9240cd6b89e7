#include "tests/support/scene.h"

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
