/* Images in, images out. */
#include "image/facts.h"
#include "image/op.h"
#include "tests/support/form.h"
#include "tests/support/scene.h"
#include "tests/support/tiffs.h"

#include <sched.h>

enum { TEST_SECONDS = 60 };

static struct test_server server;

static const char *const inputs[] = {
    "jpeg",      "jpeg-progressive", "jpeg-grey",   "jpeg-cmyk", "jpeg-exif-6", "png",
    "png-rgba",  "png-16",           "png-palette", "webp",      "webp-alpha",  "webp-animated",
    "gif",       "gif-animated",     "tiff",        "avif",      "heif",        "bmp",
    "bmp-alpha", "bmp-runs",
};

START_TEST(every_input_format_is_resized)
{
    struct scene scene = scene_new();

    scene_picture(&scene, inputs[_i]);
    scene_post(&scene, server.port, "/v1/resize?width=24&height=20&fit=fill&format=png", NULL);
    ck_assert_msg(scene.answer.status == 200, "%s: %s", inputs[_i], buf_string(&scene.answer.body));
    scene_assert_picture(&scene, FORMAT_PNG, 24);
    scene_free(&scene);
}
END_TEST

START_TEST(every_output_format_is_written_and_read_again)
{
    struct scene scene = scene_new();
    const struct format *format = format_row((enum format_id)_i);
    char target[128];

    if (!format->writes)
        return;
    (void)snprintf(target, sizeof(target), "/v1/resize?width=40&format=%s", format->name);
    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    scene_post(&scene, server.port, target, NULL);
    if (!format->reads) { /* nothing here could look inside, and not every libvips writes it */
        const int status = scene.answer.status;

        ck_assert(status != 200 || answer_has(&scene.answer, "Content-Type", format->mime));
        scene_get(&scene, server.port, "/v1/formats");
        ck_assert_int_eq(status, strstr(buf_string(&scene.answer.body), format->mime) ? 200 : 400);
        scene_free(&scene);
        return;
    }
    scene_assert_picture(&scene, (enum format_id)_i, 40);
    ck_assert(answer_has(&scene.answer, "Content-Type", format->mime));
    buf_clear(&scene.picture);
    buf_add(&scene.picture, scene.answer.body.data, scene.answer.body.len);
    scene_post(&scene, server.port, "/v1/info", NULL);
    ck_assert_int_eq(scene_number(&scene, "width"), 40);
    ck_assert_int_eq(scene_number(&scene, "height"), 30);
    scene_free(&scene);
}
END_TEST

/* A raw "%" of an example, which older libcurl escapes by itself and newer sends as it is. */
static void escape_percent(char *to, size_t size, const char *from)
{
    size_t len = 0;

    for (; *from && len + 4 < size; from++)
        len += (size_t)(*from == '%' ? snprintf(to + len, size - len, "%%25")
                                     : snprintf(to + len, size - len, "%c", *from));
    to[len] = '\0';
}

/* The picture as both parts of a form. */
static void in_form(struct buf *picture, const char *second)
{
    struct buf form;

    buf_init(&form, SCENE_PICTURE_MAX);
    form_part(&form, "image", buf_span(picture));
    form_part(&form, second, buf_span(picture));
    form_end(&form);
    buf_fini(picture);
    *picture = form;
}

START_TEST(every_operation_runs_its_example)
{
    struct scene scene = scene_new();
    const struct op *op = op_at(_i);
    const char *example = op->example ? op->example : "";
    char target[512];
    char query[256];

    escape_percent(query, sizeof(query), example);
    (void)snprintf(target, sizeof(target), "/v1/%s?%s", op->name, query);
    ck_assert(drawn_jpeg(80, 64, &scene.picture));
    if (op->source || op->gather)
        in_form(&scene.picture, op->source ? op->name : "image");
    scene_post(&scene, server.port, target, op->source || op->gather ? FORM_TYPE : NULL);
    ck_assert_msg(scene.answer.status == 200, "%s: %s", target, buf_string(&scene.answer.body));
    scene_free(&scene);
}
END_TEST

