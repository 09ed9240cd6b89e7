#include "tests/support/problem.h"

#include "base/macros.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static char fault[1024];

static const char *say(const char *what, const char *text)
{
    (void)snprintf(fault, sizeof(fault), "%s: %.900s", what, text);
    return fault;
}

static const char *text_of(const json_t *document, const char *key)
{
    const char *text = json_string_value(json_object_get(document, key));

    return text ? text : "";
}

static bool ends_with(const char *text, const char *end)
{
    const size_t len = strlen(text);
    const size_t end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static const char *document_fault(const json_t *document, const struct answer *answer,
                                  const char *slug)
{
    static const char *const members[] = {"type", "title", "detail", "instance", "code"};
    char id[128];

    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (text_of(document, members[i])[0] == '\0')
            return say("member is missing or empty", members[i]);
    if (json_integer_value(json_object_get(document, "status")) != answer->status)
        return "member status is not the status";
    (void)answer_field(answer, "X-Request-Id", id, sizeof(id));
    if (id[0] == '\0' || strcmp(text_of(document, "instance"), id) != 0)
        return say("instance is not the request id", text_of(document, "instance"));
    if (slug && !ends_with(text_of(document, "type"), slug))
        return say("another type", text_of(document, "type"));
    return "";
}

const char *problem_fault(const struct answer *answer, int status, const char *slug)
{
    char seen[32];
    json_error_t error;

    (void)snprintf(seen, sizeof(seen), "status %d", answer->status);
    if (answer->status != status)
        return say(seen, buf_string(&answer->body));
    if (!answer_has(answer, "Content-Type", "application/problem+json"))
        return say("not a problem document", buf_string(&answer->headers));
    if (!answer_has(answer, "Cache-Control", "no-store"))
        return "no Cache-Control: no-store";
    json_t *document =
        json_loadb(buf_string(&answer->body), answer->body.len, JSON_REJECT_DUPLICATES, &error);

    if (document == NULL)
        return say("not JSON", buf_string(&answer->body));
    const char *found = document_fault(document, answer, slug);

    json_decref(document);
    return found;
}

const char *problem_text(const struct answer *answer, const char *key, char *value, size_t size)
{
    json_t *document = json_loadb(buf_string(&answer->body), answer->body.len, 0, NULL);

    (void)snprintf(value, size, "%s", document ? text_of(document, key) : "");
    json_decref(document);
    return value;
}

static json_t *document_of(const struct answer *answer)
{
    return json_loadb(buf_string(&answer->body), answer->body.len, JSON_REJECT_DUPLICATES, NULL);
}

static const json_t *go_down(const json_t *document, const char *path, char stop)
{
    struct span rest = span_text(path);
    struct span name;
    char key[128];

    while (document && span_next(&rest, stop, &name))
        document = span_copy(name, key, sizeof(key)) ? json_object_get(document, key) : NULL;
    return document;
}

const char *problem_json_fault(const struct answer *answer)
{
    json_t *document = document_of(answer);

    if (document == NULL)
        return say("not JSON", buf_string(&answer->body));
    json_decref(document);
    return "";
}

long problem_number(const struct answer *answer, const char *path)
{
    json_t *document = document_of(answer);
    const long number = (long)json_number_value(go_down(document, path, '.'));

    json_decref(document);
    return number;
}

bool problem_has(const struct answer *answer, const char *path)
{
    json_t *document = document_of(answer);
    const bool has = go_down(document, path, '|') != NULL;

    json_decref(document);
    return has;
}
