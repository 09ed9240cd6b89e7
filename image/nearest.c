#include "image/nearest.h"

#include "image/param.h"

#include <ctype.h>

enum { WORD_MAX = 32, FAR = 2, SHORT_WORD = 4 };

static int least(int a, int b, int c)
{
    const int ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein distance with one row; words longer than WORD_MAX are far from everything. */
static int distance_of(struct span a, struct span b)
{
    int row[WORD_MAX + 1];

    if (a.len > WORD_MAX || b.len > WORD_MAX)
        return NEAREST_NONE;
    for (int j = 0; j <= (int)b.len; j++)
        row[j] = j;
    for (size_t i = 0; i < a.len; i++) {
        int diagonal = row[0];

        row[0] = (int)i + 1;
        for (size_t j = 0; j < b.len; j++) {
            const int above = row[j + 1];
            const int change = diagonal + (a.data[i] != b.data[j]);

            row[j + 1] = least(above + 1, row[j] + 1, change);
            diagonal = above;
        }
    }
    return row[b.len];
}

void nearest_try(struct span word, const char *candidate, const char **best, int *distance)
{
    const int d = distance_of(word, span_text(candidate));
    const int reach = word.len < SHORT_WORD ? 1 : FAR;

    if (d > reach || d >= (int)word.len || d >= *distance)
        return;
    *best = candidate;
    *distance = d;
}

/* Letters, digits and the usual joints. */
static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum(name.data[i]) && name.data[i] != '_' && name.data[i] != '-')
            return false;
    return name.len > 0;
}

static void try_rows(const struct param *rows, struct span name, const char **best, int *distance)
{
    for (const struct param *row = rows; row && row->type != PARAM_TYPE_END; row++)
        nearest_try(name, row->name, best, distance);
}

void param_said(struct span name, char text[ERR_PARAM_MAX])
{
    if (!is_name(name) || !span_copy(name, text, ERR_PARAM_MAX))
        (void)span_copy(span_text("(not a name)"), text, ERR_PARAM_MAX);
}

enum err_code param_unknown(const struct param *rows, const struct param *more, struct span name,
                            struct err *err)
{
    char text[ERR_PARAM_MAX];
    const char *best = NULL;
    int distance = NEAREST_NONE;

    param_said(name, text);
    try_rows(rows, name, &best, &distance);
    try_rows(more, name, &best, &distance);
    if (best)
        return err_param(err, ERR_PARAM_UNKNOWN, text,
                         "There is no parameter of this name; the nearest is \"%s\".", best);
    return err_param(err, ERR_PARAM_UNKNOWN, text, "There is no parameter of this name.");
}
