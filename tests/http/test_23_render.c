/* POST /v1/render: several outputs of one upload. */
#include "handlers/base64.h"
#include "tests/support/rendered.h"

enum { TEST_SECONDS = 120, OUTPUTS_LIMIT = 4 };

static struct test_server server;

static void add_escaped(struct buf *out, const char *text)
{
    for (; *text; text++)
        buf_printf(out, "%%%02X", (unsigned char)*text);
}

/* The same output by a request of its own. */
static void assert_same(struct scene *alone, const struct rendered *part, const char *target)
{
    scene_post(alone, server.port, target, NULL);
    ck_assert_int_eq(alone->answer.status, 200);
    ck_assert_msg(span_equal(part->data, buf_span(&alone->answer.body)), "%s: other bytes", target);
}

static void assert_field(const struct rendered *part, const char *name, const char *want)
{
    char value[128];

    ck_assert_str_eq(rendered_field(part, name, value, sizeof(value)), want);
}

START_TEST(each_part_is_what_a_request_of_its_own_gives)
{
    static const char outputs[] =
        "[{\"name\":\"large\",\"steps\":[{\"op\":\"resize\",\"width\":60}],"
        "\"output\":{\"format\":\"jpeg\",\"quality\":70}},"
        "{\"steps\":[{\"op\":\"thumbnail\",\"size\":40}],\"output\":{\"format\":\"webp\"}},"
        "{\"name\":\"t.1\",\"steps\":[{\"op\":\"blur\",\"sigma\":2}],\"output\":{\"format\":"
        "\"tiff\"}},"
        "{\"name\":\"p\",\"steps\":[],\"output\":{\"format\":\"png\"}}]";
    static const char *const alone[] = {"/v1/resize?width=60&format=jpeg&quality=70",
                                        "/v1/thumbnail?size=40&format=webp",
                                        "/v1/blur?sigma=2&format=tiff", "/v1/convert?format=png"};
    static const char *const files[] = {"large.jpg", "output-2.webp", "t.1.tif", "p.png"};
    static const char *const kinds[] = {"jpeg", "jpeg-exif-6", "png-rgba", "gif-animated"};
    struct scene scene = scene_new();
    struct scene other = scene_new();
    struct rendered parts[RENDERED_MAX];
    char disposition[128];

    scene_picture(&scene, kinds[_i]);
    scene_picture(&other, kinds[_i]);
    rendered_ask(&scene, server.port, "/v1/render", outputs, NULL);
    ck_assert_int_eq(rendered_parts(&scene, parts), 4);
    ck_assert(answer_has(&scene.answer, "Vary", "Accept"));
    ck_assert(answer_has(&scene.answer, "Server-Timing", "engine"));
    for (int i = 0; i < 4; i++) {
        assert_same(&other, &parts[i], alone[i]);
        (void)snprintf(disposition, sizeof(disposition), "inline; filename=\"%s\"", files[i]);
        assert_field(&parts[i], "Content-Disposition", disposition);
    }
    assert_field(&parts[0], "Content-Type", "image/jpeg");
    assert_field(&parts[0], "X-Output-Name", "large");
    assert_field(&parts[0], "X-Image-Width", "60");
    assert_field(&parts[0], "X-Image-Format", "jpeg");
    assert_field(&parts[0], "X-Image-Quality", "70");
    assert_field(&parts[1], "X-Image-Width", "40");
    assert_field(&parts[1], "X-Image-Height", "40");
    ck_assert(strstr(rendered_field(&parts[0], "Server-Timing", disposition, sizeof(disposition)),
                     "decode;dur="));
    scene_free(&other);
    scene_free(&scene);
}
END_TEST

/* The same list in the other two forms; the pictures' bytes are those of the parts. */
START_TEST(archive_and_json_hold_the_same_results)
{
    static const char outputs[] =
        "[{\"name\":\"a\",\"steps\":[{\"op\":\"resize\",\"width\":60}],"
        "\"output\":{\"format\":\"jpeg\"}},"
        "{\"steps\":[{\"op\":\"resize\",\"width\":50}],\"output\":{\"format\":\"png\"}}]";
    struct scene scene = scene_new();
    struct scene other = scene_new();
    struct rendered parts[RENDERED_MAX];
    struct buf text;

    buf_init(&text, 1 << 20);
    scene_picture(&scene, "jpeg");
    scene_picture(&other, "jpeg");
    rendered_ask(&scene, server.port, "/v1/render", outputs, NULL);
    ck_assert_int_eq(rendered_parts(&scene, parts), 2);
    rendered_ask(&other, server.port, "/v1/render", outputs, "Accept: application/zip");
    ck_assert_int_eq(other.answer.status, 200);
    ck_assert(answer_has(&other.answer, "Content-Type", "application/zip"));
    ck_assert(answer_has(&other.answer, "Vary", "Accept"));
    for (int i = 0; i < 2; i++)
        ck_assert_ptr_nonnull(memmem(other.answer.body.data, other.answer.body.len,
                                     parts[i].data.data, parts[i].data.len));
    rendered_ask(&other, server.port, "/v1/render", outputs, "Accept: application/json");
    ck_assert_int_eq(other.answer.status, 200);
    scene_assert_json(&other);
    for (int i = 0; i < 2; i++) {
        buf_clear(&text);
        base64_add(&text, parts[i].data);
        ck_assert_ptr_nonnull(strstr(buf_string(&other.answer.body), buf_string(&text)));
    }
    ck_assert_ptr_nonnull(strstr(buf_string(&other.answer.body), "\"name\":\"output-2\""));
    ck_assert_ptr_nonnull(strstr(buf_string(&other.answer.body), "\"width\":60"));
    ck_assert(scene_metric_becomes(&server, "mezzotint_buffer_bytes", 0, WIRE_MS));
    buf_fini(&text);
    scene_free(&other);
    scene_free(&scene);
}
END_TEST

