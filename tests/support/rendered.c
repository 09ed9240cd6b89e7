#include "tests/support/rendered.h"

#define BOUNDARY "jUsT-a-TeSt"

static void add_part(struct buf *body, const char *name, struct span data)
{
    buf_printf(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buf_add(body, data.data, data.len);
    buf_text(body, "\r\n");
}

void rendered_ask(struct scene *scene, int port, const char *target, const char *outputs,
                  const char *header)
{
    const char *const headers[] = {"Content-Type: multipart/form-data; boundary=" BOUNDARY, header,
                                   NULL};
    struct client *client = client_new(port);
    struct buf body;

    buf_init(&body, SCENE_PICTURE_MAX);
    add_part(&body, "image", buf_span(&scene->picture));
    if (outputs)
        add_part(&body, "outputs", span_text(outputs));
    buf_text(&body, "--" BOUNDARY "--\r\n");
    ck_assert(client_ask(
        client, &(struct ask){.target = target, .headers = headers, .body = buf_span(&body)},
        &scene->answer));
    buf_fini(&body);
    client_free(client);
}

static struct span take_line(struct span *rest)
{
    struct span line;

    ck_assert(span_next(rest, '\n', &line));
    ck_assert(line.len > 0 && line.data[line.len - 1] == '\r');
    return span_cut(line, 0, line.len - 1);
}

const char *rendered_field(const struct rendered *part, const char *name, char *value, size_t size)
{
    struct span rest = part->head;
    struct span line;

    value[0] = '\0';
    while (span_next(&rest, '\n', &line)) {
        struct span field;

        if (span_next(&line, ':', &field) && span_is_nocase(field, name) && line.len > 0)
            ck_assert(span_copy(span_trim(span_cut(line, 0, line.len - 1)), value, size));
    }
    return value;
}

/* The part at the front of *rest, behind its delimiter line. */
static struct rendered take_part(struct span *rest)
{
    const unsigned char *blank = memmem(rest->data, rest->len, "\r\n\r\n", 4);
    struct rendered part;
    char length[32];

    ck_assert_ptr_nonnull(blank);
    part.head = span_cut(*rest, 0, (size_t)(blank - rest->data) + 2);
    ck_assert_str_ne(rendered_field(&part, "Content-Length", length, sizeof(length)), "");
    part.data = span_cut(*rest, part.head.len + 2, strtoul(length, NULL, 10));
    *rest = span_cut(*rest, part.head.len + 2 + part.data.len, rest->len);
    ck_assert_uint_eq(take_line(rest).len, 0);
    return part;
}

int rendered_parts(const struct scene *scene, struct rendered parts[RENDERED_MAX])
{
    struct span rest = buf_span(&scene->answer.body);
    char type[128];
    char boundary[80] = "--";
    int n = 0;

    ck_assert_int_eq(scene->answer.status, 200);
    (void)answer_field(&scene->answer, "Content-Type", type, sizeof(type));
    ck_assert_int_eq(sscanf(type, "multipart/mixed; boundary=\"%70[^\"]\"", boundary + 2), 1);
    while (rest.len > 0) {
        const struct span line = take_line(&rest);

        ck_assert(span_starts(line, boundary));
        if (line.len > strlen(boundary))
            break;
        ck_assert_int_lt(n, RENDERED_MAX);
        parts[n++] = take_part(&rest);
    }
    ck_assert_uint_eq(rest.len, 0);
    return n;
}
