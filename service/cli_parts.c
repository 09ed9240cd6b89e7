#include "service/cli_parts.h"

#include "handlers/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { PIECE = 1 << 16, PROBLEM_MAX = 4096 };

static int read_file(const char *path, const struct limits *limits, struct buf *image)
{
    char piece[PIECE];
    ssize_t got = -1;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    buf_init(image, limits->body_bytes);
    while (fd >= 0 && (got = read(fd, piece, sizeof(piece))) > 0 && !image->failed)
        buf_add(image, piece, (size_t)got);
    const int why = errno;

    if (fd >= 0)
        (void)close(fd);
    if (got < 0)
        return cli_fail(EX_NOINPUT, "cannot read %s: %s", path, strerror(why));
    if (image->failed)
        return cli_fail(EX_DATAERR, "%s is larger than limits.body_mb", path);
    return image->len > 0 ? EX_OK : cli_fail(EX_DATAERR, "%s is empty", path);
}

static int add_file(struct cli_parts *parts, struct span name, const char *path)
{
    if (parts->n == MULTIPART_PARTS_MAX)
        return cli_fail(EX_USAGE, "there may be %d images at most", MULTIPART_PARTS_MAX);
    const int status = read_file(path, &parts->limits, &parts->files[parts->n]);

    parts->names.parts[parts->n] = (struct part){name, buf_span(&parts->files[parts->n])};
    parts->names.n = ++parts->n;
    return status;
}

static int add_part(struct cli_parts *parts, const char *word)
{
    const char *equals = strchr(word, '=');

    if (equals == NULL || equals == word || equals[1] == '\0')
        return cli_fail(EX_USAGE, "--part %s is not NAME=FILE", word);
    return add_file(parts, span_of(word, (size_t)(equals - word)), equals + 1);
}

static int load_assets(struct cli_parts *parts, const struct settings *settings)
{
    struct buf problem;

    buf_init(&problem, PROBLEM_MAX);
    parts->assets = assets_load(settings->assets_folder, &parts->limits, &problem);
    if (parts->assets == NULL)
        (void)fprintf(stderr, "%s\n", buf_string(&problem));
    buf_fini(&problem);
    return parts->assets ? EX_OK : EX_CONFIG;
}

int cli_parts_read(struct cli_parts *parts, const struct cli *cli, const char *in,
                   const struct settings *settings)
{
    parts->limits = settings_limits(settings);
    int status = load_assets(parts, settings);

    if (status == EX_OK)
        status = add_file(parts, span_text("image"), in);
    for (int i = 0; status == EX_OK && i < cli->n_parts; i++)
        status = add_part(parts, cli->parts[i]);
    return status;
}

void cli_parts_free(struct cli_parts *parts)
{
    for (int i = 0; i < parts->n; i++)
        buf_fini(&parts->files[i]);
    assets_drop(parts->assets);
}

/* The command line is a multipart request without HTTP. */
static enum err_code bind(const struct cli_parts *parts, struct exchange *x, struct plan *plan,
                          struct err *err)
{
    x->limits = &parts->limits;
    x->assets = assets_list(parts->assets);
    x->multipart = true;
    const enum err_code code = inputs_take(x, plan, &parts->names, err);

    return code == ERR_OK ? inputs_end(x, &parts->names, err) : code;
}

enum err_code cli_parts_bind(const struct cli_parts *parts, struct plan *plan,
                             struct inputs *inputs, struct err *err)
{
    struct exchange *x = malloc(sizeof(*x));

    if (x == NULL)
        return err_set(err, ERR_BUSY, "There is no memory.");
    exchange_init(x);
    const enum err_code code = bind(parts, x, plan, err);

    *inputs = inputs_of(parts->names.parts[0].data);
    inputs->n = x->inputs.n;
    for (uint32_t i = 1; i < x->inputs.n; i++)
        inputs->at[i] = x->inputs.at[i].bytes;
    exchange_fini(x);
    free(x);
    return code;
}
