#include "service/settings_row.h"

#include "image/nearest.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { QUOTE_MAX = 60, WHY_MAX = 512 };

#define PREFIX "MEZZOTINT_"

void settings_quote(struct span text, struct buf *out)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len && i < QUOTE_MAX; i++)
        buf_char(out, text.data[i] >= ' ' && text.data[i] <= '~' ? (char)text.data[i] : '?');
    buf_text(out, text.len > QUOTE_MAX ? "...\"" : "\"");
}

void settings_unknown(struct span name, const char *origin, struct buf *problem)
{
    const char *best = NULL;
    int distance = NEAREST_NONE;

    for (int i = 0; i < setting_count(); i++)
        nearest_try(name, setting_at(i)->name, &best, &distance);
    buf_text(problem, "mezzotint: there is no setting ");
    settings_quote(name, problem);
    if (best)
        buf_printf(problem, "; the nearest is %s", best);
    buf_printf(problem, " (from %s)", origin);
}

bool settings_assign(struct settings *settings, int index, struct span value, const char *origin,
                     struct buf *problem)
{
    const struct setting *row = setting_at(index);
    struct buf why;

    buf_init(&why, WHY_MAX);
    const bool fine = setting_read(row, value, settings, &why);

    if (!fine) {
        buf_printf(problem, "mezzotint: %s = ", row->name);
        settings_quote(value, problem);
        buf_printf(problem, " %s (from %s)", buf_string(&why), origin);
    }
    buf_fini(&why);
    return fine;
}

/* The file while inih reads it: its handler is not told the line, so our reader counts. */
struct reading {
    FILE *file;
    const char *path;
    int line;
    int fault; /* the line that `problem` is about, 0: none yet */
    bool cut;  /* a line was longer than inih can hold */
    uint64_t seen;
    struct settings *settings;
    struct buf *problem;
};

/* A comment may be long; anything else that is gets remembered as a fault. */
static char *read_line(char *text, int size, void *stream)
{
    struct reading *reading = stream;

    if (reading->problem->len > 0 || reading->cut || !fgets(text, size, reading->file))
        return NULL;
    reading->line++;
    if (strchr(text, '\n') || feof(reading->file))
        return text;
    const char first = text[strspn(text, " \t")];
    int c;

    while ((c = fgetc(reading->file)) != EOF && c != '\n')
        reading->cut = first != ';' && first != '#';
    text[size - 2] = '\n'; /* without it inih 58 takes the next line for the rest of this one */
    return text;
}

static void origin_of(const struct reading *reading, struct buf *origin)
{
    buf_init(origin, WHY_MAX);
    buf_printf(origin, "%s line %d", reading->path, reading->line);
}

static int take_pair(void *user, const char *section, const char *key, const char *value)
{
    struct reading *reading = user;
    struct buf name;
    struct buf origin;

    if (reading->problem->len > 0 || reading->cut)
        return 0;
    buf_init(&name, WHY_MAX);
    buf_printf(&name, "%s%s%s", section, *section ? "." : "", key);
    origin_of(reading, &origin);
    const int index = setting_find(buf_span(&name));

    if (index < 0)
        settings_unknown(buf_span(&name), buf_string(&origin), reading->problem);
    else if (reading->seen & UINT64_C(1) << index)
        buf_printf(reading->problem, "mezzotint: %s is set twice (from %s)",
                   setting_at(index)->name, buf_string(&origin));
    else if (settings_assign(reading->settings, index, span_trim(span_text(value)),
                             buf_string(&origin), reading->problem))
        reading->seen |= UINT64_C(1) << index;
    buf_fini(&origin);
    buf_fini(&name);
    reading->fault = reading->problem->len > 0 ? reading->line : 0;
    return reading->fault == 0;
}

