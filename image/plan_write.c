#include "image/plan.h"

static void write_rows(const struct param *rows, const void *values, struct json *json)
{
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        param_write(row, values, json);
}

static void write_step(const struct step *step, struct json *json)
{
    const struct op *op = op_at(step->op);

    json_object(json, NULL);
    json_text(json, "op", op->name);
    write_rows(op->params, step->params, json);
    json_object_end(json);
}

void plan_write(const struct plan *plan, struct json *json, const char *key)
{
    json_object(json, key);
    json_array(json, "steps");
    for (uint32_t i = 0; i < plan->n_steps; i++)
        write_step(&plan->steps[i], json);
    json_array_end(json);
    json_object(json, "output");
    write_rows(output_params, &plan->output, json);
    json_object_end(json);
    json_object_end(json);
}
