/* image/param.h - parameters as rows: name, type, range, default and one sentence.
 *
 * A row says where in a plain struct its value lives; the same rows parse, check, print and
 * document it; image/param_row.h has the macros to write them with. Tables are const; every
 * function is pure and safe from any thread.
 */
#ifndef IMAGE_PARAM_H
#define IMAGE_PARAM_H

#include "base/emit.h"
#include "base/err.h"
#include "base/span.h"
#include "image/values.h"

#include <stddef.h>

enum param_type {
    PARAM_TYPE_END,
    PARAM_TYPE_INT,     /* int32_t */
    PARAM_TYPE_REAL,    /* double, finite */
    PARAM_TYPE_BOOL,    /* bool: true, false, 1, 0 */
    PARAM_TYPE_ENUM,    /* int32_t, index into names */
    PARAM_TYPE_COLOR,   /* struct color: rgb, rgba, rrggbb, rrggbbaa in hex, or a CSS basic name */
    PARAM_TYPE_LENGTH,  /* struct length: 12 (pixels) or 12.5% */
    PARAM_TYPE_GRAVITY, /* struct gravity: a word of gravity_names, or x,y in 0..1 */
    PARAM_TYPE_RATIO,   /* struct ratio: 16:9 or 1.5, width to height */
    PARAM_TYPE_NUMBERS, /* struct numbers: 1,0,-1 */
    PARAM_TYPE_REGIONS, /* struct regions: x,y,width,height, several separated by ; */
    PARAM_TYPE_CORNERS, /* struct corners: x,y;x,y;x,y;x,y */
    PARAM_TYPE_TEXT,    /* char[max + 1]: UTF-8 of 1 to max bytes; "": not given */
    PARAM_TYPE_NAME,    /* char[NAME_LEN_MAX + 1]: a-z, 0-9 and -; "": not given */
};

enum param_need {
    PARAM_DEFAULTS, /* `def` when absent, and in range */
    PARAM_OPTIONAL, /* absent is the zero value, which cannot be asked for unless in range */
    PARAM_REQUIRED,
};

struct param {
    const char *name;
    enum param_type type;
    enum param_need need;
    size_t offset;            /* of the value in its struct */
    double min, max, def;     /* ENUM: def is the index; BOOL: 0 or 1; COLOR: def is 0xRRGGBBAA */
    const char *const *names; /* ENUM: the words, NULL-ended; INT: NULL, or words besides numbers,
                                 of which the first is the value -1, the next -2 */
    const char *doc;          /* one sentence, with the unit */
};

/* Write every row's default (or zero) into `values`. */
void param_defaults(const struct param *rows, void *values);

/* The row called `name`, or NULL. */
const struct param *param_find(const struct param *rows, struct span name);

/* Read `text` into values by `row`. Errors, all naming the parameter: ERR_PARAM_INVALID (not a
 * number, no such word: the nearest is named), ERR_PARAM_RANGE (with limit and actual). Leading or
 * trailing blanks, hex, nan and inf are invalid. Locale does not matter. */
enum err_code param_parse(const struct param *row, struct span text, void *values,
                          struct err *err) MUST_CHECK;

/* A client's name as it may be said back: only what could be a parameter's is. */
void param_said(struct span name, char text[ERR_PARAM_MAX]);

/* ERR_PARAM_UNKNOWN for a name that neither table has; the nearest known one is told. Tables may be
 * NULL. */
enum err_code param_unknown(const struct param *rows, const struct param *more, struct span name,
                            struct err *err) MUST_CHECK;

/* Write the value as one JSON member named after the row (what param_parse would read back). */
void param_write(const struct param *row, const void *values, struct emit *json);

/* Describe the rows as a JSON array: name, type, range, default, values, required, summary. */
void param_describe(const struct param *rows, struct emit *json, const char *key);

/* "int", "real", ...; and what may be written, as text: "1 to 65535", "inside | cover". */
const char *param_type_name(enum param_type type);
void param_range_text(const struct param *row, struct buf *out);
void param_default_text(const struct param *row, struct buf *out);

#endif
