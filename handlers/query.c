#include "handlers/query.h"

#include "image/param.h"

#include <stdlib.h>
#include <string.h>

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decode one piece to `to`; false: a broken escape or a NUL. */
static bool decode(struct span piece, char *to, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < piece.len; i++) {
        int c = piece.data[i] == '+' ? ' ' : piece.data[i];

        if (c == '%') {
            const int high = i + 2 < piece.len ? hex_digit(piece.data[i + 1]) : -1;
            const int low = i + 2 < piece.len ? hex_digit(piece.data[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = high << 4 | low;
            i += 2;
        }
        if (c == '\0')
            return false;
        to[(*len)++] = (char)c;
    }
    return true;
}

static enum err_code add_pair(struct query *query, struct span pair, char **to, struct err *err)
{
    char said[ERR_PARAM_MAX];
    struct span rest = pair;
    struct span name;
    size_t name_len;
    size_t value_len;

    (void)span_next(&rest, '=', &name);
    param_said(name, said);
    if (query->n == QUERY_PAIRS_MAX)
        return err_param(err, ERR_PARAM_INVALID, said, "There are more than %d parameters.",
                         QUERY_PAIRS_MAX);
    if (!decode(name, *to, &name_len) || !decode(rest, *to + name_len, &value_len))
        return err_param(err, ERR_PARAM_INVALID, said,
                         "A parameter has a %% without two hexadecimal digits, or a NUL.");
    query->pairs[query->n].name = span_of(*to, name_len);
    query->pairs[query->n].value = span_of(*to + name_len, value_len);
    query->n++;
    *to += name_len + value_len;
    return ERR_OK;
}

enum err_code query_read(struct query *query, struct span raw, struct err *err)
{
    struct span rest = raw;
    struct span pair;

    *query = (struct query){0};
    if (raw.len > QUERY_BYTES_MAX)
        return err_set(err, ERR_URI_TOO_LONG, "The query is over %d bytes.", QUERY_BYTES_MAX);
    query->bytes = malloc(raw.len + 1);
    if (query->bytes == NULL)
        return err_set(err, ERR_BUSY, "The service has no room for this request now.");
    char *to = query->bytes;

    while (span_next(&rest, '&', &pair)) {
        const enum err_code code = pair.len > 0 ? add_pair(query, pair, &to, err) : ERR_OK;

        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

void query_fini(struct query *query)
{
    free(query->bytes);
    query->bytes = NULL;
}
