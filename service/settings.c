#include "service/settings.h"

#include "service/settings_row.h"

#include <stddef.h>
#include <string.h>

static const char *const http_modes[] = {"pool", "thread-per-connection", NULL};
static const char *const isolations[] = {"process", "thread", NULL};
static const char *const switches[] = {"off", "on", NULL};
static const char *const log_levels[] = {"debug", "info", "warn", "error", "off", NULL};
static const char *const log_formats[] = {"json", "text", NULL};

#define ROW(section_, key_, type_, live_, doc_)                                                    \
    .name = #section_ "." #key_, .field = #section_ "_" #key_, .section = #section_, .key = #key_, \
    .type = (type_), .offset = offsetof(struct settings, section_##_##key_), .live = (live_),      \
    .doc = (doc_)
#define NUMBER(section, key, min_, max_, def_, zero_, live, doc)                                   \
    {ROW(section, key, SETTING_NUMBER, live, doc), .min = (min_), .max = (max_), .def = (def_),    \
     .zero = (zero_)},
#define CHOICE(section, key, words_, def_, live, doc)                                              \
    {ROW(section, key, SETTING_CHOICE, live, doc), .words = (words_), .def = (def_)},
#define TEXT(section, key, text_, live, doc)                                                       \
    {ROW(section, key, SETTING_TEXT, live, doc), .text = (text_)},
#define LIST(section, key, text_, written_, live, doc)                                             \
    {ROW(section, key, SETTING_LIST, live, doc), .text = (text_), .written = (written_)},

static const struct setting rows[] = {
#include "service/settings.def"
};

/* The file reader remembers in one word what it has seen. */
_Static_assert(ARRAY_LEN(rows) <= 64, "a bit a setting");

int setting_count(void)
{
    return (int)ARRAY_LEN(rows);
}

const struct setting *setting_at(int index)
{
    return &rows[index];
}

int setting_find(struct span name)
{
    for (int i = 0; i < setting_count(); i++)
        if (span_is(name, rows[i].name))
            return i;
    return -1;
}

int setting_find_field(struct span field)
{
    for (int i = 0; i < setting_count(); i++)
        if (span_is_nocase(field, rows[i].field))
            return i;
    return -1;
}

/* Two ports that are the same number could never both be bound. */
static bool check_together(const struct settings *settings, struct buf *problem)
{
    if (settings->http_port == 0 || settings->http_port != settings->http_admin_port)
        return true;
    buf_printf(problem, "mezzotint: http.port and http.admin_port are both %lld; they must differ",
               (long long)settings->http_port);
    return false;
}

bool settings_load(struct settings *settings, const struct settings_source *source,
                   struct buf *problem)
{
    struct settings fresh = {0};

    for (int i = 0; i < setting_count(); i++)
        setting_default(&rows[i], &fresh);
    if (source->file && !settings_read_file(&fresh, source->file, problem))
        return false;
    if (!settings_read_environment(&fresh, problem) ||
        !settings_read_sets(&fresh, source, problem) || !check_together(&fresh, problem))
        return false;
    *settings = fresh;
    return true;
}
