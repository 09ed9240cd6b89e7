#include "bench/client.h"

#include "base/clock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEAD_MAX = 1 << 16, ANSWER_MAX = 1 << 20, PIECE = 64 << 10 };

void client_init(struct client *client, int port)
{
    *client = (struct client){.port = port, .fd = -1};
    buf_init(&client->head, HEAD_MAX);
    buf_init(&client->answer, ANSWER_MAX);
}

void client_drop(struct client *client)
{
    if (client->fd >= 0)
        (void)close(client->fd);
    client->fd = -1;
    client->kept = false;
    client->busy = false;
}

void client_fini(struct client *client)
{
    client_drop(client);
    buf_fini(&client->head);
    buf_fini(&client->answer);
}

static void open_connection(struct client *client)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)client->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    client->kept = false;
    if (client->fd < 0)
        return;
    /* Linux' default. BBR, where the system says so, paces what is sent by timers: on loopback that
     * would measure the timers. */
    (void)setsockopt(client->fd, IPPROTO_TCP, TCP_CONGESTION, "cubic", strlen("cubic"));
    if (connect(client->fd, (struct sockaddr *)&to, sizeof(to)) != 0 && errno != EINPROGRESS)
        client_drop(client);
}

static size_t body_len(const struct client *client)
{
    return client->body ? client->body->len : 0;
}

static void begin(struct client *client)
{
    if (client->fd < 0)
        open_connection(client);
    client->busy = true;
    client->in_body = false;
    client->sent = 0;
    buf_clear(&client->answer);
}

void client_ask(struct client *client, const char *target, const struct buf *body)
{
    client->body = body;
    client->start_ns = clock_now_ns();
    client->body_len = 0;
    client->retry_after_s = 0;
    buf_clear(&client->head);
    buf_printf(&client->head, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", body ? "POST" : "GET",
               target);
    if (body)
        buf_printf(&client->head, "Content-Length: %zu\r\n", body->len);
    buf_text(&client->head, "\r\n");
    begin(client);
}

static bool is_sending(const struct client *client)
{
    return client->sent < client->head.len + body_len(client);
}

struct pollfd client_poll(const struct client *client)
{
    return (struct pollfd){.fd = client->busy ? client->fd : -1,
                           .events = (short)(is_sending(client) ? POLLIN | POLLOUT : POLLIN)};
}

/* What is left of a text, or of none, of which so many bytes have been sent. */
static struct iovec rest_of(const struct buf *text, size_t sent)
{
    const size_t gone = text == NULL ? 0 : sent < text->len ? sent : text->len;

    return text ? (struct iovec){text->data + gone, text->len - gone} : (struct iovec){0};
}

/* More of head and body, together as browsers and libraries send them; a peer that has answered
 * early may refuse the rest. */
static void send_more(struct client *client)
{
    const size_t head = client->head.len;
    struct iovec parts[] = {
        rest_of(&client->head, client->sent),
        rest_of(client->body, client->sent > head ? client->sent - head : 0),
    };
    const struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    const ssize_t sent = sendmsg(client->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (sent > 0)
        client->sent += (size_t)sent;
    else if (sent < 0 && errno != EAGAIN)
        client->sent = head + body_len(client); /* read what it has to say */
}

/* The number after a header's name in the header section, or 0. */
static size_t header_number(const struct client *client, const char *name)
{
    const char *text = buf_string(&client->answer);
    const char *end = strstr(text, "\r\n\r\n");
    const char *at = strcasestr(text, name);

    return at && end && at < end ? strtoull(at + strlen(name), NULL, 10) : 0;
}

/* "HTTP/1.1 200 OK" -> 200, or 0. */
static int status_of(const char *text)
{
    static const char start[] = "HTTP/1.";
    const size_t len = sizeof(start) - 1;

    if (strncmp(text, start, len) != 0 || text[len] == '\0')
        return 0;
    return (int)strtol(text + len + 1, NULL, 10);
}

/* The answer is whole. */
static void finish(struct client *client)
{
    const char *text = buf_string(&client->answer);
    const bool keep = strcasestr(text, "\r\nconnection: close") == NULL && !is_sending(client);

    client->status = status_of(text);
    client->retry_after_s = (int)header_number(client, "\r\nretry-after:");
    client->busy = false;
    client->kept = true;
    if (!keep)
        client_drop(client);
}

/* `len` more bytes of the answer are here. True: that was the last. */
static bool take(struct client *client, const char *data, size_t len)
{
    if (!client->in_body) {
        buf_add(&client->answer, data, len);
        const char *text = buf_string(&client->answer);
        const char *end = strstr(text, "\r\n\r\n");

        if (end == NULL)
            return false;
        client->in_body = true;
        client->body_len = header_number(client, "\r\ncontent-length:");
        client->body_left = client->body_len;
        len = client->answer.len - (size_t)(end + 4 - text);
    }
    client->body_left -= len < client->body_left ? len : client->body_left;
    return client->body_left == 0;
}

/* The connection has ended before the answer has. True: that is the outcome. */
static bool lost(struct client *client)
{
    const bool again = client->kept && client->answer.len == 0;

    client_drop(client);
    if (again) {
        begin(client);
        return client->fd < 0;
    }
    client->status = 0;
    return true;
}

static bool receive(struct client *client)
{
    char piece[PIECE];
    const ssize_t got = recv(client->fd, piece, sizeof(piece), MSG_DONTWAIT);

    if (got < 0 && errno == EAGAIN)
        return false;
    if (got <= 0)
        return lost(client);
    if (!take(client, piece, (size_t)got))
        return false;
    finish(client);
    return true;
}

bool client_turn(struct client *client, short events)
{
    if (!client->busy)
        return false;
    if (client->fd < 0)
        return lost(client);
    if (events & (POLLIN | POLLHUP | POLLERR))
        return receive(client);
    if (events & POLLOUT)
        send_more(client);
    return false;
}

void client_allow_many(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}
