#include "handlers/endpoint.h"
#include "image/run.h"

/* The part with the second image. */
#define OTHER "other"

static bool has(const struct query *query, const char *name)
{
    for (int i = 0; i < query->n; i++)
        if (span_is(query->pairs[i].name, name))
            return true;
    return false;
}

static enum err_code read_parameters(struct exchange *x, const struct query *query, struct err *err)
{
    struct plan_seen part = {0};
    enum err_code code = plan_set(&x->plan, &part, false, span_text("part"), span_text(OTHER), err);

    x->seen.step |= part.step;
    for (int i = 0; code == ERR_OK && i < query->n; i++)
        code = plan_set(&x->plan, &x->seen, true, query->pairs[i].name, query->pairs[i].value, err);
    return code;
}

/* Numbers as JSON; with a format the difference as a picture, which is the operation's work. */
enum err_code compare_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    const bool picture = has(query, "format");
    enum err_code code = plan_add(&x->plan, op_index(span_text("difference")), x->limits, err);

    if (code == ERR_OK && !picture)
        code = query_none(query, err);
    if (code == ERR_OK)
        code = read_parameters(x, query, err);
    if (code == ERR_OK && picture)
        code = transform_accept(x, err);
    if (code == ERR_OK)
        code = inputs_check(x, &x->plan, err);
    x->work = picture ? WORK_TRANSFORM : WORK_COMPARE;
    x->have_plan = code == ERR_OK;
    return code;
}

enum err_code compare_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    if (x->work == WORK_TRANSFORM)
        return transform_body(x, parts, err);
    enum err_code code = inputs_take(x, &x->plan, parts, err);

    if (code == ERR_OK)
        code = inputs_end(x, parts, err);
    x->memory = plan_memory(&x->plan, &x->info, x->image.len, x->limits) + inputs_cost(x) +
                inputs_memory(&x->info, x->image.len, x->limits);
    return code;
}

enum err_code compare_finish(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    if (x->work == WORK_TRANSFORM)
        return transform_finish(x, facts, err);
    reply_text(x, "application/json");
    x->reply.result = true;
    return ERR_OK;
}
