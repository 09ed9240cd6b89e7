#include "service/cli.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

/* Longer than a container runtime's usual patience is of no use. */
enum { PATIENCE_S = 3, UNHEALTHY = 1 };

static const char request[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
static const char status_line[] = "HTTP/1.1 200 ";

/* An address that means "all of mine" is asked on the loopback. */
static const char *reachable(const char *address)
{
    if (strcmp(address, "0.0.0.0") == 0)
        return "127.0.0.1";
    return strcmp(address, "::") == 0 ? "::1" : address;
}

static int connect_one(const struct addrinfo *at)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    const int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (connect(fd, at->ai_addr, at->ai_addrlen) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

static int connect_to(const char *host, int port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[16];
    int fd = -1;

    (void)snprintf(service, sizeof(service), "%d", port);
    if (getaddrinfo(host, service, &hints, &found) != 0)
        return -1;
    for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
        fd = connect_one(at);
    freeaddrinfo(found);
    return fd;
}

static bool answers_ok(int fd)
{
    char answer[sizeof(status_line)] = "";
    const size_t want = sizeof(status_line) - 1;
    size_t len = 0;

    if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) != (ssize_t)sizeof(request) - 1)
        return false;
    while (len < want) {
        const ssize_t got = recv(fd, answer + len, want - len, 0);

        if (got <= 0)
            return false;
        len += (size_t)got;
    }
    return strcmp(answer, status_line) == 0;
}

int cli_healthcheck(const struct cli *cli)
{
    struct settings settings;
    const int failed = cli_load(cli, &settings);

    if (failed)
        return failed;
    if (settings.http_admin_port == 0)
        return cli_fail(EX_CONFIG, "http.admin_port is 0: only the ready line knows the port");
    const char *host = reachable(settings.http_address);
    const int port = (int)settings.http_admin_port;
    const int fd = connect_to(host, port);

    if (fd < 0)
        return cli_fail(UNHEALTHY, "nobody listens on %s port %d", host, port);
    const bool alive = answers_ok(fd);

    (void)close(fd);
    return alive ? EX_OK : cli_fail(UNHEALTHY, "no 200 from %s port %d", host, port);
}
