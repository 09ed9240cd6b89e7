#include "handlers/render.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Letters, digits, dot, dash and underscore, the first a letter or digit: no path, no hidden file,
 * nothing that a header or a file system minds. */
static bool is_name(struct span name)
{
    if (name.len < 1 || name.len > RENDER_NAME_MAX || !isalnum(name.data[0]))
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum(name.data[i]) && name.data[i] != '.' && name.data[i] != '-' &&
            name.data[i] != '_')
            return false;
    return true;
}

static enum err_code bad_name(const struct plan_reading *reading, enum err_code code,
                              const char *what)
{
    char param[ERR_PARAM_MAX];

    (void)snprintf(param, sizeof(param), "%sname", reading->list);
    return err_param(reading->err, code, param, "%s", what);
}

static enum err_code read_name(const struct plan_reading *reading, const json_t *entry,
                               uint32_t index, char name[RENDER_NAME_MAX + 1])
{
    const json_t *value = json_object_get(entry, "name");

    if (value == NULL) {
        (void)snprintf(name, RENDER_NAME_MAX + 1, "output-%u", index + 1);
        return ERR_OK;
    }
    const struct span text = json_is_string(value)
                                 ? span_of(json_string_value(value), json_string_length(value))
                                 : span_of(NULL, 0);

    if (!is_name(text) || !span_copy(text, name, RENDER_NAME_MAX + 1))
        return bad_name(reading, ERR_PARAM_INVALID,
                        "A name has 1 to 64 letters, digits, dots, dashes and underscores, and "
                        "begins with a letter or digit.");
    return ERR_OK;
}

/* Names become files, and not every file system tells A from a. */
static enum err_code check_unique(const struct plan_reading *reading, const struct render *render)
{
    const char *last = render->name[render->n - 1];

    for (uint32_t i = 0; i + 1 < render->n; i++)
        if (strcasecmp(render->name[i], last) == 0)
            return bad_name(reading, ERR_PARAM_REPEATED, "Another output has this name.");
    return ERR_OK;
}

static enum err_code check_steps(const struct render *render, struct err *err)
{
    uint32_t steps = 0;

    for (uint32_t i = 0; i < render->n; i++)
        steps += render->plan[i].n_steps;
    if (steps <= PLANS_STEPS_MAX)
        return ERR_OK;
    return err_limit(err, ERR_PLAN_STEPS, PLANS_STEPS_MAX, steps,
                     "All outputs together have at most %d steps.", PLANS_STEPS_MAX);
}

static enum err_code read_entry(struct render *render, json_t *entry, const struct limits *limits,
                                struct err *err)
{
    const uint32_t index = render->n++;
    struct plan_seen seen = {0};
    struct plan_reading reading = {&render->plan[index], &seen, limits, err, "", ""};

    plan_init(&render->plan[index]);
    (void)snprintf(reading.list, sizeof(reading.list), "outputs[%u].", index);
    enum err_code code = plan_json_read(&reading, entry);

    if (code == ERR_OK)
        code = read_name(&reading, entry, index, render->name[index]);
    return code == ERR_OK ? check_unique(&reading, render) : code;
}

static enum err_code read_list(struct render *render, json_t *list, const struct limits *limits,
                               struct err *err)
{
    const uint32_t most = limits->outputs < PLANS_MAX ? limits->outputs : PLANS_MAX;
    const size_t n = json_array_size(list);
    enum err_code code = ERR_OK;

    if (!json_is_array(list) || n == 0)
        return err_set(err, ERR_PLAN_INVALID, "The outputs are a list of at least one.");
    if (n > most)
        return err_limit(err, ERR_OUTPUTS, most, (double)n, "A request has at most %u outputs.",
                         most);
    render->n = 0;
    free(render->plan);
    render->plan = calloc(n, sizeof(*render->plan));
    if (render->plan == NULL)
        return err_set(err, ERR_BUSY, "The service has no room for this request now.");
    for (size_t i = 0; code == ERR_OK && i < n; i++)
        code = read_entry(render, json_array_get(list, i), limits, err);
    return code == ERR_OK ? check_steps(render, err) : code;
}

enum err_code render_read(struct render *render, struct span json, const struct limits *limits,
                          struct err *err)
{
    json_t *list;
    enum err_code code = plan_json_load(json, "list of outputs", &list, err);

    if (code != ERR_OK)
        return code;
    code = read_list(render, list, limits, err);
    json_decref(list);
    return code;
}
