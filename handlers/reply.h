/* handlers/reply.h - what goes back: a status, a few headers, a body. Values only, no sockets.
 *
 * Owned by its exchange; one thread at a time.
 */
#ifndef HANDLERS_REPLY_H
#define HANDLERS_REPLY_H

#include "base/buf.h"
#include "base/err.h"

enum { REPLY_HEADERS_MAX = 16, REPLY_VALUE_MAX = 512, REPLY_BODY_MAX = 4 << 20 };

struct reply_header {
    const char *name; /* static */
    char value[REPLY_VALUE_MAX];
};

struct reply {
    int status;        /* 0: nothing to say yet */
    struct buf text;   /* the body, unless one of the next two is set */
    struct span fixed; /* a body that lives as long as the process */
    bool result;       /* the body is the job's output memfd */
    int n_headers;
    struct reply_header headers[REPLY_HEADERS_MAX];
};

void reply_init(struct reply *reply);
void reply_fini(struct reply *reply);

/* Set a header, replacing one of that name; control characters become '?', a longer value is cut.
 * CHECKs that there is room: what we send is ours to count. */
void reply_header(struct reply *reply, const char *name, const char *format, ...) PRINTF_LIKE(3);

/* Add a field name to Vary; one that is there stays. */
void reply_vary(struct reply *reply, const char *field);

#endif
