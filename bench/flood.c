/* bench_flood: many HTTP connections to 127.0.0.1 from one thread.
 *
 *   bench_flood -p PORT -c CONNECTIONS -n REQUESTS -t TARGET [-t TARGET...] FILE [FILE...]
 *
 * Each connection posts one request after the other until all REQUESTS are sent; request i takes
 * target and file number i, round and round. Prints one line: counts by status (0: no answer), rate
 * and latency. Exit status 0 when all answers are 200 or 503, else 1.
 */
#include "base/buf.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

enum { LIST_MAX = 64, FILE_MAX = 64 << 20, STATUS_MAX = 600, PIECE = 64 << 10, IDLE_MS = 60000 };

struct connection {
    int fd; /* -1: closed */
    bool asking;
    struct buf head; /* of the request */
    const struct buf *body;
    size_t sent;
    struct buf answer; /* header section, then nothing more is kept */
    size_t body_left;
    bool in_body;
    int64_t start_ns;
};

struct flood {
    int port, n_targets, n_files;
    const char *targets[LIST_MAX];
    struct buf files[LIST_MAX];
    long requests, started, done;
    long statuses[STATUS_MAX];
    double *ms;
    struct connection *connections;
    int n_connections;
};

static void connect_to(struct connection *connection, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->fd < 0)
        return;
    if (connect(connection->fd, (struct sockaddr *)&to, sizeof(to)) != 0 && errno != EINPROGRESS) {
        (void)close(connection->fd);
        connection->fd = -1;
    }
}

static void ask_next(struct flood *flood, struct connection *connection)
{
    if (flood->started == flood->requests)
        return;
    const long i = flood->started++;

    if (connection->fd < 0)
        connect_to(connection, flood->port);
    connection->asking = true;
    connection->in_body = false;
    connection->sent = 0;
    connection->body = &flood->files[i % flood->n_files];
    buf_clear(&connection->answer);
    buf_clear(&connection->head);
    buf_printf(&connection->head,
               "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\n\r\n",
               flood->targets[i % flood->n_targets], connection->body->len);
    connection->start_ns = clock_now_ns();
}

static void finish(struct flood *flood, struct connection *connection, int status, bool keep)
{
    flood->ms[flood->done++] = clock_ms(connection->start_ns, clock_now_ns());
    flood->statuses[status >= 0 && status < STATUS_MAX ? status : 0]++;
    connection->asking = false;
    if (!keep && connection->fd >= 0) {
        (void)close(connection->fd);
        connection->fd = -1;
    }
    ask_next(flood, connection);
}

