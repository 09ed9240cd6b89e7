/* bench/client.h - one HTTP connection to 127.0.0.1, driven by poll: ask, turn, read the outcome.
 *
 * A kept connection that the server closes before the first byte of an answer is opened anew and
 * asked again, once, as every HTTP client does (RFC 9112 section 9.3.1). Answers need a
 * Content-Length; their bodies are counted and thrown away. One thread.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include "base/buf.h"

#include <poll.h>

struct client {
    int port;
    int fd;    /* -1: closed */
    bool busy; /* asked and not answered */
    bool kept; /* this connection has answered before */
    struct buf head;
    const struct buf *body; /* NULL: none; borrowed until answered */
    size_t sent;
    struct buf answer; /* header section, then nothing more is kept */
    size_t body_left;
    bool in_body;
    int64_t start_ns;

    /* The outcome, once client_turn() has said true. */
    int status; /* 0: no answer */
    size_t body_len;
    int retry_after_s; /* 0: not said */
};

void client_init(struct client *client, int port);
void client_fini(struct client *client);

/* Start a request; a GET has no body. */
void client_ask(struct client *client, const char *target, const struct buf *body);

/* What to poll for; fd is -1 when there is nothing. */
struct pollfd client_poll(const struct client *client);

/* Go on after poll(). True: answered, or failed. */
bool client_turn(struct client *client, short events);

/* Close the connection, whatever it is doing. */
void client_drop(struct client *client);

/* Raise the limit of open files to what the machine allows. */
void client_allow_many(void);

#endif
