/* SVG over HTTP: off by default, rendered where it is on. */
#include "tests/support/form.h"
#include "tests/support/scene.h"

#include <unistd.h>

enum { TEST_SECONDS = 60, PATH_SIZE = 512 };

static struct test_server off, on;
static char folder[] = "/tmp/mezzotint-vector-XXXXXX";

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
    {SVG "<mask id='a'><g mask='url(#a)'/></mask><g mask='url(#a)'/></svg>", 422, "undecodable"},
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

#define LARGE "<svg xmlns='http://www.w3.org/2000/svg' width='2900' height='2900'/>"
#define THIEF SVG "<image href='data:image/png;base64,AA'/></svg>"
#define LETTER SVG "<text font-size='1e9'>a</text></svg>"
#define TILE                                                                                       \
    SVG "<pattern id='a' patternUnits='userSpaceOnUse' width='30000' height='30000'><rect/>"       \
        "</pattern><rect fill='url(#a)'/></svg>"

/* Every bound holds for a second picture too, wherever it comes from. */
static const struct {
    const char *target;
    const char *name; /* of the part that is drawn; NULL: none */
    const char *text;
    int status;
    const char *slug;
} seconds[] = {
    {"/v1/watermark?format=png", "watermark", SVG "</svg>", 200, NULL},
    {"/v1/watermark?format=png", "watermark", LARGE, 422, "part-too-large"},
    {"/v1/watermark?format=png", "watermark", THIEF, 422, "undecodable-part"},
    {"/v1/watermark?format=png", "watermark", LETTER, 422, "undecodable-part"},
    {"/v1/watermark?format=png", "watermark", TILE, 422, "undecodable-part"},
    {"/v1/mask?format=png", "mask", LARGE, 422, "part-too-large"},
    {"/v1/mask?format=png", "mask", TILE, 422, "undecodable-part"},
    {"/v1/difference?format=png", "difference", LARGE, 422, "part-too-large"},
    {"/v1/difference?format=png", "difference", TILE, 422, "undecodable-part"},
    {"/v1/compare", "other", LARGE, 422, "part-too-large"},
    {"/v1/compare", "other", TILE, 422, "undecodable-part"},
    {"/v1/montage?format=png", "image", LARGE, 422, "part-too-large"},
    {"/v1/montage?format=png", "image", TILE, 422, "undecodable-part"},
    {"/v1/watermark?format=png&asset=good", NULL, NULL, 200, NULL},
    {"/v1/watermark?format=png&asset=large", NULL, NULL, 422, "part-too-large"},
    {"/v1/mask?format=png&asset=tile", NULL, NULL, 422, "undecodable-part"},
};

START_TEST(second_drawing_keeps_within_the_same_bounds)
{
    struct scene scene = scene_new();
    struct buf first;

    buf_init(&first, SCENE_PICTURE_MAX);
    ck_assert(drawn_png(80, 60, &first));
    if (has_vectors(&scene)) {
        buf_clear(&scene.picture);
        form_part(&scene.picture, "image", buf_span(&first));
        if (seconds[_i].name)
            form_text(&scene.picture, seconds[_i].name, seconds[_i].text);
        form_end(&scene.picture);
        scene_post(&scene, on.port, seconds[_i].target, FORM_TYPE);
        if (seconds[_i].slug)
            scene_assert_problem(&scene, seconds[_i].status, seconds[_i].slug, seconds[_i].target);
        else
            scene_assert_picture(&scene, FORMAT_PNG, 80);
    }
    buf_fini(&first);
    scene_free(&scene);
}
END_TEST

START_TEST(second_drawing_is_415_while_it_is_off)
{
    struct scene scene = scene_new();
    struct buf first;

    buf_init(&first, SCENE_PICTURE_MAX);
    ck_assert(drawn_png(80, 60, &first));
    buf_clear(&scene.picture);
    form_part(&scene.picture, "image", buf_span(&first));
    form_text(&scene.picture, "watermark", SVG "</svg>");
    form_end(&scene.picture);
    scene_post(&scene, off.port, "/v1/watermark?format=png", FORM_TYPE);
    scene_assert_problem(&scene, 415, "unsupported-part", "off");
    buf_fini(&first);
    scene_free(&scene);
}
END_TEST

static const struct {
    const char *name, *text;
} assets[] = {{"good.svg", SVG "</svg>"}, {"large.svg", LARGE}, {"tile.svg", TILE}};

static bool put_assets(void)
{
    char path[PATH_SIZE];

    if (mkdtemp(folder) == NULL)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(assets); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, assets[i].name);
        FILE *file = fopen(path, "wb");
        const bool wrote = file && fputs(assets[i].text, file) >= 0;

        if (file == NULL || fclose(file) != 0 || !wrote)
            return false;
    }
    return true;
}

static void drop_assets(void)
{
    char path[PATH_SIZE];

    for (size_t i = 0; i < ARRAY_LEN(assets); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, assets[i].name);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

int main(void)
{
    char setting[PATH_SIZE];
    static const char *const nothing[] = {NULL};
    const char *const sets[] = {"workers.spare=0", "formats.vector=on", setting, NULL};
    const struct suite_row rows[] = {
        {drawing_is_415_while_it_is_off, 0},
        {drawing_is_rendered_where_it_is_on, 0},
        {bad_drawing_is_refused, ARRAY_LEN(refused)},
        {second_drawing_keeps_within_the_same_bounds, ARRAY_LEN(seconds)},
        {second_drawing_is_415_while_it_is_off, 0},
    };

    if (!put_assets())
        return EXIT_FAILURE;
    (void)snprintf(setting, sizeof(setting), "assets.folder=%s", folder);
    if (!test_server_start(&off, nothing) || !test_server_start(&on, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/13_vector", rows, ARRAY_LEN(rows), TEST_SECONDS);
    const bool stopped = test_server_stop(&off);

    drop_assets();

    return test_server_stop(&on) && stopped && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
