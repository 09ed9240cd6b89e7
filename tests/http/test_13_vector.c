/* SVG over HTTP: off by default, rendered where it is on. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60 };

static struct test_server off, on;

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='60'>"

static void draw(struct scene *scene, const char *text)
{
    buf_clear(&scene->picture);
    buf_text(&scene->picture, text);
}

START_TEST(drawing_is_415_while_it_is_off)
{
    struct scene scene = scene_new();

    draw(&scene, SVG "</svg>");
    scene_post(&scene, off.port, "/v1/resize?width=40", "Content-Type: image/svg+xml");
    scene_assert_problem(&scene, 415, "format-not-allowed", "off");
    scene_get(&scene, off.port, "/v1/formats");
    ck_assert(strstr(buf_string(&scene.answer.body), "svg") == NULL);
    scene_free(&scene);
}
END_TEST

/* False: this libvips has no librsvg, and the service says so. */
static bool has_vectors(struct scene *scene)
{
    scene_get(scene, on.port, "/v1/formats");
    if (strstr(buf_string(&scene->answer.body), "image/svg+xml"))
        return true;
    draw(scene, SVG "</svg>");
    scene_post(scene, on.port, "/v1/resize?width=40", NULL);
    scene_assert_problem(scene, 415, "format-not-allowed", "no librsvg");
    return false;
}

START_TEST(drawing_is_rendered_where_it_is_on)
{
    struct scene scene = scene_new();

    if (has_vectors(&scene)) {
        draw(&scene, "<?xml version='1.0'?><!-- a drawing -->" SVG
                     "<circle cx='40' cy='30' r='20' fill='red'/></svg>");
        scene_post(&scene, on.port, "/v1/resize?width=400&enlarge=true", NULL);
        scene_assert_picture(&scene, FORMAT_PNG, 400);
        scene_post(&scene, on.port, "/v1/resize?width=40&format=jpeg", NULL);
        scene_assert_picture(&scene, FORMAT_JPEG, 40);
        scene_post(&scene, on.port, "/v1/info?fields=width,format,opaque,dominant", NULL);
        ck_assert_int_eq(scene_number(&scene, "width"), 80);
        ck_assert(strstr(buf_string(&scene.answer.body), "\"opaque\":false"));
        scene_post(&scene, on.port, "/v1/convert?format=keep", NULL);
        scene_assert_problem(&scene, 422, "unsupported-result", "keep");
    }
    scene_free(&scene);
}
END_TEST

static const struct {
    const char *text;
    int status;
    const char *slug;
} refused[] = {
    {SVG "<rect>", 422, "undecodable"},
    {"<svg xmlns='http://www.w3.org/2000/svg' width='9000' height='9000'/>", 422,
     "image-too-large"},
    {"<!DOCTYPE svg [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>" SVG "<text>&b;</text></svg>", 415,
     "unsupported-format"},
    {"<html><body>" SVG "</svg></body></html>", 415, "unsupported-format"},
};

START_TEST(bad_drawing_is_refused)
{
    struct scene scene = scene_new();

    if (has_vectors(&scene)) {
        draw(&scene, refused[_i].text);
        scene_post(&scene, on.port, "/v1/resize?width=40&format=png", NULL);
        scene_assert_problem(&scene, refused[_i].status, refused[_i].slug, refused[_i].text);
    }
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const nothing[] = {NULL};
    static const char *const sets[] = {"formats.vector=on", NULL};
    const struct suite_row rows[] = {
        {drawing_is_415_while_it_is_off, 0},
        {drawing_is_rendered_where_it_is_on, 0},
        {bad_drawing_is_refused, ARRAY_LEN(refused)},
    };

    if (!test_server_start(&off, nothing) || !test_server_start(&on, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/13_vector", rows, ARRAY_LEN(rows), TEST_SECONDS);
    const bool stopped = test_server_stop(&off);

    return test_server_stop(&on) && stopped && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
