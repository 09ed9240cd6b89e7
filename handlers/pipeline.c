#include "handlers/endpoint.h"

enum err_code pipeline_take(struct exchange *x, struct span json, struct err *err)
{
    enum err_code code = pipeline_read(&x->plan, &x->seen, json, x->limits, err);

    if (code == ERR_OK)
        code = transform_accept(x, err);
    if (code == ERR_OK)
        code = inputs_check(x, &x->plan, err);
    x->have_plan = code == ERR_OK;
    return code;
}

/* Output parameters may stand in the query beside the plan, but not in both. */
enum err_code pipeline_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    struct span json = {0};
    bool found = false;

    x->negotiated = true; /* until the plan names a format */
    for (int i = 0; i < query->n; i++) {
        const struct span name = query->pairs[i].name;

        if (span_is(name, "plan")) {
            if (found)
                return err_param(err, ERR_PARAM_REPEATED, "plan", "plan is given more than once.");
            json = query->pairs[i].value;
            found = true;
            continue;
        }
        const enum err_code code =
            plan_set_output(&x->plan, &x->seen, name, query->pairs[i].value, err);

        if (code != ERR_OK)
            return code;
    }
    if (found)
        return pipeline_take(x, json, err);
    if (x->multipart)
        return ERR_OK;
    return err_param(err, ERR_PARAM_MISSING, "plan",
                     "Give the plan as the parameter plan, or as a multipart part \"plan\".");
}

enum err_code pipeline_plan(struct exchange *x, const struct multipart *parts, struct err *err)
{
    const struct part *part = parts ? multipart_find(parts, "plan") : NULL;

    if (part && x->have_plan)
        return err_param(err, ERR_PARAM_REPEATED, "plan",
                         "The plan is in the query and in a part.");
    if (part == NULL && !x->have_plan)
        return err_param(err, ERR_PARAM_MISSING, "plan", "There is no part \"plan\".");
    return part ? pipeline_take(x, part->data, err) : ERR_OK;
}

enum err_code pipeline_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    const enum err_code code = pipeline_plan(x, parts, err);

    return code == ERR_OK ? transform_body(x, parts, err) : code;
}
