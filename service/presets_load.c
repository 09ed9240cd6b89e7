#include "service/presets_load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".json"

enum { LINE_MAX_BYTES = 4096 };

struct loading {
    const char *folder;
    const struct presets *old;
    struct limits limits;
    struct presets *presets;
    struct buf *problem;
};

/* Bytes of a regular file; NULL: it has none that count, and *why says so. A pipe would block us.
 */
static char *read_file(int folder, const char *file, size_t *len, const char **why)
{
    struct stat stat;
    char *bytes = NULL;
    ssize_t got = -1;
    const int fd = openat(folder, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    *why = "cannot be read";
    if (fd < 0)
        return NULL;
    if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode)) {
        bytes = malloc(PRESET_BYTES_MAX + 1);
        got = bytes ? pread(fd, bytes, PRESET_BYTES_MAX + 1, 0) : -1;
    }
    (void)close(fd);
    if (got > PRESET_BYTES_MAX)
        *why = "is over 64 KiB";
    if (got >= 0 && got <= PRESET_BYTES_MAX) {
        *len = (size_t)got;
        return bytes;
    }
    free(bytes);
    return NULL;
}

static void fault(const struct loading *loading, const char *file, const char *param,
                  const char *what)
{
    buf_printf(loading->problem, "%spreset %s/%s: %s%s%s", loading->problem->len ? "; " : "",
               loading->folder, file, param, param[0] ? ": " : "", what);
}

/* What was there before a reload stays. */
static bool keep_old(struct loading *loading, struct span name)
{
    const struct preset *preset = presets_find(loading->old, name);

    return preset &&
           presets_add(loading->presets, name, preset->text, &loading->limits, NULL) == ERR_OK;
}

static bool load_file(struct loading *loading, int folder, const char *file)
{
    const struct span name = span_of(file, strlen(file) - strlen(SUFFIX));
    struct err err = {0};
    const char *why;
    size_t len;
    char *bytes = read_file(folder, file, &len, &why);

    if (bytes == NULL)
        fault(loading, file, "", why);
    else if (presets_add(loading->presets, name, span_of(bytes, len), &loading->limits, &err) !=
             ERR_OK)
        fault(loading, file, err.param, err.detail);
    const bool fine = bytes && err.code == ERR_OK;

    free(bytes);
    if (!fine && loading->old)
        (void)keep_old(loading, name);
    return fine || loading->old != NULL;
}

static int is_preset(const struct dirent *entry)
{
    const size_t len = strlen(entry->d_name);

    return len > strlen(SUFFIX) && strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) == 0;
}

static bool load_folder(struct loading *loading)
{
    struct dirent **entries = NULL;
    const int folder = open(loading->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int n = folder < 0 ? -1 : scandirat(folder, ".", &entries, is_preset, alphasort);
    bool fine = n >= 0;

    if (n < 0)
        buf_printf(loading->problem, "presets.folder %s cannot be read: %s", loading->folder,
                   strerror(errno));
    for (int i = 0; i < n; i++) {
        fine = fine && load_file(loading, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    if (folder >= 0)
        (void)close(folder);
    return fine;
}

struct presets *presets_load(const struct settings *settings, const struct presets *old,
                             struct buf *problem)
{
    struct loading loading = {.folder = settings->presets_folder,
                              .old = old,
                              .limits = settings_limits(settings),
                              .presets = presets_new(),
                              .problem = problem};

    if (loading.presets == NULL) {
        buf_text(problem, "there is no memory for presets");
        return NULL;
    }
    if (strcmp(loading.folder, "none") == 0 || load_folder(&loading))
        return loading.presets;
    presets_drop(loading.presets);
    return NULL;
}

struct presets *presets_first(const struct settings *settings)
{
    struct buf problem;

    buf_init(&problem, LINE_MAX_BYTES);
    struct presets *presets = presets_load(settings, NULL, &problem);

    if (presets == NULL)
        (void)fprintf(stderr, "mezzotint: %s\n", buf_string(&problem));
    buf_fini(&problem);
    return presets;
}
