/* service/settings_row.h - a row of the settings table, for service/settings*.c and their tests.
 *
 * Const data and functions without state; safe from any thread.
 */
#ifndef SERVICE_SETTINGS_ROW_H
#define SERVICE_SETTINGS_ROW_H

#include "service/settings.h"

enum setting_type { SETTING_NUMBER, SETTING_CHOICE, SETTING_TEXT, SETTING_LIST };

struct setting {
    const char *name;    /* "http.port" */
    const char *field;   /* "http_port"; in capitals after MEZZOTINT_ the environment variable */
    const char *section; /* "http" */
    const char *key;     /* "port" */
    enum setting_type type;
    size_t offset;            /* in struct settings: int64_t, or char[SETTING_TEXT_MAX] */
    int64_t min, max, def;    /* NUMBER; CHOICE: def is the index */
    const char *zero;         /* NUMBER: the word for 0, which is not taken, or NULL */
    const char *const *words; /* CHOICE: NULL-ended */
    const char *text;         /* TEXT, LIST: the default */
    bool written;             /* LIST: only formats that can be written */
    bool live;                /* a SIGHUP changes it */
    const char *doc;          /* one sentence, with the unit */
};

int setting_count(void);
const struct setting *setting_at(int index);

/* The index of the setting of that name, -1: none. */
int setting_find(struct span name);
int setting_find_field(struct span field);

void setting_default(const struct setting *row, struct settings *settings);

/* Read `text` into its field. False: *why tells, as the end of a sentence that begins with name and
 * value ("is out of range, it takes 0 to 65535"). */
bool setting_read(const struct setting *row, struct span text, struct settings *settings,
                  struct buf *why) MUST_CHECK;

/* What setting_read would read back; and what may be written. */
void setting_value_text(const struct setting *row, const struct settings *settings,
                        struct buf *out);
void setting_range_text(const struct setting *row, struct buf *out);

/* The formats of a valid list, bit 1 << enum format_id. */
uint32_t setting_formats(const char *list);

/* The sources after the table's defaults, from weak to strong. False: *problem holds the line. */
bool settings_read_file(struct settings *settings, const char *path, struct buf *problem);
bool settings_read_environment(struct settings *settings, struct buf *problem);
bool settings_read_sets(struct settings *settings, const struct settings_source *source,
                        struct buf *problem);

/* One assignment by name or by field; `origin` as in "environment MEZZOTINT_HTTP_PORT". */
bool settings_assign(struct settings *settings, int index, struct span value, const char *origin,
                     struct buf *problem);
void settings_unknown(struct span name, const char *origin, struct buf *problem);

/* Text of a stranger inside a message: printable ASCII, at most 60 bytes, in quotes. */
void settings_quote(struct span text, struct buf *out);

#endif
