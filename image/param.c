#include "image/param.h"

#include "image/nearest.h"
#include "image/param_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 40 };

const char *const gravity_names[] = {"center",    "north",     "northeast", "east",
                                     "southeast", "south",     "southwest", "west",
                                     "northwest", "attention", "entropy",   NULL};

static void *field_of(const struct param *row, void *values)
{
    return (char *)values + row->offset;
}

static void put_number(const struct param *row, void *values, double number)
{
    void *field = field_of(row, values);

    switch (row->type) {
    case PARAM_TYPE_INT:
    case PARAM_TYPE_ENUM:
        *(int32_t *)field = (int32_t)number;
        break;
    case PARAM_TYPE_REAL:
        *(double *)field = number;
        break;
    case PARAM_TYPE_BOOL:
        *(bool *)field = number != 0;
        break;
    case PARAM_TYPE_COLOR:
        *(struct color *)field = param_color_of((uint32_t)number);
        break;
    case PARAM_TYPE_GRAVITY:
        *(struct gravity *)field = (struct gravity){(int32_t)number, 0.5, 0.5};
        break;
    case PARAM_TYPE_LENGTH:
        *(struct length *)field = (struct length){0};
        break;
    case PARAM_TYPE_RATIO:
        *(struct ratio *)field = (struct ratio){0};
        break;
    case PARAM_TYPE_NUMBERS:
        *(struct numbers *)field = (struct numbers){0};
        break;
    case PARAM_TYPE_REGIONS:
        *(struct regions *)field = (struct regions){0};
        break;
    case PARAM_TYPE_CORNERS:
        *(struct corners *)field = (struct corners){0};
        break;
    case PARAM_TYPE_TEXT:
    case PARAM_TYPE_NAME:
        *(char *)field = '\0';
        break;
    case PARAM_TYPE_END:
        break;
    }
}

void param_defaults(const struct param *rows, void *values)
{
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        put_number(row, values, row->def);
}

const struct param *param_find(const struct param *rows, struct span name)
{
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        if (span_is(name, row->name))
            return row;
    return NULL;
}

enum err_code param_invalid(const struct param *row, const char *wanted, struct err *err)
{
    return err_param(err, ERR_PARAM_INVALID, row->name, "%s must be %s.", row->name, wanted);
}

enum err_code param_check_range(const struct param *row, double number, double min, double max,
                                struct err *err)
{
    if (number >= min && number <= max)
        return ERR_OK;
    (void)err_param(err, ERR_PARAM_RANGE, row->name, "%s must be from %g to %g.", row->name, min,
                    max);
    if (err) {
        err->has_limit = true;
        err->limit = number < min ? min : max;
        err->actual = number;
    }
    return ERR_PARAM_RANGE;
}

/* Digits with an optional sign, fraction and exponent, nothing else: strtod alone would also take
 * blanks, hex, "nan" and "inf". The process runs in the C locale. */
bool param_read_number(struct span text, double *number)
{
    char copy[NUMBER_MAX];
    char *end;

    if (text.len == 0 || !span_copy(text, copy, sizeof(copy)) ||
        strspn(copy, "+-.0123456789eE") != text.len)
        return false;
    *number = strtod(copy, &end);
    return *end == '\0' && end != copy;
}

static int find_word(const char *const *names, struct span text)
{
    for (int i = 0; names[i]; i++)
        if (span_is(text, names[i]))
            return i;
    return -1;
}

static enum err_code parse_int(const struct param *row, struct span text, void *values,
                               struct err *err)
{
    const int word = row->names ? find_word(row->names, text) : -1;
    double number;

    if (word >= 0) {
        put_number(row, values, -1 - word);
        return ERR_OK;
    }
    if (!param_read_number(text, &number) || number != floor(number))
        return param_invalid(
            row, row->names ? "a whole number or a word that it knows" : "a whole number", err);
    const enum err_code code = param_check_range(row, number, row->min, row->max, err);

    if (code == ERR_OK)
        put_number(row, values, number);
    return code;
}

static enum err_code parse_real(const struct param *row, struct span text, void *values,
                                struct err *err)
{
    double number;

    if (!param_read_number(text, &number))
        return param_invalid(row, "a number", err);
    const enum err_code code = param_check_range(row, number, row->min, row->max, err);

    if (code == ERR_OK)
        put_number(row, values, number);
    return code;
}

static enum err_code parse_bool(const struct param *row, struct span text, void *values,
                                struct err *err)
{
    const bool yes = span_is(text, "true") || span_is(text, "1");

