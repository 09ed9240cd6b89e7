#include "image/param.h"

#include "image/param_parts.h"

#include <stdio.h>

enum { TEXT_MAX = 2048 }; /* 8 boxes of 4 numbers of 24 characters, or 25 numbers */

static const void *field_of(const struct param *row, const void *values)
{
    return (const char *)values + row->offset;
}

static void write_color(const struct param *row, const struct color *color, struct emit *json)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "%02x%02x%02x%02x", color->r, color->g, color->b, color->a);
    emit_text(json, row->name, text);
}

static void length_text(const struct length *length, struct buf *out)
{
    if (!length->given)
        return;
    param_add_number(length->value, out);
    if (length->percent)
        buf_char(out, '%');
}

static void gravity_text(const struct gravity *gravity, struct buf *out)
{
    if (gravity->kind != GRAVITY_FOCAL) {
        buf_text(out, gravity_names[gravity->kind]);
        return;
    }
    param_add_number(gravity->x, out);
    buf_char(out, ',');
    param_add_number(gravity->y, out);
}

static void value_text(const struct param *row, const void *field, struct buf *out)
{
    if (row->type == PARAM_TYPE_LENGTH)
        length_text(field, out);
    else if (row->type == PARAM_TYPE_GRAVITY)
        gravity_text(field, out);
    else if (row->type == PARAM_TYPE_RATIO)
        param_ratio_text(field, out);
    else if (row->type == PARAM_TYPE_NUMBERS)
        param_numbers_text(field, out);
    else if (row->type == PARAM_TYPE_REGIONS)
        param_regions_text(field, out);
    else
        param_corners_text(field, out);
}

/* Empty text: the value is not given. */
static void write_text(const struct param *row, const void *field, struct emit *json)
{
    struct buf text;

    buf_init(&text, TEXT_MAX);
    value_text(row, field, &text);
    if (text.len > 0)
        emit_text(json, row->name, buf_string(&text));
    buf_fini(&text);
}

static void write_length(const struct param *row, const struct length *length, struct emit *json)
{
    if (length->given && !length->percent)
        emit_real(json, row->name, length->value);
    else
        write_text(row, length, json);
}

static void write_int(const struct param *row, int32_t value, struct emit *json)
{
    if (row->names && value < 0)
        emit_text(json, row->name, row->names[-1 - value]);
    else if (row->need != PARAM_OPTIONAL || value != 0)
        emit_int(json, row->name, value);
}

void param_write(const struct param *row, const void *values, struct emit *json)
{
    const void *field = field_of(row, values);

    switch (row->type) {
    case PARAM_TYPE_INT:
        write_int(row, *(const int32_t *)field, json);
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
    case PARAM_TYPE_RATIO:
    case PARAM_TYPE_NUMBERS:
    case PARAM_TYPE_REGIONS:
    case PARAM_TYPE_CORNERS:
        write_text(row, field, json);
        break;
    case PARAM_TYPE_TEXT:
    case PARAM_TYPE_NAME:
        if (*(const char *)field != '\0')
            emit_text(json, row->name, field);
        break;
    case PARAM_TYPE_END:
        break;
    }
}

const char *param_type_name(enum param_type type)
{
    static const char *const names[] = {"end",     "int",     "real",    "bool",  "enum",
                                        "color",   "length",  "gravity", "ratio", "numbers",
                                        "regions", "corners", "text",    "name"};

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
        if (row->names) {
            buf_text(out, ", or ");
            join_words(row->names, out);
        }
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
    case PARAM_TYPE_RATIO:
        buf_printf(out, "width:height or their quotient, %.12g to %.12g", row->min, row->max);
        break;
    case PARAM_TYPE_NUMBERS:
        buf_printf(out, "up to %d numbers separated by commas, each %.12g to %.12g", NUMBERS_MAX,
                   row->min, row->max);
        break;
    case PARAM_TYPE_REGIONS:
        buf_printf(out, "x,y,width,height; up to %d separated by ;, pixels up to %.12g or percent",
                   REGIONS_MAX, row->max);
        break;
    case PARAM_TYPE_CORNERS:
        buf_printf(out, "x,y;x,y;x,y;x,y in pixels up to %.12g or percent", row->max);
        break;
    case PARAM_TYPE_TEXT:
        buf_printf(out, "UTF-8, at most %.0f bytes", row->max);
        break;
    case PARAM_TYPE_NAME:
        buf_printf(out, "a to z, 0 to 9 and -, at most %d", NAME_LEN_MAX);
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
        row->type == PARAM_TYPE_LENGTH || row->type == PARAM_TYPE_RATIO ||
        row->type == PARAM_TYPE_NUMBERS) {
        emit_real(json, "min", row->min);
        emit_real(json, "max", row->max);
    }
    const char *const *names = gravity ? gravity_names : row->names;

    if (names == NULL)
        return;
    emit_array(json, row->type == PARAM_TYPE_INT ? "words" : "values");
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
