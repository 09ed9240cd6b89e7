#include "service/cli.h"

#include "service/presets_load.h"
#include "service/serve.h"
#include "service/worker.h"

#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

enum { LINE_MAX_BYTES = 4096, TEXT_MAX = 1 << 20 };

int cli_fail(int status, const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    (void)fprintf(stderr, "mezzotint: %s\n", line);
    return status;
}

int cli_print(struct buf *text)
{
    const bool fine = !text->failed &&
                      fwrite(buf_string(text), 1, text->len, stdout) == text->len &&
                      fflush(stdout) == 0;

    buf_fini(text);
    return fine ? EX_OK : cli_fail(EX_IOERR, "cannot write the output");
}

int cli_load(const struct cli *cli, struct settings *settings)
{
    struct buf problem;

    buf_init(&problem, LINE_MAX_BYTES);
    const bool fine = settings_load(settings, &cli->source, &problem);

    if (!fine)
        (void)fprintf(stderr, "%s\n", buf_string(&problem));
    buf_fini(&problem);
    return fine ? EX_OK : EX_CONFIG;
}

int cli_serve(const struct cli *cli)
{
    struct settings settings;
    const int failed = cli_load(cli, &settings);

    return failed ? failed : serve_main(&settings, &cli->source);
}

/* A worker takes no settings: every limit comes with the job. */
int cli_worker(const struct cli *cli)
{
    (void)cli;
    return worker_main(WORKER_SOCKET);
}

int cli_check_config(const struct cli *cli)
{
    struct settings settings;
    const int failed = cli_load(cli, &settings);

    if (failed)
        return failed;
    struct presets *presets = presets_first(&settings);
    const bool fine = presets != NULL;

    presets_drop(presets);
    if (fine)
        (void)printf("the settings are valid\n");
    return fine ? EX_OK : EX_CONFIG;
}

int cli_print_config(const struct cli *cli)
{
    struct settings settings;
    struct buf text;

    buf_init(&text, TEXT_MAX);
    if (cli->form == CLI_MARKDOWN) {
        settings_markdown(&text);
        return cli_print(&text);
    }
    const int failed = cli_load(cli, &settings);

    if (failed)
        return failed;
    settings_print(&settings, &text);
    return cli_print(&text);
}
