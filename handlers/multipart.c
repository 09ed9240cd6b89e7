#include "handlers/multipart.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* RFC 2046, 5.1.1: bcharsnospace and space, not at the end. */
static bool is_boundary(struct span text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "'()+_,-./:=? ";

    if (text.len == 0 || text.len > MULTIPART_BOUNDARY_MAX || text.data[text.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\0' || !strchr(allowed, text.data[i]))
            return false;
    return true;
}

/* Take one parameter off the front: `name=value` or `name="value"`, up to the next semicolon that
 * is outside quotes. A quoted value keeps no escapes: a backslash in one makes it malformed here.
 */
static bool next_parameter(struct span *rest, struct span *name, struct span *value)
{
    size_t i = 0;

    *rest = span_trim(*rest);
    while (i < rest->len && rest->data[i] != '=' && rest->data[i] != ';')
        i++;
    *name = span_trim(span_cut(*rest, 0, i));
    *value = span_of(NULL, 0);
    if (i < rest->len && rest->data[i] == '=') {
        const size_t start = ++i;
        const bool quoted = i < rest->len && rest->data[i] == '"';

        for (i += quoted; i < rest->len && rest->data[i] != (quoted ? '"' : ';'); i++)
            if (quoted && rest->data[i] == '\\')
                i++;
        if (quoted && i >= rest->len)
            return false;
        *value = quoted ? span_cut(*rest, start + 1, i - start - 1)
                        : span_trim(span_cut(*rest, start, i - start));
        while (i < rest->len && rest->data[i] != ';')
            i++;
    }
    *rest = span_cut(*rest, i + 1, rest->len);
    return true;
}

bool multipart_boundary(const char *content_type, char boundary[MULTIPART_BOUNDARY_MAX + 2])
{
    struct span rest = span_text(content_type);
    struct span name;
    struct span value;

    if (!span_next(&rest, ';', &name) || !span_is_nocase(span_trim(name), "multipart/form-data"))
        return false;
    while (rest.len > 0 && next_parameter(&rest, &name, &value))
        if (span_is_nocase(name, "boundary"))
            return is_boundary(value) && span_copy(value, boundary, MULTIPART_BOUNDARY_MAX + 2);
    return false;
}

static enum err_code broken(struct err *err, const char *what)
{
    return err_set(err, ERR_MULTIPART, "%s", what);
}

static bool read_disposition(struct span value, struct span *name)
{
    struct span rest = value;
    struct span word;
    struct span parameter;
    bool found = false;

    if (!span_next(&rest, ';', &word) || !span_is_nocase(span_trim(word), "form-data"))
        return false;
    while (rest.len > 0 && next_parameter(&rest, &word, &parameter))
        if (span_is_nocase(word, "name")) {
            *name = parameter;
            found = true;
        }
    return found && name->len > 0;
}

/* One header line; false: it makes the part unusable. */
static bool read_line(struct span line, struct span *name)
{
    struct span value = line;
    struct span field;

    if (!span_next(&value, ':', &field))
        return false;
    if (span_is_nocase(field, "Content-Disposition"))
        return read_disposition(span_trim(value), name);
    if (span_is_nocase(field, "Content-Type"))
        return !(span_trim(value).len >= 10 &&
                 strncasecmp((const char *)span_trim(value).data, "multipart/", 10) == 0);
    return true;
}

/* The header block of a part. *data: what follows its blank line. */
static enum err_code read_head(struct span part, struct part *out, struct err *err)
{
    const struct span window = span_cut(part, 0, MULTIPART_HEAD_MAX);
    const unsigned char *end = window.len ? memmem(window.data, window.len, "\r\n\r\n", 4) : NULL;

    if (end == NULL)
        return broken(err, "A part's header block has no end, or is over 8 KiB.");
    struct span head = span_of(part.data, (size_t)(end - part.data));
    struct span line;

    *out = (struct part){.data = span_cut(part, head.len + 4, part.len)};
    while (span_next(&head, '\n', &line)) {
        if (line.len > 0 && line.data[line.len - 1] == '\r')
            line.len--;
        if (!read_line(line, &out->name))
            return broken(err, "A part's headers cannot be read.");
    }
    if (out->name.len == 0)
        return broken(err, "A part has no name.");
    return ERR_OK;
}

/* The next delimiter line at or after `at`: a line that starts with "--boundary" (RFC 2046, 5.1.1).
 * `marker` has the line end before it, so that one search finds it whatever the content repeats;
 * the first line of the body has none. Returns where its "--" is; *after is behind the boundary
 * text. */
static bool find_delimiter(struct span body, size_t at, struct span marker, size_t *found,
                           size_t *after)
{
    const struct span dashes = span_cut(marker, 2, marker.len);

    if (at == 0 && body.len >= dashes.len && memcmp(body.data, dashes.data, dashes.len) == 0) {
        *found = 0;
        *after = dashes.len;
        return true;
    }
    const size_t from = at >= 2 ? at - 2 : 0;

    if (body.len < from + marker.len)
        return false;
    const unsigned char *hit = memmem(body.data + from, body.len - from, marker.data, marker.len);

    if (hit == NULL)
        return false;
    *found = (size_t)(hit - body.data) + 2;
    *after = *found + dashes.len;
    return true;
}

/* Behind a boundary: blanks and CRLF start a part, "--" ends the body. 1: part, 2: end, 0: neither,
 * -1: cannot be told yet. */
static int after_boundary(struct span body, size_t *at)
{
    if (body.len - *at >= 2 && memcmp(body.data + *at, "--", 2) == 0)
        return 2;
    while (*at < body.len && (body.data[*at] == ' ' || body.data[*at] == '\t'))
        (*at)++;
    if (body.len - *at < 2)
        return -1;
    if (memcmp(body.data + *at, "\r\n", 2) != 0)
        return 0;
    *at += 2;
    return 1;
}

static struct span make_marker(const char *boundary, char text[MULTIPART_BOUNDARY_MAX + 6])
{
    const int len = snprintf(text, MULTIPART_BOUNDARY_MAX + 6, "\r\n--%s", boundary);

    return span_of(text, (size_t)len);
}

/* The part that starts at `at`; *next is behind the delimiter that ends it. */
static enum err_code read_part(struct span body, struct span marker, size_t at, size_t *next,
                               struct part *part, struct err *err)
{
    size_t end;

    if (!find_delimiter(body, at, marker, &end, next) || end < at + 2)
        return broken(err, "The closing boundary is missing.");
    return read_head(span_cut(body, at, end - 2 - at), part, err);
}

enum err_code multipart_read(struct span body, const char *boundary, struct multipart *out,
                             struct err *err)
{
    char text[MULTIPART_BOUNDARY_MAX + 6];
    const struct span marker = make_marker(boundary, text);
    size_t found;
    size_t at;
    int kind;

    *out = (struct multipart){0};
    if (!find_delimiter(body, 0, marker, &found, &at))
        return broken(err, "The first boundary is missing.");
    while ((kind = after_boundary(body, &at)) == 1) {
        if (out->n == MULTIPART_PARTS_MAX)
            return broken(err, "There are too many parts.");
        const enum err_code code = read_part(body, marker, at, &at, &out->parts[out->n], err);

        if (code != ERR_OK)
            return code;
        out->n++;
    }
    if (kind != 2)
        return broken(err, "A boundary is not followed by a line end.");
    return out->n > 0 ? ERR_OK : broken(err, "There are no parts.");
}

bool multipart_peek(struct span so_far, const char *boundary, const char *name, struct span *data)
{
    char text[MULTIPART_BOUNDARY_MAX + 6];
    const struct span marker = make_marker(boundary, text);
    size_t found;
    size_t at;
    size_t from = 0;

    for (int i = 0; i < MULTIPART_PARTS_MAX; i++) {
        struct part part = {0};

        if (!find_delimiter(so_far, from, marker, &found, &at) ||
            after_boundary(so_far, &at) != 1 ||
            read_head(span_cut(so_far, at, so_far.len), &part, NULL) != ERR_OK)
            return false;
        if (span_is(part.name, name)) {
            *data = part.data;
            return true;
        }
        from = at;
    }
    return false;
}

const struct part *multipart_find(const struct multipart *multipart, const char *name)
{
    for (int i = 0; i < multipart->n; i++)
        if (span_is(multipart->parts[i].name, name))
            return &multipart->parts[i];
    return NULL;
}
