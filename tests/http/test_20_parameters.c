/* Everything that is said no to before a body byte counts: parameters, paths, methods, headers. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60 };

static struct test_server server;

struct row {
    const char *target;
    int status;
    const char *slug;
    const char *param; /* NULL: none to be named */
};

static const struct row parameters[] = {
    {"/v1/resize?widht=5", 400, "unknown-parameter", "widht"},
    {"/v1/resize?width=5&sigma=3", 400, "unknown-parameter", "sigma"},
    {"/v1/resize?width=5&width=5", 400, "repeated-parameter", "width"},
    {"/v1/resize?width=5&quality=5&quality=5", 400, "repeated-parameter", "quality"},
    {"/v1/resize?width=0", 400, "parameter-out-of-range", "width"},
    {"/v1/resize?width=-1", 400, "parameter-out-of-range", "width"},
    {"/v1/resize?width=2147483648", 400, "parameter-out-of-range", "width"},
    {"/v1/resize?width=99999999999999999999", 400, "parameter-out-of-range", "width"},
    {"/v1/resize?width=1e308", 400, NULL, "width"},
    {"/v1/resize?width=nan", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=", 400, "invalid-parameter", "width"},
    {"/v1/resize?width", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=0x10", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=+5", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=5%20", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=5%00", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=%zz", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=5&wid%th=5", 400, "invalid-parameter", "(not a name)"},
    {"/v1/resize?width=5&fit=%", 400, "invalid-parameter", "fit"},
    {"/v1/resize?width=%E2%82%AC", 400, "invalid-parameter", "width"},
    {"/v1/resize?width=12px", 400, "invalid-parameter", "width"},
    {"/v1/resize", 400, "missing-parameter", "width"},
    {"/v1/convolve?kernel=1,2,3", 400, "invalid-kernel", "kernel"},
    {"/v1/convolve?kernel=1,2,x", 400, "invalid-parameter", "kernel"},
    {"/v1/affine?matrix=1,2,2,4", 400, "invalid-parameter", "matrix"},
    {"/v1/perspective?corners=0,0;1,0;1,1", 400, "invalid-parameter", "corners"},
    {"/v1/resize?width=5&fit=fil", 400, "invalid-parameter", "fit"},
    {"/v1/resize?width=5&enlarge=yes", 400, "invalid-parameter", "enlarge"},
    {"/v1/resize?width=5&gravity=2,2", 400, NULL, "gravity"},
    {"/v1/resize?width=5&gravity=nan,0", 400, NULL, "gravity"},
    {"/v1/resize?width=5&background=red1", 400, "invalid-parameter", "background"},
    {"/v1/resize?width=5&format=bmp", 400, "invalid-parameter", "format"},
    {"/v1/resize?width=5&format=heif", 400, "invalid-parameter", "format"},
    {"/v1/resize?width=5&quality=101", 400, "parameter-out-of-range", "quality"},
    {"/v1/resize?width=5&effort=0", 400, "parameter-out-of-range", "effort"},
    {"/v1/resize?width=5&max_bytes=1", 400, "parameter-out-of-range", "max_bytes"},
    {"/v1/resize?width=5&colors=1", 400, "parameter-out-of-range", "colors"},
    {"/v1/resize?width=5&colors=257", 400, "parameter-out-of-range", "colors"},
    {"/v1/resize?width=5&dither=1.1", 400, "parameter-out-of-range", "dither"},
    {"/v1/resize?width=5&bitdepth=3", 400, "invalid-parameter", "bitdepth"},
    {"/v1/resize?width=5&bitdepth=2&colors=5", 400, "conflicting-parameters", "colors"},
    {"/v1/resize?width=5&bitdepth=16&palette=true", 400, "conflicting-parameters", "bitdepth"},
    {"/v1/resize?width=5&bitdepth=16&format=jpeg", 422, "unsupported-result", "bitdepth"},
    {"/v1/resize?width=5&bitdepth=12&format=keep", 422, "unsupported-result", "bitdepth"},
    {"/v1/resize?width=5&interlace=adam7", 400, "invalid-parameter", "interlace"},
    {"/v1/resize?width=5&quality=automatic", 400, "invalid-parameter", "quality"},
    {"/v1/resize?width=5&quality=-1", 400, "parameter-out-of-range", "quality"},
    {"/v1/resize?width=5&quality=0", 400, "parameter-out-of-range", "quality"},
    {"/v1/resize?width=5&shrink=yes", 400, "invalid-parameter", "shrink"},
    {"/v1/resize?width=5&if_larger=orignal", 400, "invalid-parameter", "if_larger"},
    {"/v1/resize?width=5&profile=cmyk&format=webp", 422, "unsupported-result", "profile"},
    {"/v1/resize?width=5&profile=p3&format=gif", 422, "unsupported-result", "profile"},
    {"/v1/resize?width=5&profile=cmyk&bitdepth=16", 400, "conflicting-parameters", "bitdepth"},
    {"/v1/resize?width=5&profile=rgb", 400, "invalid-parameter", "profile"},
    {"/v1/resize?width=5&dpr=0.5", 400, "parameter-out-of-range", "dpr"},
    {"/v1/resize?width=5&dpr=9", 400, "parameter-out-of-range", "dpr"},
    {"/v1/thumbnail?size=5&dpr=2x", 400, "invalid-parameter", "dpr"},
    {"/v1/blur?sigma=0.5", 400, "parameter-out-of-range", "sigma"},
    {"/v1/blur?sigma=0", 400, "parameter-out-of-range", "sigma"},
    {"/v1/blur?sigma=-1", 400, "parameter-out-of-range", "sigma"},
    {"/v1/blur?sigma=101", 400, "parameter-out-of-range", "sigma"},
    {"/v1/blur?sigma=1e308", 400, "parameter-out-of-range", "sigma"},
    {"/v1/blur?sigma=1e999", 400, NULL, "sigma"},
    {"/v1/blur?sigma=inf", 400, "invalid-parameter", "sigma"},
    {"/v1/blur?sigma=NaN", 400, "invalid-parameter", "sigma"},
    {"/v1/blur?sigma=", 400, "invalid-parameter", "sigma"},
    {"/v1/rotate", 400, "missing-parameter", "angle"},
    {"/v1/rotate?angle=361", 400, "parameter-out-of-range", "angle"},
    {"/v1/crop?width=10", 400, "missing-parameter", "height"},
    {"/v1/crop?width=101%25&height=10", 400, "parameter-out-of-range", "width"},
    {"/v1/crop?x=-1&y=0&width=5&height=5", 400, "parameter-out-of-range", "x"},
    {"/v1/flip?direction=up", 400, "invalid-parameter", "direction"},
    {"/v1/convert?x=1", 400, "unknown-parameter", "x"},
    {"/v1/info?width=1", 400, "unknown-parameter", "width"},
    {"/v1/info?fields=", 400, "invalid-parameter", "fields"},
    {"/v1/info?fields=width,blurhsh", 400, "invalid-parameter", "fields"},
    {"/v1/info?fields=width,width", 400, "repeated-parameter", "fields"},
    {"/v1/info?fields=all&fields=all", 400, "repeated-parameter", "fields"},
    {"/v1/pipeline?plan=%7B", 400, "invalid-plan", NULL},
    {"/v1/pipeline?plan=%7B%7D", 400, "invalid-plan", NULL},
    {"/v1/pipeline?plan=%5B%5D", 400, "invalid-plan", NULL},
    {"/v1/pipeline?plan=1&plan=1", 400, "repeated-parameter", "plan"},
};

START_TEST(a_bad_parameter_is_named)
{
    struct scene scene = scene_new();
    char value[256];

    ck_assert(drawn_png(8, 8, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
        const struct row *row = &parameters[i];

        scene_post(&scene, server.port, row->target, NULL);
        scene_assert_problem(&scene, row->status, row->slug, row->target);
        ck_assert_msg(!row->param || strstr(buf_string(&scene.answer.body), "\"errors\":[{"),
                      "%s: no list", row->target);
        if (row->param)
            ck_assert_msg(
                strcmp(problem_text(&scene.answer, "param", value, sizeof(value)), row->param) == 0,
                "%s: param is %s", row->target, value);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(a_parameter_too_many_is_named)
{
    struct scene scene = scene_new();
    char target[512] = "/v1/resize?width=5";
    char value[64];

    for (int i = 0; i < 63; i++)
        strcat(target, "&fit=x");
    strcat(target, "&last=1");
    ck_assert(drawn_png(8, 8, &scene.picture));
    scene_post(&scene, server.port, target, NULL);
    scene_assert_problem(&scene, 400, "invalid-parameter", "65 parameters");
    ck_assert_str_eq(problem_text(&scene.answer, "param", value, sizeof(value)), "last");
    scene_free(&scene);
}
END_TEST

START_TEST(the_nearest_known_name_is_told)
{
    struct scene scene = scene_new();
    char detail[512];

    ck_assert(drawn_png(8, 8, &scene.picture));
    scene_post(&scene, server.port, "/v1/resize?widht=5", NULL);
    (void)problem_text(&scene.answer, "detail", detail, sizeof(detail));
    ck_assert_msg(strstr(detail, "width") != NULL, "%s", detail);
    scene_free(&scene);
}
END_TEST

static const char *const nowhere[] = {
    "/nope",       "/v1",          "/v1/",        "/v1/nope",        "/v1/resize/",
    "/v2/resize",  "/v1/../livez", "//livez",     "/%6civez",        "/livez/",
    "/etc/passwd", "/LIVEZ",       "/v1//resize", "/v1/resize.html",
};

/* libmicrohttpd 1.0.10 does not even ask the service. */
START_TEST(a_nul_in_the_path_is_400)
{
    struct scene scene = scene_new();

    scene_get(&scene, server.port, "/v1/resize%00x");
    ck_assert_int_eq(scene.answer.status, 400);
    scene_get(&scene, server.port, "/livez%00");
    ck_assert_int_eq(scene.answer.status, 400);
    scene_free(&scene);
}
END_TEST

START_TEST(an_unknown_path_is_404)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(8, 8, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(nowhere); i++) {
        scene_get(&scene, server.port, nowhere[i]);
        scene_assert_problem(&scene, 404, "not-found", nowhere[i]);
        scene_post(&scene, server.port, nowhere[i], NULL);
        scene_assert_problem(&scene, 404, "not-found", nowhere[i]);
    }
    scene_free(&scene);
}
END_TEST

struct method_row {
    const char *method, *target;
    int status;
    const char *allow;
};

static const struct method_row methods[] = {
    {"GET", "/v1/resize?width=5", 405, "POST"},
    {"PUT", "/v1/resize?width=5", 405, "POST"},
    {"DELETE", "/v1/resize", 405, "POST"},
    {"PATCH", "/v1/pipeline", 405, "POST"},
    {"GET", "/v1/info", 405, "POST"},
    {"GET", "/v1/plan", 405, "POST"},
    {"DELETE", "/livez", 405, "GET"},
    {"PUT", "/v1/operations", 405, "HEAD"},
    {"TRACE", "/livez", 405, "GET"},
    {"TRACE", "/nope", 501, NULL},
    {"CONNECT", "/livez", 405, "GET"},
    {"CONNECT", "/nope", 501, NULL},
    {"BREW", "/livez", 501, NULL},
    {"get", "/livez", 501, NULL},
};

START_TEST(a_wrong_method_is_told_the_right_ones)
{
    struct scene scene = scene_new();
    struct client *client = client_new(server.port);

    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        const struct method_row *row = &methods[i];

        ck_assert_msg(client_ask(client,
                                 &(struct ask){.method = row->method, .target = row->target},
                                 &scene.answer),
                      "no answer to %s %s", row->method, row->target);
        scene_assert_problem(&scene, row->status, NULL, row->method);
        ck_assert_msg(!row->allow || answer_has(&scene.answer, "Allow", row->allow), "%s %s",
                      row->method, row->target);
    }
    client_free(client);
    scene_free(&scene);
}
END_TEST

struct header_row {
    const char *header, *target;
    int status;
    const char *slug;
    const char *field, *value; /* to be in the answer; NULL: nothing */
};

static const struct header_row headers[] = {
    {"Accept: text/html", "/v1/resize?width=5", 406, "not-acceptable", "Vary", "Accept"},
    {"Accept: image/*;q=0", "/v1/resize?width=5", 406, "not-acceptable", "Vary", "Accept"},
    {"Accept: image/heif", "/v1/convert", 406, "not-acceptable", "Vary", "Accept"},
    {"Content-Encoding: gzip", "/v1/resize?width=5", 415, "unsupported-coding", "Accept-Encoding",
     ""},
    {"Content-Encoding: br, gzip", "/v1/info", 415, "unsupported-coding", NULL, NULL},
    {"Content-Type: multipart/form-data", "/v1/resize?width=5", 415, "unsupported-media-type",
     "Accept-Post", "image/"},
    {"Content-Type: multipart/form-data; boundary=", "/v1/resize?width=5", 415,
     "unsupported-media-type", NULL, NULL},
    {"Expect: 200-ok", "/v1/resize?width=5", 417, "expectation-failed", NULL, NULL},
    {"Expect: 100-continue, x", "/v1/resize?width=5", 417, "expectation-failed", NULL, NULL},
};

START_TEST(a_header_that_cannot_be_met_is_refused)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(8, 8, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        const struct header_row *row = &headers[i];

        scene_post(&scene, server.port, row->target, row->header);
        scene_assert_problem(&scene, row->status, row->slug, row->header);
        ck_assert_msg(!row->field || answer_has(&scene.answer, row->field, row->value), "%s: no %s",
                      row->header, row->field);
    }
    scene_free(&scene);
}
END_TEST

START_TEST(an_explicit_format_beats_accept)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(8, 8, &scene.picture));
    scene_post(&scene, server.port, "/v1/convert?format=webp", "Accept: text/html");
    scene_assert_picture(&scene, FORMAT_WEBP, 8);
    scene_post(&scene, server.port, "/v1/convert", "Content-Encoding: identity");
    scene_assert_picture(&scene, FORMAT_PNG, 8);
    scene_free(&scene);
}
END_TEST

START_TEST(nothing_tells_what_we_run_on)
{
    struct scene scene = scene_new();
    char value[128];

    scene_get(&scene, server.port, "/nope");
    ck_assert_str_eq(answer_field(&scene.answer, "Server", value, sizeof(value)), "");
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    const struct suite_row rows[] = {
        {a_bad_parameter_is_named, 0},
        {a_parameter_too_many_is_named, 0},
        {the_nearest_known_name_is_told, 0},
        {an_unknown_path_is_404, 0},
        {a_nul_in_the_path_is_400, 0},
        {a_wrong_method_is_told_the_right_ones, 0},
        {a_header_that_cannot_be_met_is_refused, 0},
        {an_explicit_format_beats_accept, 0},
        {nothing_tells_what_we_run_on, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/20_parameters", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
