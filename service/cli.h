/* service/cli.h - the sub-commands of the binary: one function each, in service/cli_*.c.
 *
 * Each gets what the command line said and returns the exit status (sysexits.h). A fault is one
 * line on stderr. They run on the main thread before any other exists.
 */
#ifndef SERVICE_CLI_H
#define SERVICE_CLI_H

#include "service/settings.h"

enum cli_form { CLI_PLAIN, CLI_MARKDOWN, CLI_OPENAPI, CLI_JSON };

struct cli {
    struct settings_source source;
    enum cli_form form;
    const char *const *parts; /* NAME=FILE, n_parts of them: --part */
    int n_parts;
    const char *const *args; /* after the sub-command, n_args of them */
    int n_args;
};

int cli_serve(const struct cli *cli);
int cli_worker(const struct cli *cli);
int cli_transform(const struct cli *cli);
int cli_check_config(const struct cli *cli);
int cli_print_config(const struct cli *cli);
int cli_operations(const struct cli *cli);
int cli_errors(const struct cli *cli);
int cli_healthcheck(const struct cli *cli);
int cli_version(const struct cli *cli);

/* Shared by them. Load: EX_OK, or EX_CONFIG with the line printed. Print: the text to stdout, EX_OK
 * or EX_IOERR; ends `text`. Fail: "mezzotint: ..." to stderr, gives back `status`. */
int cli_load(const struct cli *cli, struct settings *settings) MUST_CHECK;
int cli_print(struct buf *text);
int cli_fail(int status, const char *format, ...) PRINTF_LIKE(2);

#endif
