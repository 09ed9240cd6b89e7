/* image/param_row_text.h - the macros of image/param_row.h for parameters that are text.
 *
 * The field is an array of char, its bytes but one the most that can be given.
 */
#ifndef IMAGE_PARAM_ROW_TEXT_H
#define IMAGE_PARAM_ROW_TEXT_H

#include "image/param_row.h"

#define PARAM_TEXT_ROW(want, type, field, doc)                                                     \
    PARAM_ROW(PARAM_TYPE_TEXT, want, type, field, 1, sizeof(((type *)0)->field) - 1, 0, doc)
#define PARAM_TEXT(type, field, doc)                                                               \
    {                                                                                              \
        PARAM_TEXT_ROW(PARAM_OPTIONAL, type, field, doc)                                           \
    }
#define PARAM_TEXT_REQUIRED(type, field, doc)                                                      \
    {                                                                                              \
        PARAM_TEXT_ROW(PARAM_REQUIRED, type, field, doc)                                           \
    }
/* The field is an array of NAME_LEN_MAX + 1. */
#define PARAM_NAME(type, field, doc)                                                               \
    {                                                                                              \
        PARAM_ROW(PARAM_TYPE_NAME, PARAM_OPTIONAL, type, field, 1, NAME_LEN_MAX, 0, doc)           \
    }
/* Two parameters, `part` and `asset`; the field is a struct source. */
#define PARAM_SOURCE_ROW(want, row_, member_, doc_)                                                \
    {                                                                                              \
        .name = #member_, .type = PARAM_TYPE_NAME, .need = PARAM_OPTIONAL,                         \
        .offset = offsetof(want, row_) + offsetof(struct source, member_), .min = 1,               \
        .max = NAME_LEN_MAX, .doc = (doc_)                                                         \
    }
#define PARAM_SOURCE(want, row_)                                                                   \
    PARAM_SOURCE_ROW(want, row_, part,                                                             \
                     "Name of the multipart part with the second image; without it that of the "   \
                     "operation."),                                                                \
        PARAM_SOURCE_ROW(want, row_, asset,                                                        \
                         "Name of a picture in this service's folder (setting assets.folder) to "  \
                         "be the second image.")

#endif
