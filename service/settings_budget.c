#include "service/settings.h"

#include "image/render.h"
#include "service/budget.h"
#include "service/buffers.h"
#include "service/settings_row.h"

#include <pthread.h>

enum { MB = 1000000, MP = 1000000 };

/* A body in work, one that waits behind it, and one on its way. */
enum { BUFFERS_A_WORKER = 3 };

/* One request may hold a body and a list of plans. */
enum { PLANS_BYTES = PLANS_MAX * sizeof(struct plan) };

/* Shares of the memory there is: jobs, and bodies and results in the front. The rest is for the
 * processes themselves and the page cache. */
static const double jobs_share = 0.6;
static const double buffer_share = 0.2;

static pthread_once_t memory_once = PTHREAD_ONCE_INIT;
static uint64_t memory_bytes;

static void find_memory(void)
{
    memory_bytes = budget_machine("").memory;
}

/* Looked up once: it is asked for at every request. */
static double memory(void)
{
    (void)pthread_once(&memory_once, find_memory);
    return (double)memory_bytes;
}

struct limits settings_limits(const struct settings *settings)
{
    return (struct limits){
        .body_bytes = (uint64_t)settings->limits_body_mb * MB,
        .input_pixels = (uint64_t)settings->limits_input_mp * MP,
        .output_pixels = (uint64_t)settings->limits_output_mp * MP,
        .outputs = (uint32_t)settings->limits_outputs,
        .steps = (uint32_t)settings->limits_steps,
        .frames = (uint32_t)settings->limits_frames,
        .scans = (uint32_t)settings->limits_scans,
        .formats_in = setting_formats(settings->formats_input) |
                      (settings->formats_vector ? 1u << FORMAT_SVG : 0),
        .formats_out = setting_formats(settings->formats_output),
    };
}

int settings_workers(const struct settings *settings)
{
    const struct machine machine = budget_machine("");

    return budget_workers(settings, &machine);
}

uint64_t settings_memory_budget(const struct settings *settings)
{
    if (settings->workers_memory_mb > 0)
        return (uint64_t)settings->workers_memory_mb * MB;
    return (uint64_t)(memory() * jobs_share);
}

uint64_t settings_buffer_budget(const struct settings *settings)
{
    const uint64_t body = (uint64_t)settings->limits_body_mb * MB;

    if (settings->queue_buffer_mb > 0)
        return (uint64_t)settings->queue_buffer_mb * MB;
    const uint64_t share = (uint64_t)(memory() * buffer_share);

    return share > body ? share : body;
}

struct kept settings_kept(const struct settings *settings)
{
    const int64_t budget = (int64_t)settings_buffer_budget(settings);
    const int64_t beside = budget - settings->limits_body_mb * MB - PLANS_BYTES;
    const int64_t room = (beside < budget / 4 ? beside : budget / 4) / BUFFER_BYTES;
    const int64_t workers = settings_workers(settings);
    const int64_t trays = workers + settings->workers_spare;
    const int64_t wanted = workers * BUFFERS_A_WORKER + trays;
    const int64_t pieces = wanted < room ? wanted : room;

    if (pieces <= trays)
        return (struct kept){0, 0};
    return (struct kept){(int)(pieces - trays), pieces * BUFFER_BYTES};
}
