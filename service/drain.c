#include "service/drain.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/reaper.h"

#include <unistd.h>

enum { BEGUN_MS = 2000, LAST_CALL_MS = 2000, TURN_MS = 20 };

/* Until a signal or then. A second request to stop leaves at once, whatever is in flight. */
static void wait_signal(const sigset_t *signals, int64_t until_ns)
{
    const int64_t left_ns = until_ns - clock_now_ns();
    const struct timespec left = {left_ns > 0 ? left_ns / NS_PER_S : 0,
                                  left_ns > 0 ? left_ns % NS_PER_S : 0};
    const int got = sigtimedwait(signals, NULL, &left);

    if (got == SIGTERM || got == SIGINT)
        _exit(EXIT_SIGNALLED + got);
}

static void wait_until(const sigset_t *signals, int64_t until_ns)
{
    while (clock_now_ns() < until_ns)
        wait_signal(signals, until_ns);
}

/* A connection that was accepted at the last moment may carry a request that nobody has read yet,
 * and one of the library's threads may be about to tell of one more. */
static void wait_begun(const sigset_t *signals, int64_t until_ns)
{
    do
        wait_until(signals, clock_now_ns() + TURN_MS * NS_PER_MS);
    while (reaper_awaits() && clock_now_ns() < until_ns);
}

/* True: everything that was accepted has been answered. */
static bool wait_in_flight(struct server *server, const sigset_t *signals, int64_t until_ns)
{
    do {
        if (server_wait_idle(server, clock_now_ns() + TURN_MS * NS_PER_MS))
            return true;
        wait_signal(signals, clock_now_ns());
    } while (clock_now_ns() < until_ns);
    return false;
}

void drain(struct server *server, struct httpd *front, const sigset_t *signals)
{
    const int64_t grace_s = server->settings.shutdown_grace_s;

    log_event(LOG_INFO, "draining", "no longer ready; grace %d s", (int)grace_s);
    atomic_store(&server->draining, true);
    wait_until(signals, clock_now_ns() + server->settings.shutdown_prestop_s * NS_PER_S);
    atomic_store(&server->closing, true);
    const int64_t end_ns = clock_now_ns() + grace_s * NS_PER_S;
    const int64_t begun_ns = clock_now_ns() + BEGUN_MS * NS_PER_MS;

    httpd_quiesce(front);
    wait_begun(signals, begun_ns < end_ns ? begun_ns : end_ns);
    if (wait_in_flight(server, signals, end_ns))
        return;
    log_event(LOG_WARN, "grace-over", "answering the rest with 503");
    atomic_store(&server->over, true);
    pool_abort(server->pool);
    if (wait_in_flight(server, signals, clock_now_ns() + LAST_CALL_MS * NS_PER_MS))
        return;
    reaper_close_all();
    (void)wait_in_flight(server, signals, clock_now_ns() + LAST_CALL_MS * NS_PER_MS);
}
