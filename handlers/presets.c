#include "handlers/presets.h"

#include "handlers/render.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct presets {
    _Atomic int holders;
    int n;
    struct preset *list[PRESETS_MAX]; /* by name */
};

struct presets *presets_new(void)
{
    struct presets *presets = calloc(1, sizeof(*presets));

    return presets_take(presets);
}

struct presets *presets_take(struct presets *presets)
{
    if (presets)
        (void)atomic_fetch_add(&presets->holders, 1);
    return presets;
}

void presets_drop(struct presets *presets)
{
    if (presets == NULL || atomic_fetch_sub(&presets->holders, 1) > 1)
        return;
    for (int i = 0; i < presets->n; i++)
        free(presets->list[i]);
    free(presets);
}

bool presets_is_name(struct span name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    if (name.len < 1 || name.len > PRESET_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] == '\0' || !strchr(allowed, name.data[i]))
            return false;
    return true;
}

/* The first place whose name is not before this one. */
static int place_of(const struct presets *presets, struct span name)
{
    int i = 0;

    for (; i < presets->n; i++) {
        const struct span other = span_text(presets->list[i]->name);
        const size_t shorter = name.len < other.len ? name.len : other.len;
        const int order = memcmp(other.data, name.data, shorter);

        if (order > 0 || (order == 0 && other.len >= name.len))
            break;
    }
    return i;
}

const struct preset *presets_find(const struct presets *presets, struct span name)
{
    const int i = presets && name.len > 0 ? place_of(presets, name) : 0;

    return presets && i < presets->n && span_is(name, presets->list[i]->name) ? presets->list[i]
                                                                              : NULL;
}

const struct preset *presets_at(const struct presets *presets, int index)
{
    return presets && index >= 0 && index < presets->n ? presets->list[index] : NULL;
}

static enum err_code check_format(const struct output *output, const struct limits *limits,
                                  struct err *err)
{
    const enum format_id format = output_format(output);

    if (format == FORMAT_NONE || limits->formats_out & 1u << format)
        return output_check(output, err);
    return err_param(err, ERR_PARAM_INVALID, "output.format", "Format %s is switched off here.",
                     format_row(format)->name);
}

static enum err_code check_plan(struct span text, const struct limits *limits, struct err *err)
{
    struct plan_seen seen = {0};
    struct plan plan;

    plan_init(&plan);
    const enum err_code code = pipeline_read(&plan, &seen, text, limits, err);

    return code == ERR_OK ? check_format(&plan.output, limits, err) : code;
}

static enum err_code check_list(struct span text, const struct limits *limits, struct err *err)
{
    struct render *render = calloc(1, sizeof(*render));

    if (render == NULL)
        return err_set(err, ERR_BUSY, "There is no memory.");
    enum err_code code = render_read(render, text, limits, err);

    for (uint32_t i = 0; code == ERR_OK && i < render->n; i++)
        code = check_format(&render->plan[i].output, limits, err);
    render_free(render);
    return code;
}

/* A list begins with a bracket, behind what JSON takes for blank. */
static bool is_list(struct span text)
{
    size_t i = 0;

    while (i < text.len && text.data[i] != '\0' && strchr(" \t\r\n", text.data[i]))
        i++;
    return i < text.len && text.data[i] == '[';
}

static struct preset *new_preset(struct span name, struct span text)
{
    struct preset *preset = calloc(1, sizeof(*preset) + text.len + 1);

    if (preset == NULL || !span_copy(name, preset->name, sizeof(preset->name)))
        return preset;
    unsigned char *copy = (unsigned char *)(preset + 1);

    memcpy(copy, text.data, text.len);
    preset->text = span_of(copy, text.len);
    preset->list = is_list(text);
    return preset;
}

enum err_code presets_add(struct presets *presets, struct span name, struct span text,
                          const struct limits *limits, struct err *err)
{
    if (!presets_is_name(name))
        return err_set(err, ERR_PLAN_INVALID,
                       "A preset's name has 1 to %d letters a to z, digits and dashes.",
                       PRESET_NAME_MAX);
    const enum err_code code =
        is_list(text) ? check_list(text, limits, err) : check_plan(text, limits, err);

    if (code != ERR_OK)
        return code;
    struct preset *preset = presets->n < PRESETS_MAX ? new_preset(name, text) : NULL;

    if (preset == NULL)
        return err_set(err, ERR_BUSY, "There is no room for more presets.");
    const int at = place_of(presets, name);

    memmove(&presets->list[at + 1], &presets->list[at],
            (size_t)(presets->n - at) * sizeof(struct preset *));
    presets->list[at] = preset;
    presets->n++;
    return ERR_OK;
}
