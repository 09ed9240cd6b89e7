#include "service/job.h"

#include "base/check.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FDS_MAX = 2 };

union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
};

bool job_send(int socket, const void *message, size_t size, const int *fds, int n_fds, int flags)
{
    union control control;
    struct iovec piece = {.iov_len = size};
    struct msghdr header = {.msg_iov = &piece, .msg_iovlen = 1};

    CHECK(n_fds <= FDS_MAX);
    memset(&control, 0, sizeof(control));
    memcpy(&piece.iov_base, &message, sizeof(message)); /* sendmsg only reads, iovec is not const */
    if (n_fds > 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = CMSG_SPACE((size_t)n_fds * sizeof(int));
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);

        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN((size_t)n_fds * sizeof(int));
        memcpy(CMSG_DATA(rights), fds, (size_t)n_fds * sizeof(int));
    }
    ssize_t sent;

    do
        sent = sendmsg(socket, &header, flags | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)size;
}

/* Take the descriptors of one control message; those that nobody asked for are closed. */
static void take_rights(const struct cmsghdr *rights, int *fds, int n_fds)
{
    const size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);

    for (size_t i = 0; i < count; i++) {
        int fd;

        memcpy(&fd, CMSG_DATA(rights) + i * sizeof(int), sizeof(fd));
        if (i < (size_t)n_fds && fds[i] < 0)
            fds[i] = fd;
        else
            (void)close(fd);
    }
}

static void drop_all(int *fds, int n_fds)
{
    for (int i = 0; i < n_fds; i++) {
        if (fds[i] >= 0)
            (void)close(fds[i]);
        fds[i] = -1;
    }
}

int job_receive(int socket, void *message, size_t size, int *fds, int n_fds, int flags,
                bool *broken)
{
    union control control;
    struct iovec piece = {.iov_base = message, .iov_len = size};
    struct msghdr header = {.msg_iov = &piece,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    ssize_t got;

    *broken = false;
    for (int i = 0; i < n_fds; i++)
        fds[i] = -1;
    do
        got = recvmsg(socket, &header, flags | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno == EAGAIN ? -1 : 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            take_rights(c, fds, n_fds);
    if (got == (ssize_t)size && !(header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return 1;
    drop_all(fds, n_fds);
    *broken = got != 0;
    return got == 0 ? 0 : -1;
}
