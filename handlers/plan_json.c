#include "handlers/plan_json.h"

#include "handlers/endpoint.h"

#include <stdio.h>

enum { PLAN_JSON_MAX = 64 << 10, NUMBER_MAX = 40 };

enum err_code plan_json_invalid(const struct plan_reading *reading, const char *what)
{
    const bool placed = reading->list[0] || reading->place[0];

    return err_set(reading->err, ERR_PLAN_INVALID, "%s%s%s%s", reading->list, reading->place,
                   placed ? " " : "", what);
}

/* Put the place in front of the parameter's name: "width" becomes "steps[2].width". */
static enum err_code placed(const struct plan_reading *reading, enum err_code code)
{
    if (reading->err == NULL || code == ERR_OK || reading->err->param[0] == '\0')
        return code;
    err_place(reading->err, reading->place);
    err_place(reading->err, reading->list);
    return code;
}

/* A JSON scalar as the text that a query would hold; false: not a scalar. `number` is room for it.
 */
static bool text_of(const json_t *value, char number[NUMBER_MAX], struct span *text)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        *text = span_of(json_string_value(value), json_string_length(value));
        return true;
    case JSON_INTEGER:
        (void)snprintf(number, NUMBER_MAX, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        (void)snprintf(number, NUMBER_MAX, "%.17g", json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        (void)snprintf(number, NUMBER_MAX, "%s", json_is_true(value) ? "true" : "false");
        break;
    default:
        return false;
    }
    *text = span_text(number);
    return true;
}

static enum err_code set_value(const struct plan_reading *reading, bool output, const char *key,
                               const json_t *value)
{
    const struct span name = span_text(key);
    char number[NUMBER_MAX];
    struct span text;

    if (!text_of(value, number, &text))
        return err_param(reading->err, ERR_PARAM_INVALID, key,
                         "Its value is a string, a number, true or false.");
    if (output)
        return plan_set_output(reading->plan, reading->seen, name, text, reading->err);
    return plan_set(reading->plan, reading->seen, false, name, text, reading->err);
}

static enum err_code add_operation(const struct plan_reading *reading, json_t *step)
{
    const json_t *name = json_object_get(step, "op");

    if (!json_is_string(name))
        return plan_json_invalid(reading, "needs \"op\", the name of an operation.");
    const struct span text = span_of(json_string_value(name), json_string_length(name));
    const int op = op_index(text);
    const char *nearest = op < 0 ? op_nearest(text) : NULL;

    if (nearest)
        return err_param(reading->err, ERR_PLAN_INVALID, "op",
                         "There is no operation of this name; the nearest is \"%s\".", nearest);
    if (op < 0)
        return err_param(reading->err, ERR_PLAN_INVALID, "op",
                         "There is no operation of this name.");
    reading->seen->step = 0;
    return plan_add(reading->plan, op, reading->limits, reading->err);
}

static enum err_code read_step(const struct plan_reading *reading, json_t *step)
{
    const char *key;
    json_t *value;

    if (!json_is_object(step))
        return plan_json_invalid(reading, "is not an object.");
    enum err_code code = add_operation(reading, step);

    json_object_foreach(step, key, value)
    {
        if (code == ERR_OK && !span_is(span_text(key), "op"))
            code = set_value(reading, false, key, value);
    }
    if (code == ERR_OK)
        code = plan_check_step(reading->plan, reading->seen, reading->err);
    return placed(reading, code);
}

static enum err_code read_steps(struct plan_reading *reading, json_t *steps)
{
    size_t index;
    json_t *step;

    if (!json_is_array(steps))
        return plan_json_invalid(reading, "A plan has \"steps\", an array.");
    json_array_foreach(steps, index, step)
    {
        (void)snprintf(reading->place, sizeof(reading->place), "steps[%zu].", index);
        const enum err_code code = read_step(reading, step);

        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static enum err_code read_output(struct plan_reading *reading, json_t *output)
{
    const char *key;
    json_t *value;

    (void)snprintf(reading->place, sizeof(reading->place), "output.");
    if (output == NULL)
        return ERR_OK;
    if (!json_is_object(output))
        return plan_json_invalid(reading, "is not an object.");
    json_object_foreach(output, key, value)
    {
        const enum err_code code = set_value(reading, true, key, value);

        if (code != ERR_OK)
            return placed(reading, code);
    }
    return ERR_OK;
}

static bool is_known(const struct plan_reading *reading, const char *key)
{
    const struct span name = span_text(key);

    return span_is(name, "steps") || span_is(name, "output") ||
           (reading->list[0] && span_is(name, "name"));
}

enum err_code plan_json_read(struct plan_reading *reading, json_t *document)
{
    const char *key;
    json_t *value;

    reading->place[0] = '\0';
    reading->plan->listed = 1;
    if (!json_is_object(document))
        return plan_json_invalid(reading, "A plan is an object with \"steps\" and, where wanted, "
                                          "\"output\".");
    json_object_foreach(document, key, value)
    {
        if (!is_known(reading, key))
            return plan_json_invalid(reading, reading->list[0]
                                                  ? "An output has \"steps\", \"output\" and "
                                                    "\"name\", nothing else."
                                                  : "A plan has \"steps\" and \"output\", nothing "
                                                    "else.");
    }
    const enum err_code code = read_steps(reading, json_object_get(document, "steps"));

    return code == ERR_OK ? read_output(reading, json_object_get(document, "output")) : code;
}

enum err_code plan_json_load(struct span json, const char *what, json_t **document, struct err *err)
{
    json_error_t where;

    if (json.len > PLAN_JSON_MAX)
        return err_limit(err, ERR_PLAN_INVALID, PLAN_JSON_MAX, (double)json.len,
                         "The %s is over %d bytes.", what, PLAN_JSON_MAX);
    *document = json_loadb((const char *)json.data, json.len, JSON_REJECT_DUPLICATES, &where);
    if (*document)
        return ERR_OK;
    (void)err_set(err, ERR_PLAN_INVALID,
                  "The %s is not valid JSON without repeated names, at line %d, column %d.", what,
                  where.line, where.column);
    err_note(err, "%s", where.text);
    return ERR_PLAN_INVALID;
}

enum err_code pipeline_read(struct plan *plan, struct plan_seen *seen, struct span json,
                            const struct limits *limits, struct err *err)
{
    struct plan_reading reading = {plan, seen, limits, err, "", ""};
    json_t *document = NULL;
    enum err_code code = plan_json_load(json, "plan", &document, err);

    if (code != ERR_OK)
        return code;
    code = plan_json_read(&reading, document);
    json_decref(document);
    return code;
}
