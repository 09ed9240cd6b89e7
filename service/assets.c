#include "service/assets.h"

#include "base/check.h"
#include "service/body.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct assets {
    atomic_int references;
    struct body file;
    int n;
    size_t at[ASSETS_MAX]; /* where each begins; the file is mapped when it is whole */
    struct asset rows[ASSETS_MAX];
};

/* "logo.png" is "logo"; false: no name of an asset. */
static bool name_of(const char *file, char name[NAME_LEN_MAX + 1])
{
    const char *dot = strrchr(file, '.');
    const size_t len = dot ? (size_t)(dot - file) : 0;

    if (len == 0 || len > NAME_LEN_MAX || format_by_extension(span_text(dot + 1)) == FORMAT_NONE)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!islower((unsigned char)file[i]) && !isdigit((unsigned char)file[i]) && file[i] != '-')
            return false;
    memcpy(name, file, len);
    name[len] = '\0';
    return true;
}

static bool refuse(struct buf *problem, const char *file, const char *why)
{
    buf_printf(problem, "mezzotint: assets.folder: %s %s", file, why);
    return false;
}

/* A device or a pipe could keep us waiting. */
static int open_file(int folder, const char *file)
{
    struct stat what;
    const int fd = openat(folder, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd >= 0 && (fstat(fd, &what) != 0 || !S_ISREG(what.st_mode))) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static bool copy_file(struct assets *assets, int folder, const char *file, struct buf *problem)
{
    char piece[1 << 14];
    ssize_t got = -1;
    bool fits = true;
    const int fd = open_file(folder, file);

    while (fd >= 0 && fits && (got = read(fd, piece, sizeof(piece))) > 0)
        fits = body_append(&assets->file, piece, (size_t)got, NULL) == ERR_OK;
    if (fd >= 0)
        (void)close(fd);
    if (!fits)
        return refuse(problem, file, "does not fit: all together have at most 64 MiB");
    return got == 0 ? true : refuse(problem, file, "cannot be read");
}

static bool add_file(struct assets *assets, int folder, const char *file, struct buf *problem)
{
    char name[NAME_LEN_MAX + 1];

    if (!name_of(file, name))
        return true;
    for (int i = 0; i < assets->n; i++)
        if (strcmp(assets->rows[i].name, name) == 0)
            return refuse(problem, file, "has the name of another");
    if (assets->n == ASSETS_MAX)
        return refuse(problem, file, "is one too many: there may be 64");
    assets->at[assets->n] = assets->file.len;
    if (!copy_file(assets, folder, file, problem))
        return false;
    memcpy(assets->rows[assets->n].name, name, sizeof(name));
    assets->n++;
    return true;
}

static bool read_folder(struct assets *assets, const char *path, struct buf *problem)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    bool fine = folder != NULL;

    if (!fine)
        buf_printf(problem, "mezzotint: assets.folder = %s cannot be read: %s", path,
                   strerror(errno));
    while (fine && (entry = readdir(folder)) != NULL)
        fine = add_file(assets, dirfd(folder), entry->d_name, problem);
    if (folder)
        (void)closedir(folder);
    return fine;
}

/* A picture that no request could use is told to the operator, who can do something about it. */
static bool probe_row(struct asset *row, const struct limits *limits, struct buf *problem)
{
    const enum probe_state state = probe_header(row->bytes, true, &row->info);

    if (state != PROBE_DONE)
        return refuse(problem, row->name, "is no picture of a known format");
    if (!(limits->formats_in & 1u << row->info.format))
        return refuse(problem, row->name, "is of a format that formats.input leaves out");
    if ((double)image_info_claim(&row->info) > (double)limits->input_pixels)
        return refuse(problem, row->name, "has more pixels than limits.input_mp");
    return true;
}

static bool find_rows(struct assets *assets, const struct limits *limits, struct buf *problem)
{
    const struct span all = body_span(&assets->file);
    bool fine = body_seal(&assets->file);

    for (int i = 0; fine && i < assets->n; i++) {
        const size_t end = i + 1 < assets->n ? assets->at[i + 1] : all.len;

        assets->rows[i].bytes = span_cut(all, assets->at[i], end - assets->at[i]);
        fine = probe_row(&assets->rows[i], limits, problem);
    }
    return fine;
}

struct assets *assets_load(const char *folder, const struct limits *limits, struct buf *problem)
{
    struct assets *assets = calloc(1, sizeof(*assets));

    if (assets == NULL)
        return NULL;
    atomic_init(&assets->references, 1);
    body_none(&assets->file);
    if (strcmp(folder, "none") == 0)
        return assets;
    if (body_init(&assets->file, ASSETS_BYTES_MAX, NULL) != ERR_OK)
        buf_text(problem, "mezzotint: assets.folder: there is no memory");
    else if (read_folder(assets, folder, problem) && find_rows(assets, limits, problem))
        return assets;
    assets_drop(assets);
    return NULL;
}

struct assets *assets_take(struct assets *assets)
{
    atomic_fetch_add(&assets->references, 1);
    return assets;
}

void assets_drop(struct assets *assets)
{
    if (assets == NULL || atomic_fetch_sub(&assets->references, 1) > 1)
        return;
    body_fini(&assets->file);
    free(assets);
}

struct asset_list assets_list(const struct assets *assets)
{
    return (struct asset_list){assets->n, assets->rows};
}

int assets_file(const struct assets *assets)
{
    return assets->file.fd;
}

uint64_t assets_offset(const struct assets *assets, struct span bytes)
{
    const unsigned char *start = assets->file.map;

    CHECK(start && bytes.data >= start && bytes.data + bytes.len <= start + assets->file.len);
    return (uint64_t)(bytes.data - start);
}
