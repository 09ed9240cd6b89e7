#include "service/gate.h"

#include "base/check.h"
#include "service/metrics.h"

#include <stdatomic.h>

static _Atomic int64_t places_max = 1;
static _Atomic int64_t places_taken;
static _Atomic int64_t bytes_max = 1;
static _Atomic int64_t bytes_held;

void gate_configure(int64_t places, int64_t bytes)
{
    atomic_store(&places_max, places);
    atomic_store(&bytes_max, bytes);
}

static enum err_code full(struct err *err, const char *what)
{
    metrics_add(COUNT_REFUSED_QUEUE, 1);
    return err_set(err, ERR_BUSY, "%s", what);
}

static bool fits(int64_t held, uint64_t bytes)
{
    const int64_t most = atomic_load(&bytes_max);

    return held == 0 || (held <= most && bytes <= (uint64_t)(most - held));
}

enum err_code gate_look(uint64_t bytes, struct err *err)
{
    if (atomic_load(&places_taken) >= atomic_load(&places_max))
        return full(err, "The queue is full.");
    if (!fits(atomic_load(&bytes_held), bytes))
        return full(err, "The service holds as many bytes as it may.");
    return ERR_OK;
}

enum err_code gate_enter(struct err *err)
{
    const int64_t taken = atomic_fetch_add(&places_taken, 1);

    if (taken >= atomic_load(&places_max)) {
        (void)atomic_fetch_sub(&places_taken, 1);
        return full(err, "The queue is full.");
    }
    metrics_set(GAUGE_ADMITTED, taken + 1);
    return ERR_OK;
}

void gate_leave(void)
{
    const int64_t taken = atomic_fetch_sub(&places_taken, 1);

    CHECK(taken > 0);
    metrics_set(GAUGE_ADMITTED, taken - 1);
}

enum err_code gate_hold(uint64_t bytes, struct err *err)
{
    const int64_t more = (int64_t)bytes;
    const int64_t held = atomic_fetch_add(&bytes_held, more);

    if (!fits(held, bytes)) {
        (void)atomic_fetch_sub(&bytes_held, more);
        return full(err, "The service holds as many bytes as it may.");
    }
    metrics_set(GAUGE_BUFFER_BYTES, held + more);
    return ERR_OK;
}

void gate_force(uint64_t bytes)
{
    metrics_set(GAUGE_BUFFER_BYTES, atomic_fetch_add(&bytes_held, (int64_t)bytes) + (int64_t)bytes);
}

void gate_release(uint64_t bytes)
{
    const int64_t held = atomic_fetch_sub(&bytes_held, (int64_t)bytes);

    CHECK(held >= (int64_t)bytes);
    metrics_set(GAUGE_BUFFER_BYTES, held - (int64_t)bytes);
}

bool gate_pressed(void)
{
    return atomic_load(&bytes_held) > atomic_load(&bytes_max);
}
