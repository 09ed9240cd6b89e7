/* tests/support/wire.h - one connection, byte by byte, with bounded waits.
 *
 * For what a well-behaved client cannot say. No thread, no Check.
 */
#ifndef TESTS_SUPPORT_WIRE_H
#define TESTS_SUPPORT_WIRE_H

#include "tests/support/answer.h"

enum { WIRE_MS = 45000 }; /* the usual bound of a wait */

struct wire {
    int fd;
    struct buf in; /* received and not yet taken */
    bool closed;   /* the peer has closed or reset */
};

/* Connect to 127.0.0.1. False: refused. */
bool wire_open(struct wire *wire, int port);
void wire_close(struct wire *wire); /* orderly, accepts a closed one */
void wire_reset(struct wire *wire); /* RST */

/* Send all bytes; false: the peer has gone, or takes nothing for WIRE_MS. */
bool wire_send(struct wire *wire, const void *data, size_t len);
bool wire_text(struct wire *wire, const char *text);

/* A POST with Content-Length, whole, without waiting for the answer. `headers` may be "" or lines
 * ended by CRLF. */
bool wire_post(struct wire *wire, const char *target, const char *headers, struct span body);

/* Take one whole response off the connection (interim 1xx ones are counted, not given). `head`:
 * the response to HEAD, which has no body. False: closed or late, answer->status is 0 then. */
bool wire_read(struct wire *wire, struct answer *answer, bool head, int ms);

/* True when the peer closes within `ms`; what it still sends stays in wire->in. */
bool wire_ends(struct wire *wire, int ms);

/* Open, send, read one answer, close: status 0 when the connection was closed without one. */
void wire_once(int port, const void *data, size_t len, struct answer *answer);

#endif
