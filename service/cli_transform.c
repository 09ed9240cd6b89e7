#include "service/cli.h"

#include "base/heap.h"
#include "image/run.h"
#include "service/cli_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

enum { IN, OUT, FIRST_WORD, PIECE = 1 << 16 };

/* A plan while it is read from words: op name=value ... : op name=value ... : name=value ... */
struct reading {
    struct plan plan;
    struct plan_seen seen;
    struct limits limits;
    bool in_step;
};

static int exit_status(enum err_code code)
{
    const int status = err_status(code);

    if (status == 400)
        return EX_USAGE;
    return status == 413 || status == 415 || status == 422 ? EX_DATAERR : EX_SOFTWARE;
}

static int fail(const struct err *err)
{
    const char *between = *err->param ? ": " : "";

    return cli_fail(exit_status(err->code), "%s %s%s%s", err_title(err->code), err->param, between,
                    err->detail);
}

static enum err_code end_step(struct reading *reading, struct err *err)
{
    if (!reading->in_step)
        return ERR_OK;
    reading->in_step = false;
    return plan_check_step(&reading->plan, &reading->seen, err);
}

static enum err_code begin_step(struct reading *reading, const char *word, struct err *err)
{
    const int op = op_index(span_text(word));
    const char *nearest = op_nearest(span_text(word));

    if (reading->in_step)
        return err_set(err, ERR_PLAN_INVALID, "\"%s\" is no name=value, and a \":\" begins a step.",
                       word);
    if (op < 0)
        return err_set(err, ERR_PLAN_INVALID, "There is no operation \"%s\"%s%s.", word,
                       nearest ? "; the nearest is " : "", nearest ? nearest : "");
    reading->seen.step = 0;
    reading->in_step = true;
    return plan_add(&reading->plan, op, &reading->limits, err);
}

static enum err_code read_word(struct reading *reading, const char *word, struct err *err)
{
    struct span value = span_text(word);
    struct span name;

    if (strcmp(word, ":") == 0)
        return end_step(reading, err);
    if (!strchr(word, '='))
        return begin_step(reading, word, err);
    (void)span_next(&value, '=', &name);
    if (reading->in_step)
        return plan_set(&reading->plan, &reading->seen, true, name, value, err);
    return plan_set_output(&reading->plan, &reading->seen, name, value, err);
}

static enum err_code read_words(struct reading *reading, const struct cli *cli, struct err *err)
{
    enum err_code code = ERR_OK;

    plan_init(&reading->plan);
    for (int i = FIRST_WORD; i < cli->n_args && code == ERR_OK; i++)
        code = read_word(reading, cli->args[i], err);
    return code == ERR_OK ? end_step(reading, err) : code;
}

static enum format_id format_of_name(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot && !strchr(dot, '/') ? format_by_extension(span_text(dot + 1)) : FORMAT_NONE;
}

/* auto means the name's extension here, for there is no Accept header. */
static enum err_code settle_format(struct reading *reading, const char *path, struct span image,
                                   struct err *err)
{
    struct output *output = &reading->plan.output;
    enum format_id format = output_format(output);

    if (format == FORMAT_NONE)
        format = output->format == OUTPUT_KEEP ? format_sniff(image) : format_of_name(path);
    if (format == FORMAT_NONE && output->format == OUTPUT_KEEP)
        return err_set(err, ERR_FORMAT_UNKNOWN, "The input is no image of a known format.");
    if (format == FORMAT_NONE)
        return err_param(err, ERR_PARAM_MISSING, "format",
                         "the output's name has no extension of a known format.");
    if (!(reading->limits.formats_out & 1u << format) || !format_row(format)->writes)
        return err_param(err, ERR_PARAM_INVALID, "format", "%s is not written here.",
                         format_row(format)->name);
    output_set_format(output, format);
    return ERR_OK;
}

/* The result is whole before the output is touched, so a failure leaves an old file as it was. */
static int write_result(int result, const char *path)
{
    char piece[PIECE];
    ssize_t got = 0;
    bool fine = lseek(result, 0, SEEK_SET) == 0;
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0)
        return cli_fail(EX_CANTCREAT, "cannot write %s: %s", path, strerror(errno));
    while (fine && (got = read(result, piece, sizeof(piece))) > 0)
        for (ssize_t at = 0; fine && at < got;) {
            const ssize_t put = write(fd, piece + at, (size_t)(got - at));

            fine = put > 0;
            at += put;
        }
    fine = close(fd) == 0 && fine && got == 0;
    return fine ? EX_OK : cli_fail(EX_IOERR, "cannot write %s: %s", path, strerror(errno));
}

static int run(const struct reading *reading, const struct inputs *inputs, const char *path)
{
    struct run_facts facts;
    struct err err = {0};
    const int result = memfd_create("result", MFD_CLOEXEC);
    int status;

    if (result < 0 || !image_open())
        status = cli_fail(EX_SOFTWARE, "the image libraries cannot work here");
    else if (image_run_inputs(&reading->plan, &reading->limits, inputs, result, &facts, &err) !=
             ERR_OK)
        status = fail(&err);
    else
        status = write_result(result, path);
    image_stop();
    if (result >= 0)
        (void)close(result);
    return status;
}

static int run_on(struct reading *reading, struct cli_parts *parts, const char *path)
{
    struct inputs inputs;
    struct err err = {0};

    if (cli_parts_bind(parts, &reading->plan, &inputs, &err) != ERR_OK ||
        settle_format(reading, path, inputs.at[0], &err) != ERR_OK)
        return fail(&err);
    return run(reading, &inputs, path);
}

int cli_transform(const struct cli *cli)
{
    struct reading reading = {0};
    struct cli_parts parts = {0};
    struct settings settings;
    struct err err = {0};
    int status = cli_load(cli, &settings);

    if (status != EX_OK)
        return status;
    heap_bound(); /* as a worker, so that the peak of one tells that of the other */
    reading.limits = settings_limits(&settings);
    if (read_words(&reading, cli, &err) != ERR_OK)
        return fail(&err);
    status = cli_parts_read(&parts, cli, cli->args[IN], &settings);
    if (status == EX_OK)
        status = run_on(&reading, &parts, cli->args[OUT]);
    cli_parts_free(&parts);
    return status;
}