START_TEST(info_tells_what_the_image_is)
{
    struct scene scene = scene_new();
    char text[32];

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    scene_post(&scene, server.port, "/v1/info", NULL);
    ck_assert_int_eq(scene.answer.status, 200);
    ck_assert_str_eq(problem_text(&scene.answer, "format", text, sizeof(text)), "jpeg");
    ck_assert_int_eq(scene_number(&scene, "width"), 80);
    ck_assert_int_eq(scene_number(&scene, "height"), 60);
    scene_free(&scene);
}
END_TEST

START_TEST(info_tells_every_field_of_every_format)
{
    struct scene scene = scene_new();

    scene_picture(&scene, inputs[_i]);
    scene_post(&scene, server.port, "/v1/info?fields=all", NULL);
    ck_assert_msg(scene.answer.status == 200, "%s: %s", inputs[_i], buf_string(&scene.answer.body));
    scene_assert_json(&scene);
    for (int i = 0; i < fact_count(); i++)
        ck_assert(problem_has(&scene.answer, fact_at(i)->name));
    scene_post(&scene, server.port, "/v1/info?fields=phash,frames", NULL);
    ck_assert(problem_has(&scene.answer, "phash") && problem_has(&scene.answer, "frames"));
    ck_assert(!problem_has(&scene.answer, "width"));
    scene_free(&scene);
}
END_TEST

#define PLAN_QUERY                                                                                 \
    "plan=%7B%22steps%22%3A%5B%7B%22op%22%3A%22resize%22%2C%22width%22%3A40%7D%2C"                 \
    "%7B%22op%22%3A%22grayscale%22%7D%5D%2C%22output%22%3A%7B%22format%22%3A%22png%22%7D%7D"

START_TEST(pipeline_runs_its_steps_in_order)
{
    struct scene scene = scene_new();

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    scene_post(&scene, server.port, "/v1/pipeline?" PLAN_QUERY, NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 40);
    scene_free(&scene);
}
END_TEST

START_TEST(plan_is_a_dry_run)
{
    struct scene scene = scene_new();

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    ck_assert(
        client_post(server.port, "/v1/plan?" PLAN_QUERY, buf_span(&scene.picture), &scene.answer));
    ck_assert_msg(scene.answer.status == 200, "%s", buf_string(&scene.answer.body));
    ck_assert(answer_has(&scene.answer, "Content-Type", "application/json"));
    ck_assert(strstr(buf_string(&scene.answer.body), "\"resize\""));
    ck_assert(strstr(buf_string(&scene.answer.body), "\"engine\""));
    ck_assert(strstr(buf_string(&scene.answer.body), "\"size_exact\":true"));
    scene_assert_json(&scene);
    scene_free(&scene);
}
END_TEST

#define RESIZED                                                                                    \
    "/v1/plan?plan=%7B%22steps%22%3A%5B%7B%22op%22%3A%22resize%22%2C%22width%22%3A24%7D%5D%7D"

/* From the header alone, of whatever format; and a worker makes just that of it. */
START_TEST(plan_foretells_the_size_of_every_format)
{
    const bool turned = strcmp(inputs[_i], "jpeg-exif-6") == 0;
    struct scene scene = scene_new();

    scene_picture(&scene, inputs[_i]);
    scene_post(&scene, server.port, RESIZED "&format=png", NULL);
    ck_assert_msg(scene.answer.status == 200, "%s: %s", inputs[_i], buf_string(&scene.answer.body));
    ck_assert_int_eq(scene_number(&scene, "input.width"), 96);
    ck_assert_int_eq(scene_number(&scene, "input.height"), 64);
    ck_assert_int_eq(scene_number(&scene, "result.width"), 24);
    ck_assert_int_eq(scene_number(&scene, "result.height"), turned ? 36 : 16);
    ck_assert(strstr(buf_string(&scene.answer.body), "\"size_exact\":true"));
    scene_post(&scene, server.port, "/v1/resize?width=24&format=png", NULL);
    ck_assert(answer_has(&scene.answer, "X-Image-Width", "24"));
    ck_assert(answer_has(&scene.answer, "X-Image-Height", turned ? "36" : "16"));
    scene_free(&scene);
}
END_TEST

