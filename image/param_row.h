/* image/param_row.h - macros to write the rows of a parameter table with; see image/param.h.
 *
 * PARAM_<TYPE>(struct, field, range..., default, sentence): the parameter is called like the field.
 */
#ifndef IMAGE_PARAM_ROW_H
#define IMAGE_PARAM_ROW_H

#include "image/param.h"

#define PARAM_END                                                                                  \
    {                                                                                              \
        .type = PARAM_TYPE_END                                                                     \
    }
#define PARAM_ROW(kind, want, type_, field_, lo, hi, def_, doc_)                                   \
    .name = #field_, .type = (kind), .need = (want), .offset = offsetof(type_, field_),            \
    .min = (lo), .max = (hi), .def = (def_), .doc = (doc_)
#define PARAM_INT(type, field, min, max, def, doc)                                                 \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_INT, PARAM_DEFAULTS, type, field, min, max, def, doc)                 \
    }
#define PARAM_INT_OPTIONAL(type, field, min, max, doc)                                             \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_INT, PARAM_OPTIONAL, type, field, min, max, 0, doc)                   \
    }
/* min is at least 0: words are below. */
#define PARAM_INT_OR_WORD(type, field, min, max, words, doc)                                       \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_INT, PARAM_OPTIONAL, type, field, min, max, 0, doc), .names = (words) \
    }
#define PARAM_REAL(type, field, min, max, def, doc)                                                \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_REAL, PARAM_DEFAULTS, type, field, min, max, def, doc)                \
    }
#define PARAM_REAL_REQUIRED(type, field, min, max, doc)                                            \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_REAL, PARAM_REQUIRED, type, field, min, max, 0, doc)                  \
    }
#define PARAM_BOOL(type, field, def, doc)                                                          \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_BOOL, PARAM_DEFAULTS, type, field, 0, 1, def, doc)                    \
    }
#define PARAM_ENUM(type, field, words, def, doc)                                                   \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_ENUM, PARAM_DEFAULTS, type, field, 0, 0, def, doc), .names = (words)  \
    }
#define PARAM_ENUM_REQUIRED(type, field, words, doc)                                               \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_ENUM, PARAM_REQUIRED, type, field, 0, 0, 0, doc), .names = (words)    \
    }
#define PARAM_COLOR(type, field, def, doc)                                                         \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_COLOR, PARAM_DEFAULTS, type, field, 0, 0, def, doc)                   \
    }
#define PARAM_COLOR_REQUIRED(type, field, doc)                                                     \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_COLOR, PARAM_REQUIRED, type, field, 0, 0, 0, doc)                     \
    }
/* max in pixels; percent is 0 to 100. min 0 or 1 pixel. */
#define PARAM_LENGTH(type, field, min, max, doc)                                                   \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_LENGTH, PARAM_OPTIONAL, type, field, min, max, 0, doc)                \
    }
#define PARAM_GRAVITY(type, field, def, doc)                                                       \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_GRAVITY, PARAM_DEFAULTS, type, field, 0, 1, def, doc)                 \
    }
/* min and max of width / height. */
#define PARAM_RATIO(type, field, min, max, doc)                                                    \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_RATIO, PARAM_OPTIONAL, type, field, min, max, 0, doc)                 \
    }
/* min and max of each number. */
#define PARAM_NUMBERS_REQUIRED(type, field, min, max, doc)                                         \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_NUMBERS, PARAM_REQUIRED, type, field, min, max, 0, doc)               \
    }
/* max in pixels; percent is 0 to 100. */
#define PARAM_REGIONS(type, field, max, doc)                                                       \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_REGIONS, PARAM_OPTIONAL, type, field, 0, max, 0, doc)                 \
    }
#define PARAM_REGIONS_REQUIRED(type, field, max, doc)                                              \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_REGIONS, PARAM_REQUIRED, type, field, 0, max, 0, doc)                 \
    }
/* max in pixels; percent is 0 to 100. */
#define PARAM_CORNERS_REQUIRED(type, field, max, doc)                                              \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_CORNERS, PARAM_REQUIRED, type, field, 0, max, 0, doc)                 \
    }
#define PARAM_INT_REQUIRED(type, field, min, max, doc)                                             \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_INT, PARAM_REQUIRED, type, field, min, max, 0, doc)                   \
    }

#endif
