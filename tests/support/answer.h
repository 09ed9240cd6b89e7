/* tests/support/answer.h - a response as tests see it. */
#ifndef TESTS_SUPPORT_ANSWER_H
#define TESTS_SUPPORT_ANSWER_H

#include "base/buf.h"

struct answer {
    int status;         /* 0: there was none */
    int interim;        /* how many 1xx came before */
    int connects;       /* new connections made for it (client_ask) */
    struct buf headers; /* status line and fields, CRLF between */
    struct buf body;
};

void answer_init(struct answer *answer);
void answer_fini(struct answer *answer);
void answer_clear(struct answer *answer);

/* Copy a field's value (the first of that name, any case); "" when it is not there. */
const char *answer_field(const struct answer *answer, const char *name, char *value, size_t size);
bool answer_has(const struct answer *answer, const char *name, const char *value); /* contains */

#endif
