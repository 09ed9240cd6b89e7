/* Bytes that two HTTP parsers could read differently (RFC 9112, 6.1, 6.3, 11.2), and requests that
 * come in pieces. A smuggled request would show as a second answer. */
#include "tests/support/scene.h"

enum { TEST_SECONDS = 100, SILENT_MS = 8000 };

static struct test_server server;

/* What hides in the body: it asks for /livez and must never be answered. */
#define HIDDEN "GET /livez HTTP/1.1\r\nHost: t\r\nX-Request-Id: smuggled\r\n\r\n"

struct row {
    const char *what;
    const char *text;
    size_t len; /* 0: strlen */
    int status; /* 0: anything of 400 to 501, or a silent close */
};

#define POST "POST /v1/resize?width=5 HTTP/1.1\r\n"

static const char nul_in_value[] = "GET /livez HTTP/1.1\r\nHost: t\r\nX-A: a\0b\r\n\r\n";
static const char nul_in_path[] = "GET /livez\0?/v1/x HTTP/1.1\r\nHost: t\r\n\r\n";
static const char nul_in_query[] = "GET /livez?\0/v1/x HTTP/1.1\r\nHost: t\r\n\r\n";
static const char nul_in_name[] = "GET /livez HTTP/1.1\r\nHost: t\r\nX\0A: ab\r\n\r\n";

