/* tests/support/client.h - a well-behaved HTTP/1.1 client (libcurl), one request at a time. */
#ifndef TESTS_SUPPORT_CLIENT_H
#define TESTS_SUPPORT_CLIENT_H

#include "tests/support/answer.h"

struct client; /* keeps its connection alive between requests; one thread */

struct ask {
    const char *method;         /* NULL: GET, or POST where there is a body */
    const char *target;         /* path and query, sent as it is */
    const char *const *headers; /* "Name: value", NULL-ended; may be NULL */
    struct span body;           /* data NULL: no body */
    bool chunked;
};

struct client *client_new(int port);
void client_free(struct client *client);

/* Ask and wait, at most 45 s. False: no answer; answer->status is 0 then. */
bool client_ask(struct client *client, const struct ask *ask, struct answer *answer);

/* One request on a connection of its own. */
bool client_get(int port, const char *target, struct answer *answer);
bool client_post(int port, const char *target, struct span body, struct answer *answer);

#endif
