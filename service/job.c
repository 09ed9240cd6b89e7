#include "service/job.h"

#include "base/check.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FDS_MAX = JOB_FILES };

union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
};

static bool send_pieces(int socket, struct iovec *pieces, size_t n_pieces, const int *fds,
                        int n_fds, int flags)
{
    union control control;
    struct msghdr header = {.msg_iov = pieces, .msg_iovlen = n_pieces};
    size_t size = 0;

    CHECK(n_fds <= FDS_MAX);
    memset(&control, 0, sizeof(control));
    for (size_t i = 0; i < n_pieces; i++)
        size += pieces[i].iov_len;
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

static struct iovec piece_of(const void *data, size_t len)
{
    struct iovec piece = {.iov_len = len};

    memcpy(&piece.iov_base, &data, sizeof(data)); /* sendmsg only reads, iovec is not const */
    return piece;
}

static size_t steps_size(uint32_t n_steps)
{
    return offsetof(struct plan, steps) + n_steps * sizeof(struct step);
}

bool job_send(int socket, const struct job_message *message, const struct plan *plans,
              const int *fds, int n_fds, int flags)
{
    struct iovec pieces[1 + 2 * PLANS_MAX];
    size_t n = 0;

    CHECK(message->n_plans <= PLANS_MAX);
    pieces[n++] = piece_of(message, sizeof(*message));
    for (uint32_t i = 0; i < message->n_plans; i++) {
        pieces[n++] = piece_of(&plans[i], steps_size(plans[i].n_steps));
        pieces[n++] = piece_of(&plans[i].output, sizeof(plans[i].output));
    }
    return send_pieces(socket, pieces, n, fds, n_fds, flags);
}

bool result_send(int socket, const struct result_message *result, int flags)
{
    const size_t size =
        offsetof(struct result_message, facts) + result->n_facts * sizeof(result->facts[0]);
    struct iovec piece = piece_of(result, size);

    CHECK(result->n_facts <= PLANS_MAX);
    return send_pieces(socket, &piece, 1, NULL, 0, flags);
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

/* Up to `size` bytes; *got tells how many. The rest is as for job_receive(). */
static int receive(int socket, void *message, size_t size, size_t *got, int *fds, int n_fds,
                   int flags, bool *broken)
{
    union control control;
    struct iovec piece = {.iov_base = message, .iov_len = size};
    struct msghdr header = {.msg_iov = &piece,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    ssize_t came;

    *broken = false;
    for (int i = 0; i < n_fds; i++)
        fds[i] = -1;
    do
        came = recvmsg(socket, &header, flags | MSG_CMSG_CLOEXEC);
    while (came < 0 && errno == EINTR);
    if (came < 0)
        return errno == EAGAIN ? -1 : 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            take_rights(c, fds, n_fds);
    *got = (size_t)came;
    if (came > 0 && !(header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return 1;
    drop_all(fds, n_fds);
    *broken = came != 0;
    return came == 0 ? 0 : -1;
}

/* Copy the next bytes of a message; false: there are not so many. */
static bool take(struct span *rest, void *to, size_t len)
{
    if (rest->len < len)
        return false;
    memcpy(to, rest->data, len);
    *rest = span_cut(*rest, len, rest->len - len);
    return true;
}

static bool take_plan(struct span *rest, struct plan *plan)
{
    return take(rest, plan, steps_size(0)) && plan->n_steps <= PLAN_STEPS_MAX &&
           take(rest, plan->steps, plan->n_steps * sizeof(struct step)) &&
           take(rest, &plan->output, sizeof(plan->output));
}

static bool take_job(struct span rest, struct job *job)
{
    if (!take(&rest, &job->message, sizeof(job->message)) || job->message.n_plans < 1 ||
        job->message.n_plans > PLANS_MAX)
        return false;
    for (uint32_t i = 0; i < job->message.n_plans; i++)
        if (!take_plan(&rest, &job->plans[i]))
            return false;
    return rest.len == 0;
}

int job_receive(int socket, struct job *job, int *fds, int n_fds, int flags, bool *broken)
{
    size_t got;
    const int found =
        receive(socket, job->wire, sizeof(job->wire), &got, fds, n_fds, flags, broken);

    if (found != 1 || take_job(span_of(job->wire, got), job))
        return found;
    drop_all(fds, n_fds);
    *broken = true;
    return -1;
}

int result_receive(int socket, struct result_message *result, int flags, bool *broken)
{
    const size_t head = offsetof(struct result_message, facts);
    size_t got;
    const int found = receive(socket, result, sizeof(*result), &got, NULL, 0, flags, broken);

    if (found != 1 || (got >= head && result->n_facts <= PLANS_MAX &&
                       got == head + result->n_facts * sizeof(result->facts[0])))
        return found;
    *broken = true;
    return -1;
}

uint64_t result_length(const struct result_message *result, uint64_t most)
{
    uint64_t at = 0;

    for (uint32_t i = 0; i < result->n_facts; i++) {
        const struct run_facts *facts = &result->facts[i];

        if (facts->at != at || facts->bytes == 0 || facts->bytes > most - at)
            return 0;
        at += facts->bytes;
    }
    return at;
}
