#include "service/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

static int bind_one(const struct addrinfo *at)
{
    const int on = 1;
    const int off = 0;
    const int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (at->ai_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    const int saved = errno;

    (void)close(fd);
    errno = saved;
    return -1;
}

int listen_on(const char *host, int64_t port, struct buf *problem)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    char service[16];
    int fd = -1;

    (void)snprintf(service, sizeof(service), "%d", (int)port);
    const int failed = getaddrinfo(host, service, &hints, &found);

    if (failed) {
        buf_printf(problem, "mezzotint: cannot resolve %s: %s", host, gai_strerror(failed));
        return -1;
    }
    for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
        fd = bind_one(at);
    if (fd < 0)
        buf_printf(problem, "mezzotint: cannot listen on %s port %s: %s", host, service,
                   strerror(errno));
    freeaddrinfo(found);
    return fd;
}

void listen_url(int fd, struct buf *out)
{
    struct sockaddr_storage name;
    socklen_t len = sizeof(name);
    char host[128];
    char port[16];

    if (getsockname(fd, (struct sockaddr *)&name, &len) != 0 ||
        getnameinfo((struct sockaddr *)&name, len, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    buf_printf(out, strchr(host, ':') ? "http://[%s]:%s" : "http://%s:%s", host, port);
}