/* Nothing is refused or foretold in the first page's name. */
START_TEST(later_page_has_a_size_of_its_own)
{
    static const char plan[] =
        "plan=%7B%22steps%22%3A%5B%7B%22op%22%3A%22page%22%2C%22index%22%3A1%7D%2C%7B%22op%22%3A"
        "%22crop%22%2C%22x%22%3A30%2C%22y%22%3A0%2C%22width%22%3A25%2C%22height%22%3A40%7D%5D%7D&"
        "format=png";
    struct scene scene = scene_new();
    char target[256];

    tiff_two_pages(ORDER_LITTLE, false, &scene.picture);
    (void)snprintf(target, sizeof(target), "/v1/plan?%s", plan);
    scene_post(&scene, server.port, target, NULL);
    ck_assert_msg(scene.answer.status == 200, "%s", buf_string(&scene.answer.body));
    ck_assert_int_eq(scene_number(&scene, "input.width"), 60);
    ck_assert_int_eq(scene_number(&scene, "input.height"), 40);
    ck_assert_int_eq(scene_number(&scene, "result.width"), 25);
    ck_assert(strstr(buf_string(&scene.answer.body), "\"size_exact\":true"));
    (void)snprintf(target, sizeof(target), "/v1/pipeline?%s", plan);
    scene_post(&scene, server.port, target, NULL);
    scene_assert_picture(&scene, FORMAT_PNG, 25);
    ck_assert(answer_has(&scene.answer, "X-Image-Height", "40"));
    scene_free(&scene);
}
END_TEST

/* Of a HEIF's pages only the primary image is looked for. */
START_TEST(size_that_is_not_known_is_null)
{
    struct scene scene = scene_new();
    char *body;

    scene_picture(&scene, "heif");
    scene_post(&scene, server.port,
               "/v1/plan?plan=%7B%22steps%22%3A%5B%7B%22op%22%3A%22page%22%2C%22index%22%3A1%7D"
               "%5D%7D&format=png",
               NULL);
    ck_assert_msg(scene.answer.status == 200, "%s", buf_string(&scene.answer.body));
    scene_assert_json(&scene);
    body = strstr(buf_string(&scene.answer.body), "\"result\"");
    ck_assert(body && strstr(body, "\"width\":null,\"height\":null"));
    ck_assert(strstr(body, "\"size_exact\":false"));
    ck_assert_int_lt(scene_number(&scene, "memory_bytes"), 50000000);
    scene_free(&scene);
}
END_TEST

