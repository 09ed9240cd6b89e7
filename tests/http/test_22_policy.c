/* Who may ask, and how often: origins, rates, preconditions. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 60, BURST = 3 };

#define OURS "https://app.example"

static struct test_server server;

static void ask(struct scene *scene, const char *method, const char *target,
                const char *const *headers)
{
    struct client *client = client_new(server.port);
    const bool picture = method == NULL || strcmp(method, "POST") == 0;
    const struct span body = picture ? buf_span(&scene->picture) : span_of(NULL, 0);

    ck_assert(client_ask(
        client, &(struct ask){.method = method, .target = target, .headers = headers, .body = body},
        &scene->answer));
    client_free(client);
}

START_TEST(a_named_origin_is_told_yes_on_results_and_errors)
{
    static const char *const headers[] = {"Origin: " OURS, NULL};
    static const char *const targets[] = {"/v1/resize?width=9&format=png", "/v1/resize?widht=9"};
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 64, &scene.picture));
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        ask(&scene, "POST", targets[i], headers);
        ck_assert_int_eq(scene.answer.status, i ? 400 : 200);
        ck_assert(answer_has(&scene.answer, "Access-Control-Allow-Origin", OURS));
        ck_assert(answer_has(&scene.answer, "Vary", "Origin"));
    }
    ask(&scene, "POST", "/v1/resize?width=9", headers);
    ck_assert(answer_has(&scene.answer, "Vary", "Accept"));
    ck_assert(answer_has(&scene.answer, "Vary", "Origin"));
    scene_free(&scene);
}
END_TEST

START_TEST(another_origin_is_told_nothing)
{
    static const char *const origins[] = {"Origin: https://app.example.org", "Origin: null",
                                          "Origin: http://app.example", "Origin: *"};
    struct scene scene = scene_new();
    char value[64];

    for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
        const char *const headers[] = {origins[i], NULL};

        ask(&scene, "GET", "/v1/operations", headers);
        ck_assert_int_eq(scene.answer.status, 200);
        ck_assert_str_eq(
            answer_field(&scene.answer, "Access-Control-Allow-Origin", value, sizeof(value)), "");
        ck_assert(answer_has(&scene.answer, "Vary", "Origin"));
    }
    scene_free(&scene);
}
END_TEST

START_TEST(a_preflight_says_what_may_be_asked)
{
    static const char *const headers[] = {"Origin: " OURS, "Access-Control-Request-Method: POST",
                                          NULL};
    struct scene scene = scene_new();

    ask(&scene, "OPTIONS", "/v1/resize", headers);
    ck_assert_int_eq(scene.answer.status, 204);
    ck_assert(answer_has(&scene.answer, "Access-Control-Allow-Origin", OURS));
    ck_assert(answer_has(&scene.answer, "Access-Control-Allow-Methods", "POST"));
    ck_assert(answer_has(&scene.answer, "Access-Control-Allow-Headers", "Content-Type"));
    ck_assert(answer_has(&scene.answer, "Access-Control-Max-Age", "7200"));
    scene_free(&scene);
}
END_TEST

START_TEST(origins_are_nothing_unless_named)
{
    static const char *const headers[] = {"Origin: " OURS, NULL};
    struct test_server closed;
    struct scene scene = scene_new();
    struct client *client;
    char value[64];

    ck_assert(test_server_start(&closed, NULL));
    client = client_new(closed.port);
    ck_assert(client_ask(client, &(struct ask){.target = "/v1/formats", .headers = headers},
                         &scene.answer));
    ck_assert_str_eq(
        answer_field(&scene.answer, "Access-Control-Allow-Origin", value, sizeof(value)), "");
    ck_assert_str_eq(answer_field(&scene.answer, "Vary", value, sizeof(value)), "");
    client_free(client);
    ck_assert(test_server_stop(&closed));
    scene_free(&scene);
}
END_TEST

START_TEST(a_client_over_its_rate_is_429_and_health_is_not)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0", "http.client_rate=1",
                                       "http.client_burst=3", NULL};
    struct test_server limited;
    struct scene scene = scene_new();
    int refused = 0;

    ck_assert(test_server_start(&limited, sets));
    ck_assert(drawn_png(64, 64, &scene.picture));
    for (int i = 0; i < 4 * BURST; i++) {
        scene_post(&scene, limited.port, "/v1/resize?width=9&format=png", NULL);
        if (scene.answer.status == 429) {
            scene_assert_problem(&scene, 429, "too-many-requests", "over the rate");
            ck_assert(answer_has(&scene.answer, "Retry-After", "1"));
            refused++;
        } else {
            ck_assert_int_eq(scene.answer.status, 200);
        }
        scene_get(&scene, limited.port, "/livez");
        ck_assert_int_eq(scene.answer.status, 200);
    }
    ck_assert_int_ge(refused, 1);
    ck_assert_int_le(refused, 3 * BURST);
    ck_assert(test_server_stop(&limited));
    scene_free(&scene);
}
END_TEST

START_TEST(if_match_cannot_hold)
{
    static const char *const headers[] = {"If-Match: \"abc\"", NULL};
    struct scene scene = scene_new();

    ck_assert(drawn_png(64, 64, &scene.picture));
    ask(&scene, "POST", "/v1/resize?width=9&format=png", headers);
    scene_assert_problem(&scene, 412, "precondition-failed", "If-Match");
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "http.cors_origins=https://other.example," OURS, NULL};
    const struct suite_row rows[] = {
        {a_named_origin_is_told_yes_on_results_and_errors, 0},
        {another_origin_is_told_nothing, 0},
        {a_preflight_says_what_may_be_asked, 0},
        {origins_are_nothing_unless_named, 0},
        {a_client_over_its_rate_is_429_and_health_is_not, 0},
        {if_match_cannot_hold, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/22_policy", rows, ARRAY_LEN(rows), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