    if (!yes && !span_is(text, "false") && !span_is(text, "0"))
        return param_invalid(row, "true or false", err);
    put_number(row, values, yes);
    return ERR_OK;
}

static enum err_code no_such_word(const struct param *row, const char *const *names,
                                  struct span text, struct err *err)
{
    const char *best = NULL;
    int distance = NEAREST_NONE;

    for (int i = 0; names[i]; i++)
        nearest_try(text, names[i], &best, &distance);
    if (best)
        return err_param(err, ERR_PARAM_INVALID, row->name,
                         "%s has no such value; the nearest is \"%s\".", row->name, best);
    struct buf known;

    buf_init(&known, ERR_DETAIL_MAX);
    param_range_text(row, &known);
    const enum err_code code = err_param(err, ERR_PARAM_INVALID, row->name,
                                         "%s must be one of: %s.", row->name, buf_string(&known));

    buf_fini(&known);
    return code;
}

static enum err_code parse_enum(const struct param *row, struct span text, void *values,
                                struct err *err)
{
    const int index = find_word(row->names, text);

    if (index < 0)
        return no_such_word(row, row->names, text, err);
    put_number(row, values, index);
    return ERR_OK;
}

static enum err_code parse_length(const struct param *row, struct span text, void *values,
                                  struct err *err)
{
    const bool percent = text.len > 0 && text.data[text.len - 1] == '%';
    const struct span digits = span_cut(text, 0, text.len - percent);
    double number;

    if (!param_read_number(digits, &number) || (!percent && number != floor(number)))
        return param_invalid(row, "a whole number of pixels, or a percentage like 12.5%", err);
    const enum err_code code =
        param_check_range(row, number, percent ? 0 : row->min, percent ? 100 : row->max, err);

    if (code == ERR_OK)
        *(struct length *)field_of(row, values) = (struct length){number, percent, true};
    return code;
}

static enum err_code parse_gravity(const struct param *row, struct span text, void *values,
                                   struct err *err)
{
    struct gravity gravity = {.kind = find_word(gravity_names, text), .x = 0.5, .y = 0.5};
    struct span rest = text;
    struct span x;

    if (gravity.kind < 0) {
        gravity.kind = GRAVITY_FOCAL;
        if (!memchr(text.len ? text.data : (const unsigned char *)"", ',', text.len) ||
            !span_next(&rest, ',', &x) || !param_read_number(x, &gravity.x) ||
            !param_read_number(rest, &gravity.y))
            return no_such_word(row, gravity_names, text, err);
        enum err_code code = param_check_range(row, gravity.x, 0, 1, err);

        if (code == ERR_OK)
            code = param_check_range(row, gravity.y, 0, 1, err);
        if (code != ERR_OK)
            return code;
    }
    *(struct gravity *)field_of(row, values) = gravity;
    return ERR_OK;
}

enum err_code param_parse(const struct param *row, struct span text, void *values, struct err *err)
{
    switch (row->type) {
    case PARAM_TYPE_INT:
        return parse_int(row, text, values, err);
    case PARAM_TYPE_REAL:
        return parse_real(row, text, values, err);
    case PARAM_TYPE_BOOL:
        return parse_bool(row, text, values, err);
    case PARAM_TYPE_ENUM:
        return parse_enum(row, text, values, err);
    case PARAM_TYPE_COLOR:
        return param_parse_color(row, text, field_of(row, values), err);
    case PARAM_TYPE_LENGTH:
        return parse_length(row, text, values, err);
    case PARAM_TYPE_GRAVITY:
        return parse_gravity(row, text, values, err);
    case PARAM_TYPE_RATIO:
        return param_parse_ratio(row, text, field_of(row, values), err);
    case PARAM_TYPE_NUMBERS:
        return param_parse_numbers(row, text, field_of(row, values), err);
    case PARAM_TYPE_REGIONS:
        return param_parse_regions(row, text, field_of(row, values), err);
    case PARAM_TYPE_CORNERS:
        return param_parse_corners(row, text, field_of(row, values), err);
    case PARAM_TYPE_TEXT:
        return param_parse_text(row, text, field_of(row, values), err);
    case PARAM_TYPE_NAME:
        return param_parse_name(row, text, field_of(row, values), err);
    case PARAM_TYPE_END:
        break;
    }
    return err_set(err, ERR_INTERNAL, "A parameter has no type.");
}