/* More of head and body; a peer that has answered early may refuse the rest. */
static void send_more(struct connection *connection)
{
    const size_t head = connection->head.len;
    const bool in_head = connection->sent < head;
    const char *at = in_head ? connection->head.data + connection->sent
                             : connection->body->data + (connection->sent - head);
    const size_t len =
        in_head ? head - connection->sent : connection->body->len - (connection->sent - head);
    const ssize_t sent = send(connection->fd, at, len, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (sent > 0)
        connection->sent += (size_t)sent;
    else if (sent < 0 && errno != EAGAIN)
        connection->sent = head + connection->body->len; /* read what it has to say */
}

static int status_of(const struct connection *connection)
{
    int status = 0;

    (void)sscanf(buf_string(&connection->answer), "HTTP/1.%*1[01] %d", &status);
    return status;
}

static bool keeps(const struct connection *connection)
{
    return strcasestr(buf_string(&connection->answer), "connection: close") == NULL &&
           connection->sent == connection->head.len + connection->body->len;
}

/* `len` more bytes of the answer are here. */
static void take(struct flood *flood, struct connection *connection, const char *data, size_t len)
{
    if (!connection->in_body) {
        buf_add(&connection->answer, data, len);
        const char *text = buf_string(&connection->answer);
        const char *end = strstr(text, "\r\n\r\n");
        const char *length = strcasestr(text, "content-length:");

        if (end == NULL)
            return;
        connection->in_body = true;
        connection->body_left = length && length < end ? strtoull(length + 15, NULL, 10) : 0;
        len = connection->answer.len - (size_t)(end + 4 - text);
    }
    connection->body_left -= len < connection->body_left ? len : connection->body_left;
    if (connection->body_left == 0)
        finish(flood, connection, status_of(connection), keeps(connection));
}

static void receive(struct flood *flood, struct connection *connection)
{
    char piece[PIECE];
    const ssize_t got = recv(connection->fd, piece, sizeof(piece), MSG_DONTWAIT);

    if (got > 0)
        take(flood, connection, piece, (size_t)got);
    else if (got == 0 || errno != EAGAIN)
        finish(flood, connection, connection->in_body ? status_of(connection) : 0, false);
}

static void turn(struct flood *flood, struct pollfd *pollers)
{
    for (int i = 0; i < flood->n_connections; i++) {
        const struct connection *connection = &flood->connections[i];
        const bool sending =
            connection->asking && connection->sent < connection->head.len + connection->body->len;

        pollers[i] = (struct pollfd){.fd = connection->asking ? connection->fd : -1,
                                     .events = (short)(sending ? POLLIN | POLLOUT : POLLIN)};
    }
    if (poll(pollers, (nfds_t)flood->n_connections, IDLE_MS) <= 0) {
        (void)fprintf(stderr, "bench_flood: nothing happens\n");
        exit(EX_TEMPFAIL);
    }
    for (int i = 0; i < flood->n_connections; i++) {
        if (pollers[i].revents & (POLLIN | POLLHUP | POLLERR))
            receive(flood, &flood->connections[i]);
        else if (pollers[i].revents & POLLOUT)
            send_more(&flood->connections[i]);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static bool report(struct flood *flood, double seconds)
{
    const long last = flood->done - 1;
    bool fine = true;

    qsort(flood->ms, (size_t)flood->done, sizeof(*flood->ms), by_value);
    (void)printf("requests %ld seconds %.3f rate %.2f p50_ms %.2f p99_ms %.2f max_ms %.2f",
                 flood->done, seconds, (double)flood->done / seconds, flood->ms[last / 2],
                 flood->ms[last * 99 / 100], flood->ms[last]);
    for (int i = 0; i < STATUS_MAX; i++) {
        if (flood->statuses[i] > 0)
            (void)printf(" status_%d %ld", i, flood->statuses[i]);
        fine &= flood->statuses[i] == 0 || i == 200 || i == 503;
    }
    (void)printf("\n");
    return fine;
}

static bool read_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rbe");
    char piece[PIECE];
    size_t len;

    buf_init(out, FILE_MAX);
    if (file == NULL)
        return false;
    while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(out, piece, len);
    (void)fclose(file);
    return out->len > 0 && !out->failed;
}

static bool read_options(struct flood *flood, int argc, char **argv)
{
    for (int option; (option = getopt(argc, argv, "p:c:n:t:")) != -1;) {
        if (option == 'p')
            flood->port = (int)strtol(optarg, NULL, 10);
        else if (option == 'c')
            flood->n_connections = (int)strtol(optarg, NULL, 10);
        else if (option == 'n')
            flood->requests = strtol(optarg, NULL, 10);
        else if (option == 't' && flood->n_targets < LIST_MAX)
            flood->targets[flood->n_targets++] = optarg;
        else
            return false;
    }
    for (; optind < argc && flood->n_files < LIST_MAX; optind++)
        if (!read_file(argv[optind], &flood->files[flood->n_files++]))
            return false;
    return flood->port > 0 && flood->n_connections > 0 && flood->requests > 0 &&
           flood->n_targets > 0 && flood->n_files > 0;
}

static void prepare(struct flood *flood)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    flood->connections = calloc((size_t)flood->n_connections, sizeof(*flood->connections));
    flood->ms = calloc((size_t)flood->requests, sizeof(*flood->ms));
    if (flood->connections == NULL || flood->ms == NULL)
        abort();
    for (int i = 0; i < flood->n_connections; i++) {
        flood->connections[i].fd = -1;
        buf_init(&flood->connections[i].head, 1 << 16);
        buf_init(&flood->connections[i].answer, 1 << 20);
        ask_next(flood, &flood->connections[i]);
    }
}

int main(int argc, char **argv)
{
    static struct flood flood;

    if (!read_options(&flood, argc, argv)) {
        (void)fprintf(stderr, "usage: bench_flood -p PORT -c CONNECTIONS -n REQUESTS -t TARGET "
                              "[-t TARGET...] FILE [FILE...]\n");
        return EX_USAGE;
    }
    const int64_t start_ns = clock_now_ns();

    prepare(&flood);
    struct pollfd *pollers = calloc((size_t)flood.n_connections, sizeof(*pollers));

    if (pollers == NULL)
        abort();
    while (flood.done < flood.requests)
        turn(&flood, pollers);
    free(pollers);
    return report(&flood, (double)(clock_now_ns() - start_ns) / (double)NS_PER_S) ? EX_OK : 1;
}
