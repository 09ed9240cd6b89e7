#include "service/pace.h"

#include "base/clock.h"

int64_t pace_headers(const struct pace *pace, int64_t now_ns)
{
    return now_ns + (int64_t)pace->header_timeout_s * NS_PER_S;
}

int64_t pace_idle(const struct pace *pace, int64_t now_ns)
{
    return now_ns + (int64_t)pace->idle_timeout_s * NS_PER_S;
}

int64_t pace_upload(const struct pace *pace, int64_t headers_ns, uint64_t received, int64_t now_ns)
{
    const int64_t by_rest_ns = pace_idle(pace, now_ns);

    if (pace->min_upload_rate_kbps == 0)
        return by_rest_ns;
    /* A kilobyte a second is a byte a millisecond. */
    const int64_t earned_ns = (int64_t)(received / pace->min_upload_rate_kbps) * NS_PER_MS;
    const int64_t by_rate_ns = pace_headers(pace, headers_ns) + earned_ns;

    return by_rate_ns < by_rest_ns ? by_rate_ns : by_rest_ns;
}

int64_t pace_reply(const struct pace *pace, int64_t deadline_ns, int64_t now_ns)
{
    return deadline_ns > now_ns ? deadline_ns : pace_idle(pace, now_ns);
}
