/* bench_flood: many HTTP connections to 127.0.0.1 from one thread, a closed loop.
 *
 *   bench_flood -p PORT -c CONNECTIONS -n REQUESTS | -s SECONDS [-w SECONDS] [-r]
 *               -t TARGET [-t TARGET...] FILE [FILE...]
 *
 * Each connection posts one request after the other until REQUESTS are sent or SECONDS are over,
 * and then all answers are waited for (-w: no longer than that; the rest is "unanswered"). So the
 * CPU time a server used meanwhile belongs to exactly the answers counted, however slow it is; a
 * generator that stops at the bell, as wrk does, charges it for work in progress. Request i takes
 * target and file number i, round and round. -r: after a 503 a connection waits as Retry-After
 * asks. Prints one line: counts by status (0: no answer), rate, latency and mean size of the 200s,
 * own CPU seconds. Exit status 0 when all answers are 200 or 503, else 1.
 */
#include "base/clock.h"
#include "bench/client.h"
#include "bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

enum { LIST_MAX = 64, STATUS_MAX = 600, IDLE_MS = 60000 };
enum { REQUESTS_MAX = 1 << 22, RETRY_MAX_S = 60 };

struct flood {
    int port, n_targets, n_files;
    const char *targets[LIST_MAX];
    struct buf files[LIST_MAX];
    long requests, started, done, fine, unanswered;
    double seconds, wait_s; /* 0: until all are sent; until all are answered */
    bool obeys;             /* Retry-After */
    int64_t start_ns, last_ns;
    long statuses[STATUS_MAX];
    double *ms; /* of the 200s */
    double bytes;
    struct client *clients;
    int64_t *asleep_until; /* of each client; 0: awake */
    int n_clients;
};

static double seconds_since(int64_t start_ns)
{
    return (double)(clock_now_ns() - start_ns) / (double)NS_PER_S;
}

static bool may_start(const struct flood *flood)
{
    return flood->started < flood->requests &&
           (flood->seconds <= 0 || seconds_since(flood->start_ns) < flood->seconds);
}

static void ask_next(struct flood *flood, int which)
{
    flood->asleep_until[which] = 0;
    if (!may_start(flood))
        return;
    const long i = flood->started++;

    client_ask(&flood->clients[which], flood->targets[i % flood->n_targets],
               &flood->files[i % flood->n_files]);
}

static void count(struct flood *flood, const struct client *client)
{
    const int status = client->status;

    flood->last_ns = clock_now_ns();
    flood->done++;
    flood->statuses[status >= 0 && status < STATUS_MAX ? status : 0]++;
    if (status != 200)
        return;
    flood->ms[flood->fine++] = clock_ms(client->start_ns, flood->last_ns);
    flood->bytes += (double)client->body_len;
}

static void finish(struct flood *flood, int which)
{
    const struct client *client = &flood->clients[which];
    const int wait_s = client->retry_after_s < RETRY_MAX_S ? client->retry_after_s : RETRY_MAX_S;

    count(flood, client);
    if (flood->obeys && client->status == 503 && wait_s > 0)
        flood->asleep_until[which] = clock_now_ns() + wait_s * NS_PER_S;
    else
        ask_next(flood, which);
}

/* How long poll() may sleep: until somebody wakes or the waiting is over. */
static int sleep_ms(const struct flood *flood)
{
    double ms = IDLE_MS;

    for (int i = 0; i < flood->n_clients; i++) {
        const double left = (double)(flood->asleep_until[i] - clock_now_ns()) / (double)NS_PER_MS;

        if (flood->asleep_until[i] > 0 && left < ms)
            ms = left > 0 ? left : 0;
    }
    if (flood->wait_s > 0 || flood->seconds > 0)
        ms = ms < 100 ? ms : 100;
    return (int)ms + 1;
}

static bool is_over(const struct flood *flood)
{
    bool busy = false;

    if (flood->wait_s > 0 && seconds_since(flood->start_ns) > flood->seconds + flood->wait_s)
        return true;
    for (int i = 0; i < flood->n_clients; i++)
        busy |= flood->clients[i].busy || (flood->asleep_until[i] > 0 && may_start(flood));
    return !busy;
}

