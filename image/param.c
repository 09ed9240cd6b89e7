#include "image/param.h"

#include "base/macros.h"
#include "image/nearest.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 40 };

const char *const gravity_names[] = {"center",    "north",     "northeast", "east",
                                     "southeast", "south",     "southwest", "west",
                                     "northwest", "attention", "entropy",   NULL};

struct named_color {
    const char *name;
    uint32_t rgba;
};

/* The sixteen basic colour keywords of CSS Color Module Level 4, 6.1, and transparent. */
static const struct named_color named_colors[] = {
    {"black", 0x000000FF},  {"silver", 0xC0C0C0FF},      {"gray", 0x808080FF},
    {"white", 0xFFFFFFFF},  {"maroon", 0x800000FF},      {"red", 0xFF0000FF},
    {"purple", 0x800080FF}, {"fuchsia", 0xFF00FFFF},     {"green", 0x008000FF},
    {"lime", 0x00FF00FF},   {"olive", 0x808000FF},       {"yellow", 0xFFFF00FF},
    {"navy", 0x000080FF},   {"blue", 0x0000FFFF},        {"teal", 0x008080FF},
    {"aqua", 0x00FFFFFF},   {"transparent", 0x00000000},
};

static void *field_of(const struct param *row, void *values)
{
    return (char *)values + row->offset;
}

static struct color color_of(uint32_t rgba)
{
    return (struct color){(uint8_t)(rgba >> 24), (uint8_t)(rgba >> 16), (uint8_t)(rgba >> 8),
                          (uint8_t)rgba};
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
        *(struct color *)field = color_of((uint32_t)number);
        break;
    case PARAM_TYPE_GRAVITY:
        *(struct gravity *)field = (struct gravity){(int32_t)number, 0.5, 0.5};
        break;
    case PARAM_TYPE_LENGTH:
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

static enum err_code invalid(const struct param *row, const char *wanted, struct err *err)
{
    return err_param(err, ERR_PARAM_INVALID, row->name, "%s must be %s.", row->name, wanted);
}

static enum err_code check_range(const struct param *row, double number, double min, double max,
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
static bool read_number(struct span text, double *number)
{
    char copy[NUMBER_MAX];
    char *end;

    if (text.len == 0 || !span_copy(text, copy, sizeof(copy)) ||
        strspn(copy, "+-.0123456789eE") != text.len)
        return false;
    *number = strtod(copy, &end);
    return *end == '\0' && end != copy;
}

static enum err_code parse_int(const struct param *row, struct span text, void *values,
                               struct err *err)
{
    double number;

    if (!read_number(text, &number) || number != floor(number))
        return invalid(row, "a whole number", err);
    const enum err_code code = check_range(row, number, row->min, row->max, err);

    if (code == ERR_OK)
        put_number(row, values, number);
    return code;
}

static enum err_code parse_real(const struct param *row, struct span text, void *values,
                                struct err *err)
{
    double number;

    if (!read_number(text, &number))
        return invalid(row, "a number", err);
    const enum err_code code = check_range(row, number, row->min, row->max, err);

    if (code == ERR_OK)
        put_number(row, values, number);
    return code;
}

static enum err_code parse_bool(const struct param *row, struct span text, void *values,
                                struct err *err)
{
    const bool yes = span_is(text, "true") || span_is(text, "1");

    if (!yes && !span_is(text, "false") && !span_is(text, "0"))
        return invalid(row, "true or false", err);
    put_number(row, values, yes);
    return ERR_OK;
}

static int find_word(const char *const *names, struct span text)
{
    for (int i = 0; names[i]; i++)
        if (span_is(text, names[i]))
            return i;
    return -1;
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

/* rgb and rgba have one hex digit a band, rrggbb and rrggbbaa two. */
static bool read_hex(struct span text, uint32_t *rgba)
{
    const bool brief = text.len == 3 || text.len == 4;
    uint32_t value = 0;

    if (!brief && text.len != 6 && text.len != 8)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!isxdigit(text.data[i]))
            return false;
        const char one[] = {(char)text.data[i], '\0'};
        const uint32_t digit = (uint32_t)strtoul(one, NULL, 16);

        value = brief ? value << 8 | digit << 4 | digit : value << 4 | digit;
    }
    *rgba = text.len == 3 || text.len == 6 ? value << 8 | 0xFF : value;
    return true;
}

static enum err_code parse_color(const struct param *row, struct span text, void *values,
                                 struct err *err)
{
    const struct span hex = span_starts(text, "#") ? span_cut(text, 1, text.len) : text;
    uint32_t rgba;

    for (size_t i = 0; i < ARRAY_LEN(named_colors); i++)
        if (span_is_nocase(text, named_colors[i].name)) {
            put_number(row, values, named_colors[i].rgba);
            return ERR_OK;
        }
    if (!read_hex(hex, &rgba))
        return invalid(row, "a colour: rgb, rgba, rrggbb or rrggbbaa in hex, or a CSS basic name",
                       err);
    put_number(row, values, rgba);
    return ERR_OK;
}

static enum err_code parse_length(const struct param *row, struct span text, void *values,
                                  struct err *err)
{
    const bool percent = text.len > 0 && text.data[text.len - 1] == '%';
    const struct span digits = span_cut(text, 0, text.len - percent);
    double number;

    if (!read_number(digits, &number) || (!percent && number != floor(number)))
        return invalid(row, "a whole number of pixels, or a percentage like 12.5%", err);
    const enum err_code code =
        check_range(row, number, percent ? 0 : row->min, percent ? 100 : row->max, err);

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
            !span_next(&rest, ',', &x) || !read_number(x, &gravity.x) ||
            !read_number(rest, &gravity.y))
            return no_such_word(row, gravity_names, text, err);
        enum err_code code = check_range(row, gravity.x, 0, 1, err);

        if (code == ERR_OK)
            code = check_range(row, gravity.y, 0, 1, err);
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
        return parse_color(row, text, values, err);
    case PARAM_TYPE_LENGTH:
        return parse_length(row, text, values, err);
    case PARAM_TYPE_GRAVITY:
        return parse_gravity(row, text, values, err);
    case PARAM_TYPE_END:
        break;
    }
    return err_set(err, ERR_INTERNAL, "A parameter has no type.");
}
