/* handlers/query.h - a raw query string as name and value pairs
 * (application/x-www-form-urlencoded). */
#ifndef HANDLERS_QUERY_H
#define HANDLERS_QUERY_H

#include "base/err.h"
#include "base/span.h"

enum { QUERY_PAIRS_MAX = 64, QUERY_BYTES_MAX = 64 << 10 };

struct query {
    char *bytes; /* decoded; the spans point into it */
    int n;
    struct {
        struct span name, value;
    } pairs[QUERY_PAIRS_MAX];
};

/* Decode. ERR_PARAM_INVALID, with the name as it was sent, for a broken escape, a NUL, or too many
 * pairs. *query is always to be
 * ended with query_fini. */
enum err_code query_read(struct query *query, struct span raw, struct err *err) MUST_CHECK;
void query_fini(struct query *query);

#endif
