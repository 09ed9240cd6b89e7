#include "image/plan.h"

#include "base/check.h"

void plan_init(struct plan *plan)
{
    *plan = (struct plan){0};
    output_defaults(&plan->output);
}

enum err_code plan_add(struct plan *plan, int op, const struct limits *limits, struct err *err)
{
    const uint32_t most = limits->steps < PLAN_STEPS_MAX ? limits->steps : PLAN_STEPS_MAX;

    CHECK(op >= 0 && op < op_count());
    if (plan->n_steps >= most)
        return err_limit(err, ERR_PLAN_STEPS, most, (double)plan->n_steps + 1,
                         "A plan has at most %u steps.", most);
    struct step *step = &plan->steps[plan->n_steps++];

    CHECK(op_at(op)->params_size <= OP_PARAMS_MAX);
    *step = (struct step){.op = op};
    param_defaults(op_at(op)->params, step->params);
    return ERR_OK;
}

static enum err_code set_value(const struct param *rows, const struct param *row, uint64_t *seen,
                               struct span value, void *values, struct err *err)
{
    const uint64_t bit = UINT64_C(1) << (row - rows);

    if (*seen & bit)
        return err_param(err, ERR_PARAM_REPEATED, row->name, "%s is given more than once.",
                         row->name);
    *seen |= bit;
    return param_parse(row, value, values, err);
}

enum err_code plan_set(struct plan *plan, struct plan_seen *seen, bool with_output,
                       struct span name, struct span value, struct err *err)
{
    CHECK(plan->n_steps > 0);
    struct step *step = &plan->steps[plan->n_steps - 1];
    const struct param *rows = op_at(step->op)->params;
    const struct param *row = param_find(rows, name);

    if (row)
        return set_value(rows, row, &seen->step, value, step->params, err);
    row = with_output ? param_find(output_params, name) : NULL;
    if (row)
        return set_value(output_params, row, &seen->output, value, &plan->output, err);
    return param_unknown(rows, with_output ? output_params : NULL, name, err);
}

enum err_code plan_set_output(struct plan *plan, struct plan_seen *seen, struct span name,
                              struct span value, struct err *err)
{
    const struct param *row = param_find(output_params, name);

    if (row)
        return set_value(output_params, row, &seen->output, value, &plan->output, err);
    return param_unknown(NULL, output_params, name, err);
}

int32_t plan_frame(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        if (op->frame)
            return op->frame(plan->steps[i].params);
    }
    return -1;
}

static enum err_code check_frame(const struct plan *plan, const struct op *last, struct err *err)
{
    for (uint32_t i = 0; last->frame && i + 1 < plan->n_steps; i++)
        if (op_at(plan->steps[i].op)->frame)
            return err_param(err, ERR_PARAM_CONFLICT, last->params->name,
                             "A plan picks one frame at most.");
    return ERR_OK;
}

enum err_code plan_check_step(const struct plan *plan, const struct plan_seen *seen,
                              struct err *err)
{
    CHECK(plan->n_steps > 0);
    const struct step *step = &plan->steps[plan->n_steps - 1];
    const struct op *op = op_at(step->op);

    for (const struct param *row = op->params; row->type != PARAM_TYPE_END; row++)
        if (row->need == PARAM_REQUIRED && !(seen->step & UINT64_C(1) << (row - op->params)))
            return err_param(err, ERR_PARAM_MISSING, row->name, "%s needs %s.", op->name,
                             row->name);
    const enum err_code code = check_frame(plan, op, err);

    return code == ERR_OK && op->check ? op->check(step->params, err) : code;
}
