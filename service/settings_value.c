#include "service/settings_row.h"

#include "base/check.h"
#include "image/format.h"
#include "image/nearest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_TEXT_MAX = 24 };

/* The table alone says where a field lies and of what type it is. */
static int64_t *number_of(const struct setting *row, struct settings *settings)
{
    return (int64_t *)(void *)((char *)settings + row->offset);
}

static char *text_of(const struct setting *row, struct settings *settings)
{
    return (char *)settings + row->offset;
}

void setting_default(const struct setting *row, struct settings *settings)
{
    if (row->type == SETTING_NUMBER || row->type == SETTING_CHOICE)
        *number_of(row, settings) = row->def;
    else
        CHECK(span_copy(span_text(row->text), text_of(row, settings), SETTING_TEXT_MAX));
}

static bool range_problem(const struct setting *row, const char *what, struct buf *why)
{
    buf_printf(why, "%s, it takes ", what);
    setting_range_text(row, why);
    return false;
}

/* Decimal digits with an optional minus, and nothing else. */
static bool is_number(struct span text)
{
    const size_t sign = text.len > 0 && text.data[0] == '-';

    for (size_t i = sign; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.len > sign;
}

static bool read_number(const struct setting *row, struct span text, int64_t *value,
                        struct buf *why)
{
    char digits[NUMBER_TEXT_MAX];

    if (row->zero && span_is(text, row->zero)) {
        *value = 0;
        return true;
    }
    if (!is_number(text))
        return range_problem(row, "is not a number", why);
    if (!span_copy(text, digits, sizeof(digits)))
        return range_problem(row, "is out of range", why);
    errno = 0;
    const int64_t number = strtoll(digits, NULL, 10);

    if (errno == ERANGE || number < row->min + (row->zero != NULL) || number > row->max)
        return range_problem(row, "is out of range", why);
    *value = number;
    return true;
}

static bool nearest_problem(const struct setting *row, struct span word, const char *best,
                            struct buf *why)
{
    buf_text(why, "has no word ");
    settings_quote(word, why);
    if (best)
        buf_printf(why, " (the nearest is \"%s\")", best);
    return range_problem(row, "", why);
}

static bool read_choice(const struct setting *row, struct span text, int64_t *value,
                        struct buf *why)
{
    const char *best = NULL;
    int distance = NEAREST_NONE;

    for (int i = 0; row->words[i]; i++) {
        if (span_is(text, row->words[i])) {
            *value = i;
            return true;
        }
        nearest_try(text, row->words[i], &best, &distance);
    }
    return nearest_problem(row, text, best, why);
}

static bool listed(const struct setting *row, int id)
{
    const struct format *format = format_row((enum format_id)id);

    return row->written ? format->writes : format->reads && !format->vector;
}

/* The exact name: what is printed is what was written. */
static int list_word(const struct setting *row, struct span word, const char **best)
{
    int distance = NEAREST_NONE;

    for (int id = 0; id < FORMAT_COUNT; id++) {
        const char *name = format_row((enum format_id)id)->name;

        if (listed(row, id) && span_is(word, name))
            return id;
        if (listed(row, id))
            nearest_try(word, name, best, &distance);
    }
    return -1;
}

static bool read_list(const struct setting *row, struct span text, char *value, struct buf *why)
{
    struct buf list;
    struct span rest = text;
    struct span word;
    uint32_t seen = 0;

    if (text.len > 0 && text.data[text.len - 1] == ',')
        return range_problem(row, "ends with a comma", why);
    buf_init(&list, SETTING_TEXT_MAX - 1);
    while (span_next(&rest, ',', &word)) {
        const char *best = NULL;

        word = span_trim(word);
        const int id = list_word(row, word, &best);

        if (id < 0 || seen & 1u << id) {
            buf_fini(&list);
            return id < 0 ? nearest_problem(row, word, best, why)
                          : range_problem(row, "names a format twice", why);
        }
        seen |= 1u << id;
        buf_printf(&list, "%s%s", list.len > 0 ? "," : "", format_row((enum format_id)id)->name);
    }
    CHECK(span_copy(buf_span(&list), value, SETTING_TEXT_MAX));
    buf_fini(&list);
    return true;
}

/* No blanks or control characters: it is printed into a file and read back. A ';' after a blank
 * begins a comment there. */
static bool read_text(struct span text, char *value, struct buf *why)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] <= ' ' || text.data[i] > '~') {
            buf_text(why, "has a character that is not printable ASCII, or a blank");
            return false;
        }
    if (span_copy(text, value, SETTING_TEXT_MAX))
        return true;
    buf_printf(why, "is longer than %d bytes", SETTING_TEXT_MAX - 1);
    return false;
}

bool setting_read(const struct setting *row, struct span text, struct settings *settings,
                  struct buf *why)
{
    if (text.len == 0)
        return range_problem(row, "is empty", why);
    switch (row->type) {
    case SETTING_NUMBER:
        return read_number(row, text, number_of(row, settings), why);
    case SETTING_CHOICE:
        return read_choice(row, text, number_of(row, settings), why);
    case SETTING_LIST:
        return read_list(row, text, text_of(row, settings), why);
    case SETTING_TEXT:
        break;
    }
    return read_text(text, text_of(row, settings), why);
}

uint32_t setting_formats(const char *list)
{
    struct span rest = span_text(list);
    struct span word;
    uint32_t formats = 0;

    while (span_next(&rest, ',', &word)) {
        const enum format_id id = format_by_name(word);

        CHECK(id != FORMAT_NONE);
        formats |= 1u << id;
    }
    return formats;
}

void setting_value_text(const struct setting *row, const struct settings *settings, struct buf *out)
{
    const char *field = (const char *)settings + row->offset;
    int64_t number = 0;

    if (row->type == SETTING_TEXT || row->type == SETTING_LIST) {
        buf_text(out, field);
        return;
    }
    memcpy(&number, field, sizeof(number));
    if (row->type == SETTING_CHOICE)
        buf_text(out, row->words[number]);
    else if (number == 0 && row->zero)
        buf_text(out, row->zero);
    else
        buf_printf(out, "%lld", (long long)number);
}

static void add_word(struct buf *out, const char *between, size_t start, const char *word)
{
    buf_printf(out, "%s%s", out->len > start ? between : "", word);
}

void setting_range_text(const struct setting *row, struct buf *out)
{
    const size_t start = out->len;

    if (row->type == SETTING_NUMBER && row->zero)
        buf_printf(out, "%s or %lld to %lld", row->zero, (long long)row->min + 1,
                   (long long)row->max);
    else if (row->type == SETTING_NUMBER)
        buf_printf(out, "%lld to %lld", (long long)row->min, (long long)row->max);
    else if (row->type == SETTING_TEXT)
        buf_printf(out, "text of at most %d bytes", SETTING_TEXT_MAX - 1);
    for (int i = 0; row->type == SETTING_CHOICE && row->words[i]; i++)
        add_word(out, " | ", start, row->words[i]);
    if (row->type == SETTING_LIST) {
        buf_text(out, "a list of ");
        const size_t first = out->len;

        for (int id = 0; id < FORMAT_COUNT; id++)
            if (listed(row, id))
                add_word(out, ", ", first, format_row((enum format_id)id)->name);
    }
}
