#include "tests/support/wire.h"

#include "base/clock.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WIRE_MAX = 256 << 20, INTERIM_END = 200, PIECE = 64 << 10 };

bool wire_open(struct wire *wire, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    *wire = (struct wire){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    buf_init(&wire->in, WIRE_MAX);
    if (wire->fd >= 0 && connect(wire->fd, (struct sockaddr *)&to, sizeof(to)) == 0)
        return true;
    wire_close(wire);
    return false;
}

void wire_close(struct wire *wire)
{
    if (wire->fd >= 0)
        (void)close(wire->fd);
    wire->fd = -1;
    buf_fini(&wire->in);
}

void wire_reset(struct wire *wire)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};

    (void)setsockopt(wire->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    wire_close(wire);
}

bool wire_send(struct wire *wire, const void *data, size_t len)
{
    const char *at = data;

    while (len > 0) {
        struct pollfd poller = {.fd = wire->fd, .events = POLLOUT};
        const ssize_t sent = send(wire->fd, at, len, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (sent > 0) {
            at += sent;
            len -= (size_t)sent;
        } else if (errno != EAGAIN || poll(&poller, 1, WIRE_MS) <= 0) {
            return false;
        }
    }
    return true;
}

bool wire_text(struct wire *wire, const char *text)
{
    return wire_send(wire, text, strlen(text));
}

bool wire_post(struct wire *wire, const char *target, const char *headers, struct span body)
{
    struct buf head;

    buf_init(&head, 1 << 20);
    buf_printf(&head, "POST %s HTTP/1.1\r\nHost: t\r\n%sContent-Length: %zu\r\n\r\n", target,
               headers, body.len);
    const bool sent = wire_send(wire, head.data, head.len) && wire_send(wire, body.data, body.len);

    buf_fini(&head);
    return sent;
}

/* Wait for more bytes until then. False: closed, or late. */
static bool more(struct wire *wire, int64_t end_ns)
{
    char piece[PIECE];
    struct pollfd poller = {.fd = wire->fd, .events = POLLIN};
    const int64_t left_ms = (end_ns - clock_now_ns()) / NS_PER_MS;

    if (wire->closed || wire->fd < 0 || poll(&poller, 1, left_ms > 0 ? (int)left_ms : 0) <= 0)
        return false;
    const ssize_t got = recv(wire->fd, piece, sizeof(piece), 0);

    if (got <= 0) {
        wire->closed = true;
        return false;
    }
    buf_add(&wire->in, piece, (size_t)got);
    return true;
}

static void take(struct wire *wire, size_t len, struct buf *into)
{
    if (into)
        buf_add(into, wire->in.data, len);
    memmove(wire->in.data, wire->in.data + len, wire->in.len - len);
    wire->in.len -= len;
    wire->in.data[wire->in.len] = '\0';
}

static bool take_head(struct wire *wire, struct answer *answer, int64_t end_ns)
{
    const char *end;

    while ((end = wire->in.len ? memmem(wire->in.data, wire->in.len, "\r\n\r\n", 4) : NULL) == NULL)
        if (!more(wire, end_ns))
            return false;
    take(wire, (size_t)(end - wire->in.data) + 4, &answer->headers);
    return sscanf(buf_string(&answer->headers), "HTTP/1.%*1[01] %d", &answer->status) == 1;
}

static bool take_body(struct wire *wire, struct answer *answer, int64_t end_ns)
{
    char text[64];
    const bool sized = answer_field(answer, "Content-Length", text, sizeof(text))[0] != '\0';
    const size_t len = sized ? strtoull(text, NULL, 10) : SIZE_MAX;

    while (wire->in.len < len && more(wire, end_ns))
        ;
    if (sized && wire->in.len < len)
        return false;
    if (wire->in.len > 0)
        take(wire, sized ? len : wire->in.len, &answer->body);
    return true;
}

bool wire_read(struct wire *wire, struct answer *answer, bool head, int ms)
{
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;
    int interim = 0;

    for (;; interim++) {
        answer_clear(answer);
        if (!take_head(wire, answer, end_ns)) {
            answer->status = 0;
            return false;
        }
        answer->interim = interim;
        if (answer->status >= INTERIM_END)
            break;
    }
    if (head || answer->status == 204 || answer->status == 304)
        return true;
    if (take_body(wire, answer, end_ns))
        return true;
    answer->status = 0;
    return false;
}

bool wire_ends(struct wire *wire, int ms)
{
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;

    while (more(wire, end_ns))
        ;
    return wire->closed;
}

void wire_once(int port, const void *data, size_t len, struct answer *answer)
{
    struct wire wire;

    answer_clear(answer);
    if (!wire_open(&wire, port))
        return;
    (void)wire_send(&wire, data, len); /* an early refusal may close while we still send */
    (void)wire_read(&wire, answer, false, WIRE_MS);
    wire_close(&wire);
}