static void turn(struct flood *flood, struct pollfd *pollers)
{
    for (int i = 0; i < flood->n_clients; i++)
        pollers[i] = client_poll(&flood->clients[i]);
    const int timeout_ms = sleep_ms(flood);

    if (poll(pollers, (nfds_t)flood->n_clients, timeout_ms) <= 0 && timeout_ms > IDLE_MS) {
        (void)fprintf(stderr, "bench_flood: nothing happens\n");
        exit(EX_TEMPFAIL);
    }
    for (int i = 0; i < flood->n_clients; i++) {
        if (client_turn(&flood->clients[i], pollers[i].revents))
            finish(flood, i);
        else if (flood->asleep_until[i] > 0 && clock_now_ns() >= flood->asleep_until[i])
            ask_next(flood, i);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double own_cpu_s(void)
{
    struct rusage use;

    if (getrusage(RUSAGE_SELF, &use) != 0)
        return 0;
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static bool report(struct flood *flood)
{
    const double seconds = (double)(flood->last_ns - flood->start_ns) / (double)NS_PER_S;
    const long last = flood->fine > 0 ? flood->fine - 1 : 0;
    bool fine = flood->done > 0;

    qsort(flood->ms, (size_t)flood->fine, sizeof(*flood->ms), by_value);
    (void)printf("requests %ld seconds %.3f rate %.3f p50_ms %.2f p99_ms %.2f max_ms %.2f",
                 flood->done, seconds, seconds > 0 ? (double)flood->fine / seconds : 0,
                 flood->ms[last / 2], flood->ms[last * 99 / 100], flood->ms[last]);
    (void)printf(" bytes %.0f unanswered %ld cpu_s %.3f",
                 flood->fine > 0 ? flood->bytes / (double)flood->fine : 0, flood->unanswered,
                 own_cpu_s());
    for (int i = 0; i < STATUS_MAX; i++) {
        if (flood->statuses[i] > 0)
            (void)printf(" status_%d %ld", i, flood->statuses[i]);
        fine &= flood->statuses[i] == 0 || i == 200 || i == 503;
    }
    (void)printf("\n");
    return fine;
}

static bool read_option(struct flood *flood, int option)
{
    if (option == 'p')
        flood->port = (int)strtol(optarg, NULL, 10);
    else if (option == 'c')
        flood->n_clients = (int)strtol(optarg, NULL, 10);
    else if (option == 'n')
        flood->requests = strtol(optarg, NULL, 10);
    else if (option == 's')
        flood->seconds = strtod(optarg, NULL);
    else if (option == 'w')
        flood->wait_s = strtod(optarg, NULL);
    else if (option == 'r')
        flood->obeys = true;
    else if (option == 't' && flood->n_targets < LIST_MAX)
        flood->targets[flood->n_targets++] = optarg;
    else
        return false;
    return true;
}

static bool read_options(struct flood *flood, int argc, char **argv)
{
    for (int option; (option = getopt(argc, argv, "p:c:n:s:w:rt:")) != -1;)
        if (!read_option(flood, option))
            return false;
    for (; optind < argc && flood->n_files < LIST_MAX; optind++)
        if (!measure_file(argv[optind], &flood->files[flood->n_files++]))
            return false;
    if (flood->seconds > 0 && flood->requests == 0)
        flood->requests = REQUESTS_MAX;
    return flood->port > 0 && flood->n_clients > 0 && flood->requests > 0 &&
           flood->requests <= REQUESTS_MAX && flood->n_targets > 0 && flood->n_files > 0;
}

static void run(struct flood *flood)
{
    struct pollfd *pollers = calloc((size_t)flood->n_clients, sizeof(*pollers));

    flood->clients = calloc((size_t)flood->n_clients, sizeof(*flood->clients));
    flood->asleep_until = calloc((size_t)flood->n_clients, sizeof(*flood->asleep_until));
    flood->ms = calloc((size_t)flood->requests, sizeof(*flood->ms));
    if (pollers == NULL || flood->clients == NULL || flood->ms == NULL || !flood->asleep_until)
        abort();
    flood->start_ns = clock_now_ns();
    flood->last_ns = flood->start_ns;
    for (int i = 0; i < flood->n_clients; i++) {
        client_init(&flood->clients[i], flood->port);
        ask_next(flood, i);
    }
    while (!is_over(flood))
        turn(flood, pollers);
    flood->unanswered = flood->started - flood->done;
    free(pollers);
}

int main(int argc, char **argv)
{
    static struct flood flood;

    if (!read_options(&flood, argc, argv)) {
        (void)fprintf(stderr, "usage: bench_flood -p PORT -c CONNECTIONS -n REQUESTS | -s SECONDS "
                              "[-w SECONDS] [-r] -t TARGET [-t TARGET...] FILE [FILE...]\n");
        return EX_USAGE;
    }
    client_allow_many();
    run(&flood);
    return report(&flood) ? EX_OK : 1;
}