/* inih goes on after a line that is no pair, so the first fault may be older than the pair's. */
static void parse(struct reading *reading)
{
    errno = 0;
    const int bad_line = ini_parse_stream(read_line, reading, take_pair, reading);

    if (bad_line != 0 && (reading->fault == 0 || bad_line < reading->fault)) {
        const char *what = reading->cut && bad_line == reading->line
                               ? "a line is too long"
                               : "neither [section] nor key = value";

        buf_clear(reading->problem);
        buf_printf(reading->problem, "mezzotint: %s (from %s line %d)", what, reading->path,
                   bad_line);
    } else if (ferror(reading->file)) {
        buf_printf(reading->problem, "mezzotint: cannot read %s: %s", reading->path,
                   strerror(errno));
    }
}

bool settings_read_file(struct settings *settings, const char *path, struct buf *problem)
{
    struct reading reading = {
        .file = fopen(path, "re"), .path = path, .settings = settings, .problem = problem};

    if (!reading.file) {
        buf_printf(problem, "mezzotint: cannot read %s: %s", path, strerror(errno));
        return false;
    }
    parse(&reading);
    (void)fclose(reading.file);
    return problem->len == 0;
}

/* Ours to read: MEZZOTINT_* without MEZZOTINT_TEST_*, and without the variables that Kubernetes
 * gives every container of a namespace that has a Service called "mezzotint". */
static bool looks_like_setting(struct span name)
{
    return !span_starts(name, "TEST_") && !span_starts(name, "SERVICE_") &&
           !span_is(name, "PORT") && !span_starts(name, "PORT_");
}

static void lower(struct span from, char *text, size_t size)
{
    if (!span_copy(from, text, size))
        return;
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

static bool has_lower(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] >= 'a' && text.data[i] <= 'z')
            return true;
    return false;
}

/* In the environment's own spelling, so that the message can be pasted. */
static void unknown_variable(struct span name, struct buf *problem)
{
    char text[WHY_MAX] = "";
    const char *best = NULL;
    int distance = NEAREST_NONE;

    lower(name, text, sizeof(text));
    for (int i = 0; i < setting_count(); i++)
        nearest_try(span_text(text), setting_at(i)->field, &best, &distance);
    const int index = best ? setting_find_field(span_text(best)) : -1;

    buf_text(problem, "mezzotint: there is no setting ");
    settings_quote(name, problem);
    if (index >= 0)
        buf_printf(problem, "; the nearest is %s", setting_at(index)->name);
    buf_printf(problem, " (from environment " PREFIX "%.*s)",
               (int)(name.len < QUOTE_MAX ? name.len : QUOTE_MAX), (const char *)name.data);
}

static bool take_variable(struct settings *settings, struct span name, struct span value,
                          struct buf *problem)
{
    struct buf origin;
    const int index = has_lower(name) ? -1 : setting_find_field(name);

    if (index < 0) {
        unknown_variable(name, problem);
        return false;
    }
    buf_init(&origin, WHY_MAX);
    buf_printf(&origin, "environment " PREFIX "%.*s", (int)name.len, (const char *)name.data);
    const bool fine = settings_assign(settings, index, value, buf_string(&origin), problem);

    buf_fini(&origin);
    return fine;
}

bool settings_read_environment(struct settings *settings, struct buf *problem)
{
    for (char **variable = environ; variable && *variable; variable++) {
        struct span value = span_text(*variable);
        struct span name;

        if (!span_starts(value, PREFIX) || !span_next(&value, '=', &name))
            continue;
        name = span_cut(name, sizeof(PREFIX) - 1, name.len);
        if (looks_like_setting(name) && !take_variable(settings, name, value, problem))
            return false;
    }
    return true;
}

bool settings_read_sets(struct settings *settings, const struct settings_source *source,
                        struct buf *problem)
{
    for (int i = 0; i < source->n_sets; i++) {
        const char *equals = strchr(source->sets[i], '=');
        struct span value = span_text(source->sets[i]);
        struct span name = value;

        if (!equals) {
            buf_text(problem, "mezzotint: not section.key=value: ");
            settings_quote(name, problem);
            buf_text(problem, " (from --set)");
            return false;
        }
        (void)span_next(&value, '=', &name);
        const int index = setting_find(name);

        if (index < 0)
            settings_unknown(name, "--set", problem);
        if (index < 0 || !settings_assign(settings, index, value, "--set", problem))
            return false;
    }
    return true;
}
