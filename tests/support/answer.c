#include "tests/support/answer.h"

#include <string.h>

enum { ANSWER_MAX = 256 << 20 };

void answer_init(struct answer *answer)
{
    *answer = (struct answer){0};
    buf_init(&answer->headers, ANSWER_MAX);
    buf_init(&answer->body, ANSWER_MAX);
}

void answer_fini(struct answer *answer)
{
    buf_fini(&answer->headers);
    buf_fini(&answer->body);
}

void answer_clear(struct answer *answer)
{
    answer->status = answer->interim = answer->connects = 0;
    buf_clear(&answer->headers);
    buf_clear(&answer->body);
}

const char *answer_field(const struct answer *answer, const char *name, char *value, size_t size)
{
    struct span rest = buf_span(&answer->headers);
    struct span line;

    value[0] = '\0';
    while (span_next(&rest, '\n', &line)) {
        struct span text = line;
        struct span key;

        if (!span_next(&text, ':', &key) || !span_is_nocase(key, name))
            continue;
        if (text.len > 0 && text.data[text.len - 1] == '\r')
            text.len--;
        (void)span_copy(span_trim(text), value, size);
        return value;
    }
    return value;
}

bool answer_has(const struct answer *answer, const char *name, const char *value)
{
    char text[1024];

    return strcasestr(answer_field(answer, name, text, sizeof(text)), value) != NULL;
}
