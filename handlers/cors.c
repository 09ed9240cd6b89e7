#include "handlers/cors.h"

/* A preflight may be kept for two hours, the longest any browser keeps one (Chromium). */
#define MAX_AGE "7200"

bool cors_allows(const struct exchange *x)
{
    struct span rest = span_text(x->cors_origins);
    struct span origin;

    if (x->origin == NULL || x->origin[0] == '\0')
        return false;
    while (span_next(&rest, ',', &origin))
        if (span_is(origin, x->origin))
            return true;
    return false;
}

void cors_preflight(struct exchange *x)
{
    if (!cors_allows(x))
        return;
    reply_header(&x->reply, "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
    reply_header(&x->reply, "Access-Control-Allow-Headers",
                 "Accept, Content-Type, X-Request-Id, traceparent");
    reply_header(&x->reply, "Access-Control-Max-Age", MAX_AGE);
}

void cors_headers(struct exchange *x)
{
    if (x->cors_origins == NULL || span_is(span_text(x->cors_origins), "none"))
        return;
    reply_vary(&x->reply, "Origin");
    if (!cors_allows(x))
        return;
    reply_header(&x->reply, "Access-Control-Allow-Origin", "%s", x->origin);
    reply_header(&x->reply, "Access-Control-Expose-Headers",
                 "X-Request-Id, Server-Timing, X-Image-Width, X-Image-Height, X-Image-Format, "
                 "X-Image-Quality, X-Image-Original, Retry-After");
}
