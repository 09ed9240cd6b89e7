/* handlers/reply.h - what goes back: a status, a few headers, a body. Values only, no sockets.
 *
 * Owned by its exchange; one thread at a time.
 */
#ifndef HANDLERS_REPLY_H
#define HANDLERS_REPLY_H

#include "base/buf.h"
#include "base/err.h"

enum {
    REPLY_HEADERS_MAX = 16,
    REPLY_VALUE_MAX = 512,
    REPLY_BODY_MAX = 4 << 20,
    REPLY_PIECES_MAX = 48
};

struct reply_header {
    const char *name; /* static */
    char value[REPLY_VALUE_MAX];
};

/* A run of bytes of the job's output memfd, or of the text. */
struct reply_piece {
    bool result;
    size_t at, len;
};

struct reply {
    int status;        /* 0: nothing to say yet */
    struct buf text;   /* the body, unless one of the next three is set */
    struct span fixed; /* a body that lives as long as the process */
    bool result;       /* the body is the job's output memfd */
    int n_pieces;      /* 0, or the body is these, in this order */
    struct reply_piece pieces[REPLY_PIECES_MAX];
    int n_headers;
    struct reply_header headers[REPLY_HEADERS_MAX];
};

void reply_init(struct reply *reply);
void reply_fini(struct reply *reply);

/* Set a header, replacing one of that name; control characters become '?', a longer value is cut.
 * CHECKs that there is room: what we send is ours to count. */
void reply_header(struct reply *reply, const char *name, const char *format, ...) PRINTF_LIKE(3);

/* Add a piece; CHECKs that there is room. Text that was added since the last piece of text is what
 * the second one gives; nothing is no piece. */
void reply_result_piece(struct reply *reply, size_t at, size_t len);
void reply_text_piece(struct reply *reply);

/* The bytes of the body, where it is not the whole output memfd. */
size_t reply_length(const struct reply *reply);

/* Add a field name to Vary; one that is there stays. */
void reply_vary(struct reply *reply, const char *field);

#endif