START_TEST(list_may_stand_in_the_query)
{
    struct scene scene = scene_new();
    struct rendered parts[RENDERED_MAX];
    struct buf target;

    buf_init(&target, 4096);
    buf_text(&target, "/v1/render?outputs=");
    add_escaped(&target, "[{\"steps\":[{\"op\":\"resize\",\"width\":9}]}]");
    ck_assert(drawn_png(64, 64, &scene.picture));
    scene_post(&scene, server.port, buf_string(&target), NULL);
    ck_assert_int_eq(rendered_parts(&scene, parts), 1);
    assert_field(&parts[0], "Content-Type", "image/png"); /* auto: the image's own */
    scene_post(&scene, server.port, "/v1/render", NULL);
    scene_assert_problem(&scene, 400, "missing-parameter", "no list");
    rendered_ask(&scene, server.port, buf_string(&target), "[]", NULL);
    scene_assert_problem(&scene, 400, "repeated-parameter", "in the query and in a part");
    rendered_ask(&scene, server.port, "/v1/render", NULL, NULL);
    scene_assert_problem(&scene, 400, "missing-parameter", "no part");
    rendered_ask(&scene, server.port, "/v1/render?width=9", "[]", NULL);
    scene_assert_problem(&scene, 400, "unknown-parameter", "another parameter");
    buf_fini(&target);
    scene_free(&scene);
}
END_TEST

#define STEP "{\"steps\":[{\"op\":\"resize\",\"width\":9}]}"

START_TEST(bad_list_is_refused_and_names_its_output)
{
    static const struct bad {
        const char *outputs, *slug, *param;
        int status;
    } lists[] = {
        {"", "invalid-plan", "", 400},
        {"[", "invalid-plan", "", 400},
        {"{}", "invalid-plan", "", 400},
        {"[]", "invalid-plan", "", 400},
        {"[1]", "invalid-plan", "", 400},
        {"[{}]", "invalid-plan", "", 400},
        {"[{\"steps\":[],\"steps\":[]}]", "invalid-plan", "", 400},
        {"[{\"steps\":[],\"more\":1}]", "invalid-plan", "", 400},
        {"[" STEP "," STEP "," STEP "," STEP "," STEP "]", "too-many-outputs", "", 400},
        {"[" STEP ",{\"steps\":[{\"op\":\"resize\",\"widht\":9}]}]", "unknown-parameter",
         "outputs[1].steps[0].widht", 400},
        {"[" STEP ",{\"steps\":[{\"op\":\"blur\",\"sigma\":0}]}]", "parameter-out-of-range",
         "outputs[1].steps[0].sigma", 400},
        {"[{\"steps\":[],\"output\":{\"format\":\"bmp\"}}]", "invalid-parameter",
         "outputs[0].output.format", 400},
        {"[{\"steps\":[],\"output\":{\"format\":\"avif\"}}]", "invalid-parameter",
         "outputs[0].output.format", 400},
        {"[{\"steps\":[],\"name\":\"../x\"}]", "invalid-parameter", "outputs[0].name", 400},
        {"[{\"steps\":[],\"name\":\"\"}]", "invalid-parameter", "outputs[0].name", 400},
        {"[{\"steps\":[],\"name\":\".hidden\"}]", "invalid-parameter", "outputs[0].name", 400},
        {"[{\"steps\":[],\"name\":\"a\\u0000b\"}]", "invalid-plan", "", 400},
        {"[{\"steps\":[],\"name\":5}]", "invalid-parameter", "outputs[0].name", 400},
        {"[{\"steps\":[],\"name\":\"A\"},{\"steps\":[],\"name\":\"a\"}]", "repeated-parameter",
         "outputs[1].name", 400},
        {"[{\"steps\":[]},{\"steps\":[],\"name\":\"output-1\"}]", "repeated-parameter",
         "outputs[1].name", 400},
        {"[" STEP ",{\"steps\":[{\"op\":\"crop\",\"x\":60,\"y\":0,\"width\":9,\"height\":9}]}]",
         "outside-the-image", "outputs[1]", 422},
        {"[" STEP ",{\"steps\":[],\"output\":{\"format\":\"jpeg\",\"max_bytes\":100}}]",
         "max-bytes-unreachable", "outputs[1]", 422},
        {"[{\"steps\":[{\"op\":\"zoom\",\"factor\":8}]},{\"steps\":[{\"op\":\"tile\",\"across\":99,"
         "\"down\":99}]}]",
         "result-too-large", "outputs[1]", 422},
    };
    struct scene scene = scene_new();
    char param[64];

    ck_assert(drawn_png(64, 64, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        rendered_ask(&scene, server.port, "/v1/render", lists[i].outputs, NULL);
        scene_assert_problem(&scene, lists[i].status, lists[i].slug, lists[i].outputs);
        ck_assert_msg(
            strcmp(problem_text(&scene.answer, "param", param, sizeof(param)), lists[i].param) == 0,
            "%s: \"%s\"", lists[i].outputs, param);
        ck_assert(answer_has(&scene.answer, "Vary", "Accept"));
    }
    scene_free(&scene);
}
END_TEST

START_TEST(pixels_of_all_outputs_count_together)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(800, 800, &scene.picture)); /* 0.64 MP; the limit is 1 */
    rendered_ask(&scene, server.port, "/v1/render", "[{\"steps\":[]}]", NULL);
    ck_assert_int_eq(scene.answer.status, 200);
    rendered_ask(&scene, server.port, "/v1/render", "[{\"steps\":[]},{\"steps\":[]}]", NULL);
    scene_assert_problem(&scene, 422, "result-too-large", "two of 0.64 MP");
    scene_free(&scene);
}
END_TEST