START_TEST(multipart_carries_image_and_plan)
{
    struct scene scene = scene_new();
    struct buf body;
    static const char *const headers[] = {"Content-Type: multipart/form-data; boundary=xyz", NULL};

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    buf_init(&body, SCENE_PICTURE_MAX);
    buf_text(&body, "--xyz\r\nContent-Disposition: form-data; name=\"plan\"\r\n\r\n"
                    "{\"steps\":[{\"op\":\"resize\",\"width\":20}],\"output\":{\"format\":"
                    "\"webp\"}}\r\n--xyz\r\nContent-Disposition: form-data; name=\"image\"; "
                    "filename=\"../a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
    buf_add(&body, scene.picture.data, scene.picture.len);
    buf_text(&body, "\r\n--xyz--\r\n");
    struct client *client = client_new(server.port);
    struct ask ask = {.target = "/v1/pipeline", .headers = headers, .body = buf_span(&body)};

    ck_assert(client_ask(client, &ask, &scene.answer));
    scene_assert_picture(&scene, FORMAT_WEBP, 20);
    ask.chunked = true;
    ck_assert(client_ask(client, &ask, &scene.answer));
    scene_assert_picture(&scene, FORMAT_WEBP, 20);
    client_free(client);
    buf_fini(&body);
    scene_free(&scene);
}
END_TEST

struct accept_row {
    const char *accept;
    enum format_id format;
};

static const struct accept_row accepts[] = {
    {"Accept: image/webp", FORMAT_WEBP},
    {"Accept: image/webp;q=0.2, image/png;q=0.9", FORMAT_PNG},
    {"Accept: image/avif,image/webp,*/*;q=0.8", FORMAT_WEBP},
    {"Accept: */*", FORMAT_JPEG},
    {"Accept: image/webp;q=0, image/*", FORMAT_JPEG},
    {"Accept:", FORMAT_JPEG},
};

START_TEST(format_follows_accept_and_says_so)
{
    struct scene scene = scene_new();
    const char *const headers[] = {accepts[_i].accept, NULL};
    struct client *client = client_new(server.port);

    ck_assert(drawn_jpeg(80, 60, &scene.picture));
    ck_assert(client_ask(client,
                         &(struct ask){.target = "/v1/resize?width=40",
                                       .headers = headers,
                                       .body = buf_span(&scene.picture)},
                         &scene.answer));
    ck_assert(answer_has(&scene.answer, "Vary", "Accept"));
    scene_assert_picture(&scene, accepts[_i].format, 40);
    client_free(client);
    scene_free(&scene);
}
END_TEST

/* A service that may use the first of this process's cores alone. */
static bool start_on_one_core(struct test_server *other)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", NULL};
    cpu_set_t all;
    cpu_set_t one;
    int cpu = 0;

    if (sched_getaffinity(0, sizeof(all), &all) != 0)
        return false;
    while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET((size_t)cpu, &all))
        cpu++;
    CPU_ZERO(&one);
    CPU_SET((size_t)cpu, &one);
    if (sched_setaffinity(0, sizeof(one), &one) != 0)
        return false;
    const bool started = test_server_start(other, sets);

    return sched_setaffinity(0, sizeof(all), &all) == 0 && started;
}

START_TEST(palette_is_the_same_on_any_number_of_cores)
{
    static const char target[] = "/v1/resize?width=600&format=gif";
    struct scene here = scene_new();
    struct scene there = scene_new();
    struct test_server other;

    ck_assert(drawn_jpeg(800, 600, &here.picture) && drawn_jpeg(800, 600, &there.picture));
    ck_assert(start_on_one_core(&other));
    scene_post(&there, other.port, target, NULL);
    ck_assert(test_server_stop(&other));
    scene_post(&here, server.port, target, NULL);
    scene_assert_picture(&here, FORMAT_GIF, 600);
    ck_assert(span_equal(buf_span(&here.answer.body), buf_span(&there.answer.body)));
    scene_free(&here);
    scene_free(&there);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=2", "workers.spare=0",
                                       "queue.deadline_ms=60000", NULL};
    const struct suite_row rows[] = {
        {every_input_format_is_resized, ARRAY_LEN(inputs)},
        {every_output_format_is_written_and_read_again, FORMAT_COUNT},
        {every_operation_runs_its_example, op_count()},
        {info_tells_what_the_image_is, 0},
        {info_tells_every_field_of_every_format, ARRAY_LEN(inputs)},
        {pipeline_runs_its_steps_in_order, 0},
        {plan_is_a_dry_run, 0},
        {plan_foretells_the_size_of_every_format, ARRAY_LEN(inputs)},
        {later_page_has_a_size_of_its_own, 0},
        {size_that_is_not_known_is_null, 0},
        {multipart_carries_image_and_plan, 0},
        {format_follows_accept_and_says_so, ARRAY_LEN(accepts)},
        {palette_is_the_same_on_any_number_of_cores, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/11_images", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
