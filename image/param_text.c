#include "image/param.h"

#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_MAX = 32 };

static const void *field_of(const struct param *row, const void *values)
{
    return (const char *)values + row->offset;
}

/* The fewest digits that read back as the same number. */
static void number_text(double number, char *text)
{
    for (int digits = 6; digits <= 17; digits++) {
        (void)snprintf(text, NUMBER_MAX, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            return;
    }
}

static void write_color(const struct param *row, const struct color *color, struct emit *json)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "%02x%02x%02x%02x", color->r, color->g, color->b, color->a);
    emit_text(json, row->name, text);
}

static void write_length(const struct param *row, const struct length *length, struct emit *json)
{
    char number[NUMBER_MAX];
    char text[NUMBER_MAX + 1];

    if (!length->given)
        return;
    if (!length->percent) {
        emit_real(json, row->name, length->value);
        return;
    }
    number_text(length->value, number);
    (void)snprintf(text, sizeof(text), "%s%%", number);
    emit_text(json, row->name, text);
}

static void write_gravity(const struct param *row, const struct gravity *gravity, struct emit *json)
{
    char x[NUMBER_MAX];
    char y[NUMBER_MAX];
    char text[2 * NUMBER_MAX];

    if (gravity->kind != GRAVITY_FOCAL) {
        emit_text(json, row->name, gravity_names[gravity->kind]);
        return;
    }
    number_text(gravity->x, x);
    number_text(gravity->y, y);
    (void)snprintf(text, sizeof(text), "%s,%s", x, y);
    emit_text(json, row->name, text);
}

void param_write(const struct param *row, const void *values, struct emit *json)
{
    const void *field = field_of(row, values);

    switch (row->type) {
    case PARAM_TYPE_INT:
        if (row->need != PARAM_OPTIONAL || *(const int32_t *)field != 0)
            emit_int(json, row->name, *(const int32_t *)field);
        break;
    case PARAM_TYPE_REAL:
        emit_real(json, row->name, *(const double *)field);
        break;
    case PARAM_TYPE_BOOL:
        emit_bool(json, row->name, *(const bool *)field);
        break;
    case PARAM_TYPE_ENUM:
        emit_text(json, row->name, row->names[*(const int32_t *)field]);
        break;
    case PARAM_TYPE_COLOR:
        write_color(row, field, json);
        break;
    case PARAM_TYPE_LENGTH:
        write_length(row, field, json);
        break;
    case PARAM_TYPE_GRAVITY:
        write_gravity(row, field, json);
        break;
    case PARAM_TYPE_END:
        break;
    }
}

const char *param_type_name(enum param_type type)
{
    static const char *const names[] = {"end",  "int",   "real",   "bool",
                                        "enum", "color", "length", "gravity"};

    return names[type];
}

static void join_words(const char *const *names, struct buf *out)
{
    for (int i = 0; names[i]; i++)
        buf_printf(out, "%s%s", i ? ", " : "", names[i]);
}

void param_range_text(const struct param *row, struct buf *out)
{
    switch (row->type) {
    case PARAM_TYPE_INT:
    case PARAM_TYPE_REAL:
        buf_printf(out, "%.12g to %.12g", row->min, row->max);
        break;
    case PARAM_TYPE_BOOL:
        buf_text(out, "true, false");
        break;
    case PARAM_TYPE_ENUM:
        join_words(row->names, out);
        break;
    case PARAM_TYPE_COLOR:
        buf_text(out, "rgb, rgba, rrggbb, rrggbbaa, or a CSS basic colour name");
        break;
    case PARAM_TYPE_LENGTH:
        buf_printf(out, "%.12g to %.12g pixels, or 0%% to 100%%", row->min, row->max);
        break;
    case PARAM_TYPE_GRAVITY:
        join_words(gravity_names, out);
        buf_text(out, ", or x,y with both from 0 to 1");
        break;
    case PARAM_TYPE_END:
        break;
    }
}

void param_default_text(const struct param *row, struct buf *out)
{
    if (row->need == PARAM_REQUIRED)
        buf_text(out, "required");
    else if (row->need == PARAM_OPTIONAL)
        buf_text(out, "none");
    else if (row->type == PARAM_TYPE_BOOL)
        buf_text(out, row->def != 0 ? "true" : "false");
    else if (row->type == PARAM_TYPE_ENUM)
        buf_text(out, row->names[(int)row->def]);
    else if (row->type == PARAM_TYPE_GRAVITY)
        buf_text(out, gravity_names[(int)row->def]);
    else if (row->type == PARAM_TYPE_COLOR)
        buf_printf(out, "%08x", (unsigned)row->def);
    else
        buf_printf(out, "%.12g", row->def);
}

static void describe_values(const struct param *row, struct emit *json)
{
    const bool gravity = row->type == PARAM_TYPE_GRAVITY;

    if (row->type == PARAM_TYPE_INT || row->type == PARAM_TYPE_REAL ||
        row->type == PARAM_TYPE_LENGTH) {
        emit_real(json, "min", row->min);
        emit_real(json, "max", row->max);
    }
    if (row->type != PARAM_TYPE_ENUM && !gravity)
        return;
    const char *const *names = gravity ? gravity_names : row->names;

    emit_array(json, "values");
    for (int i = 0; names[i]; i++)
        emit_text(json, NULL, names[i]);
    emit_array_end(json);
}

static void describe_row(const struct param *row, struct emit *json)
{
    struct buf text;

    buf_init(&text, 256);
    emit_object(json, NULL);
    emit_text(json, "name", row->name);
    emit_text(json, "type", param_type_name(row->type));
    emit_bool(json, "required", row->need == PARAM_REQUIRED);
    if (row->need == PARAM_DEFAULTS) {
        param_default_text(row, &text);
        emit_text(json, "default", buf_string(&text));
    }
    describe_values(row, json);
    emit_text(json, "summary", row->doc);
    emit_object_end(json);
    buf_fini(&text);
}

void param_describe(const struct param *rows, struct emit *json, const char *key)
{
    emit_array(json, key);
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        describe_row(row, json);
    emit_array_end(json);
}
