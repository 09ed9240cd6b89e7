#include "handlers/endpoint.h"

#include <string.h>

/* Queries are ignored: probes like to add one against caches. */
enum err_code livez_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    (void)query;
    (void)err;
    reply_text(x, "text/plain; charset=utf-8");
    reply_header(&x->reply, "Cache-Control", "no-store");
    buf_text(&x->reply.text, "alive\n");
    return ERR_OK;
}

enum err_code readyz_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    (void)query;
    if (!x->health.ready)
        return err_set(err,
                       strcmp(x->health.reason, "draining") == 0 ? ERR_DRAINING : ERR_NO_WORKER,
                       "Not ready: %s.", x->health.reason);
    reply_text(x, "text/plain; charset=utf-8");
    reply_header(&x->reply, "Cache-Control", "no-store");
    buf_text(&x->reply.text, "ready\n");
    return ERR_OK;
}

enum err_code metrics_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    (void)query;
    x->metrics(&x->reply.text);
    if (x->reply.text.failed)
        return err_set(err, ERR_INTERNAL, "The metrics do not fit.");
    reply_text(x, "text/plain; version=0.0.4; charset=utf-8"); /* Prometheus text format */
    return ERR_OK;
}
