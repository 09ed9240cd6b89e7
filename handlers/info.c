#include "handlers/endpoint.h"
#include "image/run.h"

enum err_code info_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    (void)x;
    return query_none(query, err);
}

/* A decoder is opened and no pixel asked for: charged as for a picture of one pixel. */
enum err_code info_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    struct image_info opened = x->info;

    (void)parts;
    (void)err;
    opened.width = 1;
    opened.height = 1;
    opened.frames = 1;
    x->work = WORK_INFO;
    x->memory = plan_memory(&x->plan, &opened, x->image.len, x->limits);
    return ERR_OK;
}

enum err_code info_finish(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    (void)facts;
    (void)err;
    reply_text(x, "application/json");
    x->reply.result = true;
    return ERR_OK;
}
