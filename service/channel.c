#include "service/channel.h"

#include "service/job.h"

#include <sys/socket.h>
#include <unistd.h>

/* A SOCK_SEQPACKET socket takes a message of SO_SNDBUF less its own bookkeeping, which is 32 bytes
 * (unix_dgram_sendmsg() in Linux' net/unix/af_unix.c). */
enum { NEEDED = JOB_BYTES_MAX + 1024 };

static bool has_room(int socket)
{
    int size = 0;
    socklen_t len = sizeof(size);

    return getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, &len) == 0 && size >= NEEDED;
}

/* The kernel gives twice what is asked for, which is at most net.core.wmem_max (socket(7)). */
bool channel_make_room(int socket)
{
    const int wanted = NEEDED;

    if (has_room(socket))
        return true;
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof(wanted));
    return has_room(socket);
}

static void close_both(const int pair[2])
{
    (void)close(pair[0]);
    (void)close(pair[1]);
}

bool channel_open(int pair[2])
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    if (channel_make_room(pair[0]) && channel_make_room(pair[1]))
        return true;
    close_both(pair);
    return false;
}

bool channel_prepare(struct buf *problem)
{
    int pair[2];

    if (!channel_open(pair)) {
        buf_printf(problem,
                   "mezzotint: no socket here holds a job of %d kB; raise the sysctl "
                   "net.core.wmem_max",
                   NEEDED / 1000);
        return false;
    }
    close_both(pair);
    return true;
}
