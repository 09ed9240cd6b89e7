#include "image/plan.h"

static void write_rows(const struct param *rows, const void *values, struct emit *json)
{
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        param_write(row, values, json);
}

static void write_step(const struct step *step, struct emit *json)
{
    const struct op *op = op_at(step->op);

    emit_object(json, NULL);
    emit_text(json, "op", op->name);
    write_rows(op->params, step->params, json);
    emit_object_end(json);
}

void plan_write(const struct plan *plan, struct emit *json, const char *key)
{
    emit_object(json, key);
    emit_array(json, "steps");
    for (uint32_t i = 0; i < plan->n_steps; i++)
        write_step(&plan->steps[i], json);
    emit_array_end(json);
    emit_object(json, "output");
    write_rows(output_params, &plan->output, json);
    emit_object_end(json);
    emit_object_end(json);
}