static const struct row rows[] = {
    {"length and chunks",
     POST "Host: t\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN, 0,
     400},
    {"chunks and length",
     POST "Host: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" HIDDEN, 0,
     400},
    {"two lengths that differ",
     POST "Host: t\r\nContent-Length: 0\r\nContent-Length: 61\r\n\r\n" HIDDEN, 0, 400},
    {"two lengths alike",
     POST "Host: t\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc" HIDDEN, 0, 400},
    {"a list of lengths", POST "Host: t\r\nContent-Length: 3, 3\r\n\r\nabc" HIDDEN, 0, 400},
    {"negative length", POST "Host: t\r\nContent-Length: -1\r\n\r\n" HIDDEN, 0, 400},
    {"length with a sign", POST "Host: t\r\nContent-Length: +3\r\n\r\nabc" HIDDEN, 0, 400},
    {"hexadecimal length", POST "Host: t\r\nContent-Length: 0x3\r\n\r\nabc" HIDDEN, 0, 400},
    {"two hosts", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" HIDDEN, 0, 400},
    {"no host", "GET /livez HTTP/1.1\r\n\r\n" HIDDEN, 0, 400},
    {"gzip, chunked", POST "Host: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" HIDDEN, 0,
     501},
    {"identity", POST "Host: t\r\nTransfer-Encoding: identity\r\n\r\n" HIDDEN, 0, 501},
    {"xchunked", POST "Host: t\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN, 0, 501},
    {"chunked twice",
     POST
     "Host: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
     0, 400},
    {"chunked, identity",
     POST "Host: t\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" HIDDEN, 0, 501},
    {"blank before the colon",
     POST "Host: t\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN, 0, 400},
    {"blank before the colon of a length", POST "Host: t\r\nContent-Length : 3\r\n\r\nabc" HIDDEN,
     0, 400},
    {"chunks in HTTP/1.0",
     "POST /v1/resize?width=5 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN, 0,
     400},
    {"a coding on a line of its own",
     POST "Host: t\r\nContent-Length: 4\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" HIDDEN,
     0, 400},
    {"a coding in two lines",
     POST
     "Host: t\r\nTransfer-Encoding: chun\r\n\tked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" HIDDEN,
     0, 0},
    {"a length on a line of its own",
     "GET /livez HTTP/1.1\r\nHost: t\r\nContent-Length:\r\n 61\r\n\r\n" HIDDEN, 0, 400},
    {"a length that goes on", POST "Host: t\r\nContent-Length:       4\r\n 1\r\n\r\nabcd" HIDDEN, 0,
     0},
    {"a coding behind a bare CR",
     POST "Host: t\r\nX: a\rTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nabcd" HIDDEN, 0,
     400},
    {"a control character", "GET /livez HTTP/1.1\r\nHost: t\r\nX: a\x01z\r\n\r\n" HIDDEN, 0, 400},
    {"name that is no token", "GET /livez HTTP/1.1\r\nHost: t\r\nX(y): z\r\n\r\n" HIDDEN, 0, 400},
    {"NUL in a name", nul_in_name, sizeof(nul_in_name) - 1, 0},
    {"chunk size that is no number",
     POST "Host: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n" HIDDEN, 0, 0},
    {"chunk size with a sign",
     POST "Host: t\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n" HIDDEN, 0, 0},
    {"chunk size too large",
     POST "Host: t\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n" HIDDEN, 0,
     0},
    {"chunk without its end",
     POST "Host: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n" HIDDEN, 0, 0},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 0},
    {"no version", "GET /livez\r\n\r\n", 0, 0},
    {"no request at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 0, 0},
};

/* Everything the server says until it closes. */
static void say(const struct row *row, struct scene *scene)
{
    struct wire wire;
    const size_t len = row->len > 0 ? row->len : strlen(row->text);

    ck_assert(wire_open(&wire, server.port));
    (void)wire_send(&wire, row->text, len);
    ck_assert_msg(wire_ends(&wire, SILENT_MS), "%s: the connection stays open", row->what);
    answer_clear(&scene->answer);
    buf_add(&scene->answer.body, wire.in.data, wire.in.len);
    wire_close(&wire);
    (void)sscanf(buf_string(&scene->answer.body), "HTTP/1.1 %d", &scene->answer.status);
}

START_TEST(ambiguous_framing_is_refused_and_the_connection_closed)
{
    struct scene scene = scene_new();
    const struct row *row = &rows[_i];

    say(row, &scene);
    const char *all = buf_string(&scene.answer.body);

    ck_assert_msg(!strstr(all, "smuggled"), "%s: smuggled: %s", row->what, all);
    ck_assert_msg(!strstr(all, "HTTP/1.1 200"), "%s: accepted: %s", row->what, all);
    if (row->status)
        ck_assert_msg(scene.answer.status == row->status, "%s: want %d: %.600s", row->what,
                      row->status, all);
    else
        ck_assert_msg(scene.answer.status == 0 || scene.answer.status >= 400, "%s: %.300s",
                      row->what, all);
    scene_free(&scene);
}
END_TEST

static void append_chunked(struct buf *out, const struct buf *image)
{
    buf_text(out, "POST /v1/resize?width=20&format=png HTTP/1.1\r\nHost: t\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n");
    buf_printf(out, "10\r\n");
    buf_add(out, image->data, 16);
    buf_printf(out, "\r\n%zx;name=value\r\n", image->len - 16);
    buf_add(out, image->data + 16, image->len - 16);
    buf_text(out, "\r\n0\r\nX-Trailer: t\r\n\r\n");
}

/* libmicrohttpd before 1.0 cuts a target or a value at a NUL and tells its length without the rest,
 * so the guard cannot see it; later ones refuse it, with 400 or without a word. Either way nothing
 * behind the NUL may count. */
static const struct {
    const char *text;
    size_t len;
} cut[] = {
    {nul_in_value, sizeof(nul_in_value) - 1},
    {nul_in_path, sizeof(nul_in_path) - 1},
    {nul_in_query, sizeof(nul_in_query) - 1},
};

START_TEST(nothing_behind_a_nul_counts)
{
    struct scene scene = scene_new();
    struct wire wire;

    ck_assert(wire_open(&wire, server.port));
    ck_assert(wire_send(&wire, cut[_i].text, cut[_i].len));
    if (wire_read(&wire, &scene.answer, false, WIRE_MS))
        ck_assert_msg(scene.answer.status == 400 || scene.answer.status == 200, "%d",
                      scene.answer.status);
    else
        ck_assert(wire.closed);
    ck_assert_uint_eq(wire.in.len, 0);
    wire_close(&wire);
    scene_free(&scene);
}
END_TEST

/* All halves travel at once on a few connections, so that the pauses do not add up. */
enum { BATCH = 32, PAUSE_MS = 30 };

static void send_halves(const struct buf *text, size_t from, struct wire *wires, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ck_assert(wire_open(&wires[i], server.port));
        ck_assert(wire_send(&wires[i], text->data, from + i));
    }
    test_sleep_ms(PAUSE_MS);
    for (size_t i = 0; i < n; i++)
        ck_assert(wire_send(&wires[i], text->data + from + i, text->len - from - i));
}

START_TEST(a_request_may_be_cut_at_any_byte)
{
    struct scene scene = scene_new();
    struct buf text;
    struct wire wires[BATCH];

    buf_init(&text, 1 << 20);
    drawn_gif(1, &scene.picture);
    append_chunked(&text, &scene.picture);
    for (size_t from = 1; from < text.len; from += BATCH) {
        const size_t n = text.len - from < BATCH ? text.len - from : BATCH;

        send_halves(&text, from, wires, n);
        for (size_t i = 0; i < n; i++) {
            ck_assert_msg(wire_read(&wires[i], &scene.answer, false, WIRE_MS), "cut at %zu",
                          from + i);
            ck_assert_msg(scene.answer.status == 200, "cut at %zu: %d %s", from + i,
                          scene.answer.status, buf_string(&scene.answer.body));
            wire_close(&wires[i]);
        }
    }
    buf_fini(&text);
    scene_free(&scene);
}
END_TEST

START_TEST(a_request_may_come_byte_by_byte)
{
    struct scene scene = scene_new();
    struct buf text;
    struct wire wire;

    buf_init(&text, 1 << 20);
    drawn_gif(1, &scene.picture);
    append_chunked(&text, &scene.picture);
    ck_assert(wire_open(&wire, server.port));
    for (size_t i = 0; i < text.len; i++) {
        ck_assert(wire_send(&wire, text.data + i, 1));
        test_sleep_ms(1);
    }
    ck_assert(wire_read(&wire, &scene.answer, false, WIRE_MS));
    ck_assert_int_eq(scene.answer.status, 200);
    wire_close(&wire);
    buf_fini(&text);
    scene_free(&scene);
}
END_TEST

START_TEST(a_request_that_ends_early_is_forgotten)
{
    struct scene scene = scene_new();
    struct buf text;
    struct wire wire;

    buf_init(&text, 1 << 20);
    drawn_gif(1, &scene.picture);
    append_chunked(&text, &scene.picture);
    for (size_t len = 1; len < text.len; len += 7) {
        ck_assert(wire_open(&wire, server.port));
        ck_assert(wire_send(&wire, text.data, len));
        if (len % 2)
            wire_reset(&wire);
        else
            wire_close(&wire);
    }
    scene_get(&scene, server.port, "/readyz");
    ck_assert_int_eq(scene.answer.status, 200);
    buf_fini(&text);
    scene_free(&scene);
}
END_TEST

int main(void)
{
    static const char *const sets[] = {"workers.count=1", "workers.spare=0",
                                       "http.header_timeout_s=5", "http.idle_timeout_s=5", NULL};
    const struct suite_row tests[] = {
        {ambiguous_framing_is_refused_and_the_connection_closed, ARRAY_LEN(rows)},
        {nothing_behind_a_nul_counts, ARRAY_LEN(cut)},
        {a_request_may_be_cut_at_any_byte, 0},
        {a_request_may_come_byte_by_byte, 0},
        {a_request_that_ends_early_is_forgotten, 0},
    };

    if (!test_server_start(&server, sets))
        return EXIT_FAILURE;
    const bool passed = suite_run("http/30_smuggling", tests, ARRAY_LEN(tests), TEST_SECONDS);

    return test_server_stop(&server) && passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