/* 9 megapixels of noise, which no PNG makes smaller. */
START_TEST(json_holds_no_large_results)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    static const char outputs[] =
        "[{\"steps\":[{\"op\":\"resize\",\"width\":3000,\"height\":2900,\"fit\":\"fill\","
        "\"enlarge\":true},{\"op\":\"noise\",\"amount\":60,\"color\":true}],"
        "\"output\":{\"format\":\"png\",\"effort\":1}}]";
    struct test_server large;
    struct scene scene = scene_new();

    ck_assert(test_server_start(&large, sets));
    ck_assert(drawn_jpeg(200, 200, &scene.picture));
    rendered_ask(&scene, large.port, "/v1/render", outputs, "Accept: application/json");
    scene_assert_problem(&scene, 422, "result-too-large", "JSON");
    ck_assert(scene_metric_becomes(&large, "mezzotint_buffer_bytes", 0, WIRE_MS));
    ck_assert(test_server_stop(&large));
    scene_free(&scene);
}
END_TEST

START_TEST(damaged_picture_is_no_outputs_fault)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(300, 300, &scene.picture));
    scene.picture.len /= 2;
    rendered_ask(&scene, server.port, "/v1/render", "[" STEP "," STEP "]", NULL);
    scene_assert_problem(&scene, 422, "undecodable", "half a picture");
    ck_assert(!problem_has(&scene.answer, "param"));
    scene_free(&scene);
}
END_TEST

START_TEST(what_is_not_accepted_is_406)
{
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 64, &scene.picture));
    rendered_ask(&scene, server.port, "/v1/render", "[" STEP "]", "Accept: image/png");
    scene_assert_problem(&scene, 406, "not-acceptable", "image/png");
    rendered_ask(&scene, server.port, "/v1/render", "[" STEP "]",
                 "Accept: */*, multipart/mixed;q=0, application/*;q=0");
    scene_assert_problem(&scene, 406, "not-acceptable", "q=0");
    scene_free(&scene);
}
END_TEST

START_TEST(client_that_leaves_ends_its_job)
{
    struct scene scene = scene_new();
    struct wire wire;
    struct buf target;

    buf_init(&target, 4096);
    buf_text(&target, "/v1/render?outputs=");
    add_escaped(&target, "[" STEP ",{\"steps\":[{\"op\":\"blur\",\"sigma\":100}]}]");
    scene_large(&scene, 1000);
    scene_begin(&scene, &wire, &server, buf_string(&target), "");
    test_sleep_ms(200);
    wire_reset(&wire);
    ck_assert(scene_metric_becomes(&server, "mezzotint_workers_busy", 0, WIRE_MS));
    ck_assert(scene_metric_becomes(&server, "mezzotint_admitted", 0, WIRE_MS));
    buf_fini(&target);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.spare=0",
                                       "limits.outputs=4",
                                       "limits.output_mp=1",
                                       "formats.output=jpeg,png,webp,tiff",
                                       "formats.auto=webp,jpeg,png,tiff",
                                       NULL};
    const struct suite_row rows[] = {
        {each_part_is_what_a_request_of_its_own_gives, 4},
        {archive_and_json_hold_the_same_results, 0},
        {list_may_stand_in_the_query, 0},
        {bad_list_is_refused_and_names_its_output, 0},
        {pixels_of_all_outputs_count_together, 0},
        {json_holds_no_large_results, 0},
        {damaged_picture_is_no_outputs_fault, 0},
        {what_is_not_accepted_is_406, 0},
        {client_that_leaves_ends_its_job, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/23_render", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
