/* bench_pulse: is anybody home? GETs one small page every so many milliseconds, each on a fresh
 * connection, whether the ones before are answered or not.
 *
 *   bench_pulse -p PORT [-i MS] [-n COUNT] [-w SECONDS] TARGET
 *
 * Latency counts from the moment a GET was due, so a server that stalls is charged for every
 * request it would have kept waiting (no coordinated omission). One that is not answered with 200
 * within -w seconds counts with that time. Prints one line; exit status 0 when all were answered.
 */
#include "base/clock.h"
#include "bench/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

struct pulse {
    int port, interval_ms, n, wait_s;
    const char *target;
    int started, done, missed;
    int64_t start_ns;
    struct client *clients;
    struct pollfd *pollers;
    double *ms;
};

static int64_t due_ns(const struct pulse *pulse, int which)
{
    return pulse->start_ns + (int64_t)which * pulse->interval_ms * NS_PER_MS;
}

static void finish(struct pulse *pulse, int which, bool fine)
{
    pulse->ms[which] =
        fine ? clock_ms(due_ns(pulse, which), clock_now_ns()) : pulse->wait_s * 1000.0;
    pulse->missed += !fine;
    pulse->done++;
    client_drop(&pulse->clients[which]);
}

static void start_due(struct pulse *pulse)
{
    while (pulse->started < pulse->n && clock_now_ns() >= due_ns(pulse, pulse->started)) {
        client_init(&pulse->clients[pulse->started], pulse->port);
        client_ask(&pulse->clients[pulse->started++], pulse->target, NULL);
    }
}

static void turn(struct pulse *pulse)
{
    start_due(pulse);
    for (int i = 0; i < pulse->started; i++)
        pulse->pollers[i] = client_poll(&pulse->clients[i]);
    const int64_t left_ns = due_ns(pulse, pulse->started) - clock_now_ns();
    const bool more = pulse->started < pulse->n;
    const struct timespec wait = {.tv_nsec = more ? (left_ns > 0 ? left_ns : 0) : 100 * NS_PER_MS};

    (void)ppoll(pulse->pollers, (nfds_t)pulse->started, &wait, NULL);
    for (int i = 0; i < pulse->started; i++) {
        struct client *client = &pulse->clients[i];

        if (!client->busy)
            continue;
        if (client_turn(client, pulse->pollers[i].revents))
            finish(pulse, i, client->status == 200);
        else if (clock_ms(due_ns(pulse, i), clock_now_ns()) > pulse->wait_s * 1000.0)
            finish(pulse, i, false);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static void run(struct pulse *pulse)
{
    pulse->clients = calloc((size_t)pulse->n, sizeof(*pulse->clients));
    pulse->pollers = calloc((size_t)pulse->n, sizeof(*pulse->pollers));
    pulse->ms = calloc((size_t)pulse->n, sizeof(*pulse->ms));
    if (pulse->clients == NULL || pulse->pollers == NULL || pulse->ms == NULL)
        abort();
    pulse->start_ns = clock_now_ns();
    while (pulse->done < pulse->n)
        turn(pulse);
    qsort(pulse->ms, (size_t)pulse->n, sizeof(*pulse->ms), by_value);
}

int main(int argc, char **argv)
{
    static struct pulse pulse = {.interval_ms = 20, .n = 200, .wait_s = 20};

    for (int option; (option = getopt(argc, argv, "p:i:n:w:")) != -1;) {
        const int value = optarg ? (int)strtol(optarg, NULL, 10) : 0;

        if (option == 'p')
            pulse.port = value;
        else if (option == 'i')
            pulse.interval_ms = value;
        else if (option == 'n')
            pulse.n = value;
        else if (option == 'w')
            pulse.wait_s = value;
    }
    if (optind + 1 != argc || pulse.port < 1 || pulse.interval_ms < 1 || pulse.interval_ms > 900 ||
        pulse.n < 1 || pulse.wait_s < 1) {
        (void)fprintf(stderr,
                      "usage: bench_pulse -p PORT [-i MS] [-n COUNT] [-w SECONDS] TARGET\n");
        return EX_USAGE;
    }
    pulse.target = argv[optind];
    client_allow_many();
    run(&pulse);
    const int last = pulse.n - 1;

    (void)printf("requests %d p50_ms %.3f p99_ms %.3f max_ms %.3f missed %d\n", pulse.n,
                 pulse.ms[last / 2], pulse.ms[last * 99 / 100], pulse.ms[last], pulse.missed);
    return pulse.missed == 0 ? EX_OK : 1;
}
