#include "service/inherit.h"

#include "base/span.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_FD = 3 };

/* A whole number of the environment; 0: not there, or no such number. */
static long number_of(const char *name)
{
    const char *text = getenv(name);
    char *end;

    if (!text || *text == '\0')
        return 0;
    errno = 0;
    const long number = strtol(text, &end, 10);

    return errno == 0 && *end == '\0' && number > 0 ? number : 0;
}

static void forget(void)
{
    (void)unsetenv("LISTEN_PID");
    (void)unsetenv("LISTEN_FDS");
    (void)unsetenv("LISTEN_FDNAMES");
}

static bool is_listening(int fd)
{
    int listening = 0;
    socklen_t len = sizeof(listening);

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening;
}

static bool make_ours(int fd)
{
    const int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static enum inherit_role role_of(struct span name, const int fds[INHERIT_ROLES])
{
    if (span_is(name, "admin"))
        return INHERIT_ADMIN;
    if (span_is(name, "front") || span_is(name, "http"))
        return INHERIT_FRONT;
    return fds[INHERIT_FRONT] < 0 ? INHERIT_FRONT : INHERIT_ADMIN;
}

static bool take(int fd, struct span name, int fds[INHERIT_ROLES], struct buf *problem)
{
    const enum inherit_role role = role_of(name, fds);

    if (fds[role] >= 0)
        buf_printf(problem, "mezzotint: descriptor %d is one socket too many for the %s port", fd,
                   role == INHERIT_ADMIN ? "admin" : "service");
    else if (!is_listening(fd) || !make_ours(fd))
        buf_printf(problem, "mezzotint: descriptor %d, handed over by LISTEN_FDS, does not listen",
                   fd);
    else
        fds[role] = fd;
    return problem->len == 0;
}

bool inherit_listeners(int fds[INHERIT_ROLES], struct buf *problem)
{
    const long count = number_of("LISTEN_PID") == getpid() ? number_of("LISTEN_FDS") : 0;
    const char *text = getenv("LISTEN_FDNAMES");
    struct span names = span_text(text ? text : "");
    struct span name;

    for (int i = 0; i < INHERIT_ROLES; i++)
        fds[i] = -1;
    if (count > INHERIT_ROLES)
        buf_printf(problem, "mezzotint: LISTEN_FDS hands over %ld sockets, but there are only two",
                   count);
    for (int i = 0; i < count && problem->len == 0; i++) {
        if (!span_next(&names, ':', &name))
            name = span_text("");
        (void)take(FIRST_FD + i, name, fds, problem);
    }
    forget();
    return problem->len == 0;
}
