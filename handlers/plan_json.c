#include "handlers/endpoint.h"

#include <jansson.h>
#include <stdio.h>

enum { PLAN_JSON_MAX = 64 << 10, NUMBER_MAX = 40 };

/* Reading one plan: where we are is told in front of a parameter's name. */
struct reading {
    struct plan *plan;
    struct plan_seen *seen;
    const struct limits *limits;
    struct err *err;
    char place[32]; /* "steps[12]." or "output." */
};

static enum err_code invalid(const struct reading *reading, const char *what)
{
    return err_set(reading->err, ERR_PLAN_INVALID, "%s%s%s",
                   reading->place[0] ? reading->place : "", reading->place[0] ? " " : "", what);
}

/* Put the place in front of the parameter's name: "width" becomes "steps[2].width". */
static enum err_code placed(const struct reading *reading, enum err_code code)
{
    char name[ERR_PARAM_MAX];

    if (reading->err == NULL || code == ERR_OK || reading->err->param[0] == '\0')
        return code;
    (void)span_copy(span_text(reading->err->param), name, sizeof(name));
    (void)snprintf(reading->err->param, sizeof(reading->err->param), "%.*s%.*s",
                   (int)sizeof(reading->place) - 1, reading->place,
                   ERR_PARAM_MAX - (int)sizeof(reading->place), name);
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

static enum err_code set_value(const struct reading *reading, bool output, const char *key,
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

static enum err_code add_operation(const struct reading *reading, json_t *step)
{
    const json_t *name = json_object_get(step, "op");

    if (!json_is_string(name))
        return invalid(reading, "needs \"op\", the name of an operation.");
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

static enum err_code read_step(const struct reading *reading, json_t *step)
{
    const char *key;
    json_t *value;

    if (!json_is_object(step))
        return invalid(reading, "is not an object.");
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

static enum err_code read_steps(struct reading *reading, json_t *steps)
{
    size_t index;
    json_t *step;

    if (!json_is_array(steps))
        return invalid(reading, "A plan has \"steps\", an array.");
    json_array_foreach(steps, index, step)
    {
        (void)snprintf(reading->place, sizeof(reading->place), "steps[%zu].", index);
        const enum err_code code = read_step(reading, step);

        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static enum err_code read_output(struct reading *reading, json_t *output)
{
    const char *key;
    json_t *value;

    (void)snprintf(reading->place, sizeof(reading->place), "output.");
    if (output == NULL)
        return ERR_OK;
    if (!json_is_object(output))
        return invalid(reading, "is not an object.");
    json_object_foreach(output, key, value)
    {
        const enum err_code code = set_value(reading, true, key, value);

        if (code != ERR_OK)
            return placed(reading, code);
    }
    return ERR_OK;
}

static enum err_code read_document(struct reading *reading, json_t *document)
{
    const char *key;
    json_t *value;

    if (!json_is_object(document))
        return invalid(reading, "A plan is an object with \"steps\" and, where wanted, "
                                "\"output\".");
    json_object_foreach(document, key, value)
    {
        if (!span_is(span_text(key), "steps") && !span_is(span_text(key), "output"))
            return invalid(reading, "A plan has \"steps\" and \"output\", nothing else.");
    }
    const enum err_code code = read_steps(reading, json_object_get(document, "steps"));

    return code == ERR_OK ? read_output(reading, json_object_get(document, "output")) : code;
}

enum err_code pipeline_read(struct plan *plan, struct plan_seen *seen, struct span json,
                            const struct limits *limits, struct err *err)
{
    struct reading reading = {plan, seen, limits, err, ""};
    json_error_t where;

    if (json.len > PLAN_JSON_MAX)
        return err_limit(err, ERR_PLAN_INVALID, PLAN_JSON_MAX, (double)json.len,
                         "The plan is over %d bytes.", PLAN_JSON_MAX);
    json_t *document =
        json_loadb((const char *)json.data, json.len, JSON_REJECT_DUPLICATES, &where);

    if (document == NULL) {
        (void)err_set(err, ERR_PLAN_INVALID,
                      "The plan is not valid JSON without repeated names, at line %d, column %d.",
                      where.line, where.column);
        err_note(err, "%s", where.text);
        return ERR_PLAN_INVALID;
    }
    const enum err_code code = read_document(&reading, document);

    json_decref(document);
    return code;
}
