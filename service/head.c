#include "service/head.h"

#include <ctype.h>
#include <string.h>

static const struct head_field *find(const struct head *head, const char *name, int *count)
{
    const struct head_field *first = NULL;

    *count = 0;
    for (int i = 0; i < head->n_fields; i++) {
        if (!span_is_nocase(head->fields[i].name, name))
            continue;
        if ((*count)++ == 0)
            first = &head->fields[i];
    }
    return first;
}

const char *head_text(const struct head *head, const char *name)
{
    int count;
    const struct head_field *field = find(head, name, &count);

    return field ? (const char *)field->value.data : NULL;
}

/* RFC 9110, 5.6.2: a field name is a token. */
static bool is_token(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum(name.data[i]) && !strchr("!#$%&'*+-.^_`|~", name.data[i]))
            return false;
    return name.len > 0 && memchr(name.data, '\0', name.len) == NULL;
}

/* RFC 9110, 5.5: CR, LF and NUL are dangerous, the others invalid; a tab is none of them. */
static bool has_control(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((value.data[i] < ' ' && value.data[i] != '\t') || value.data[i] == 0x7f)
            return true;
    return false;
}

static enum err_code check_fields(const struct head *head, struct err *err)
{
    if (head->overflow)
        return err_set(err, ERR_HEADERS_TOO_LARGE, "There are more than %d header fields.",
                       HEAD_FIELDS_MAX);
    if (head->folded) /* RFC 9112, 5.2 */
        return err_set(err, ERR_REQUEST, "A header field goes on in the next line.");
    for (int i = 0; i < head->n_fields; i++) {
        const struct head_field *field = &head->fields[i];

        if (!is_token(field->name))
            return err_set(err, ERR_REQUEST, "A header field's name is not a token.");
        if (has_control(field->value))
            return err_set(err, ERR_REQUEST, "A header field's value holds a control character.");
    }
    return ERR_OK;
}

static enum err_code check_coding(const struct head *head, struct span coding, int count,
                                  bool has_length, struct err *err)
{
    if (count > 1) /* RFC 9112, 6.1 and 7.1: chunked is applied once */
        return err_set(err, ERR_REQUEST, "Transfer-Encoding is there more than once.");
    if (!span_is_nocase(span_trim(coding), "chunked"))
        return err_set(err, ERR_TRANSFER_CODING, "The only transfer coding known is chunked.");
    if (has_length)
        return err_set(err, ERR_REQUEST, "Transfer-Encoding and Content-Length are both there.");
    if (strcmp(head->version, "HTTP/1.1") != 0)
        return err_set(err, ERR_REQUEST, "Transfer-Encoding needs HTTP/1.1.");
    return ERR_OK;
}

enum err_code head_guard(const struct head *head, struct err *err)
{
    int hosts;
    int lengths;
    int codings;
    const enum err_code code = check_fields(head, err);

    if (code != ERR_OK)
        return code;
    (void)find(head, "Host", &hosts);
    (void)find(head, "Content-Length", &lengths);
    const struct head_field *coding = find(head, "Transfer-Encoding", &codings);

    if (hosts > 1)
        return err_set(err, ERR_REQUEST, "There are %d Host fields.", hosts);
    if (hosts == 0 && strcmp(head->version, "HTTP/1.1") == 0)
        return err_set(err, ERR_REQUEST, "There is no Host field.");
    if (lengths > 1)
        return err_set(err, ERR_REQUEST, "There are %d Content-Length fields.", lengths);
    return coding ? check_coding(head, coding->value, codings, lengths > 0, err) : ERR_OK;
}

enum head_framing head_framing(const struct head *head, uint64_t *length)
{
    int count;
    const struct head_field *field = find(head, "Transfer-Encoding", &count);

    *length = 0;
    if (field)
        return FRAMING_CHUNKED;
    field = find(head, "Content-Length", &count);
    if (field == NULL)
        return FRAMING_NONE;
    /* The library has refused what is not a number; one past 2^64 is over any limit of ours. */
    for (size_t i = 0; i < field->value.len && isdigit(field->value.data[i]); i++) {
        if (*length > UINT64_MAX / 10 - 1)
            return FRAMING_LENGTH;
        *length = *length * 10 + (uint64_t)(field->value.data[i] - '0');
    }
    return FRAMING_LENGTH;
}
