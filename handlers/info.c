#include "handlers/endpoint.h"
#include "image/facts.h"
#include "image/param.h"

/* The one parameter, known to the messages about others. */
static const struct param parameters[] = {
    {.name = "fields"},
    {.type = PARAM_TYPE_END},
};

enum err_code info_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    bool found = false;
    enum err_code code = ERR_OK;

    x->fields = facts_default();
    for (int i = 0; code == ERR_OK && i < query->n; i++) {
        if (!span_is(query->pairs[i].name, "fields"))
            return param_unknown(parameters, NULL, query->pairs[i].name, err);
        if (found)
            return err_param(err, ERR_PARAM_REPEATED, "fields", "fields is given more than once.");
        found = true;
        code = facts_read(query->pairs[i].value, &x->fields, err);
    }
    return code;
}

enum err_code info_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    (void)parts;
    (void)err;
    x->work = WORK_INFO;
    x->memory = facts_memory(x->fields, &x->info, x->image.len, x->limits);
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
