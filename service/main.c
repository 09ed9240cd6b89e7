#include "base/macros.h"
#include "service/cli.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { ANY_ARGS = 1 << 20 };
enum {
    KEY_CONFIG = 'c',
    KEY_SET = 's',
    KEY_PART = 'p',
    KEY_MARKDOWN = 1000,
    KEY_OPENAPI,
    KEY_JSON
};

/* Forms as bits 1 << enum cli_form. */
static const struct command {
    const char *name;
    int (*run)(const struct cli *cli);
    unsigned forms;
    int min_args, max_args;
} commands[] = {
    {"serve", cli_serve, 1 << CLI_PLAIN, 0, 0},
    {"worker", cli_worker, 1 << CLI_PLAIN, 0, 0},
    {"transform", cli_transform, 1 << CLI_PLAIN, 2, ANY_ARGS},
    {"check-config", cli_check_config, 1 << CLI_PLAIN, 0, 0},
    {"print-config", cli_print_config, 1 << CLI_PLAIN | 1 << CLI_MARKDOWN, 0, 0},
    {"operations", cli_operations,
     1 << CLI_PLAIN | 1 << CLI_MARKDOWN | 1 << CLI_OPENAPI | 1 << CLI_JSON, 0, 0},
    {"errors", cli_errors, 1 << CLI_PLAIN | 1 << CLI_MARKDOWN, 0, 0},
    {"healthcheck", cli_healthcheck, 1 << CLI_PLAIN, 0, 0},
    {"version", cli_version, 1 << CLI_PLAIN, 0, 0},
};

static const char doc[] =
    "Image processing over HTTP.\v"
    "Commands:\n"
    "  serve          serve until SIGTERM (the default)\n"
    "  transform IN OUT [OP NAME=VALUE... : OP NAME=VALUE...]\n"
    "                 the same engine on files; OUT's extension is the format;\n"
    "                 --part watermark=FILE gives a step its second image\n"
    "  check-config   look at the settings without starting\n"
    "  print-config   the settings in force as a file; --markdown: their documentation\n"
    "  operations     what can be done to an image; --markdown, --openapi, --json\n"
    "  errors         what can go wrong; --markdown\n"
    "  healthcheck    0 when a service with these settings is alive, else 1\n"
    "  version        versions of this and of its libraries\n\n"
    "Exit status: 64 usage, 65 bad image, 66 no input, 78 bad settings.";

static const struct argp_option options[] = {
    {"config", KEY_CONFIG, "FILE", 0, "Read settings from FILE", 0},
    {"set", KEY_SET, "SECTION.KEY=VALUE", 0, "Set one setting; may be repeated", 0},
    {"part", KEY_PART, "NAME=FILE", 0, "For transform: a second image; may be repeated", 0},
    {"markdown", KEY_MARKDOWN, NULL, 0, "Print as Markdown", 1},
    {"openapi", KEY_OPENAPI, NULL, 0, "Print as a block of openapi.yaml", 1},
    {"json", KEY_JSON, NULL, 0, "Print as JSON", 1},
    {0},
};

/* What argp collects; the arrays have room for every word of the command line. */
struct words {
    struct cli cli;
    const char **sets;
    const char **parts;
    const char **args; /* the sub-command first */
    int n_args;
};

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct words *words = state->input;

    switch (key) {
    case KEY_CONFIG:
        words->cli.source.file = arg;
        return 0;
    case KEY_SET:
        words->sets[words->cli.source.n_sets++] = arg;
        return 0;
    case KEY_PART:
        words->parts[words->cli.n_parts++] = arg;
        return 0;
    case KEY_MARKDOWN:
        words->cli.form = CLI_MARKDOWN;
        return 0;
    case KEY_OPENAPI:
        words->cli.form = CLI_OPENAPI;
        return 0;
    case KEY_JSON:
        words->cli.form = CLI_JSON;
        return 0;
    case ARGP_KEY_ARG:
        words->args[words->n_args++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static int run(struct words *words)
{
    const char *name = words->n_args > 0 ? words->args[0] : "serve";
    const struct command *command = find(name);
    struct cli *cli = &words->cli;

    if (!command)
        return cli_fail(EX_USAGE, "there is no command \"%s\"; see --help", name);
    cli->source.sets = words->sets;
    cli->parts = words->parts;
    cli->args = words->args + 1;
    cli->n_args = words->n_args > 0 ? words->n_args - 1 : 0;
    if (cli->n_args < command->min_args || cli->n_args > command->max_args)
        return cli_fail(EX_USAGE, "%s: wrong number of arguments; see --help", name);
    if (cli->n_parts > 0 && command->run != cli_transform)
        return cli_fail(EX_USAGE, "%s takes no --part; see --help", name);
    if (!(command->forms & 1u << cli->form))
        return cli_fail(EX_USAGE, "%s cannot be printed in that form; see --help", name);
    return command->run(cli);
}

int main(int argc, char **argv)
{
    static const struct argp parser = {
        .options = options, .parser = take_option, .args_doc = "[COMMAND]", .doc = doc};
    const size_t room = (size_t)argc + 1;
    struct words words = {.sets = calloc(room, sizeof(*words.sets)),
                          .parts = calloc(room, sizeof(*words.parts)),
                          .args = calloc(room, sizeof(*words.args))};
    int status = EX_OSERR;

    argp_err_exit_status = EX_USAGE;
    argp_program_version = "mezzotint " MEZZOTINT_VERSION;
    if (words.sets && words.parts && words.args &&
        argp_parse(&parser, argc, argv, 0, NULL, &words) == 0)
        status = run(&words);
    free(words.sets);
    free(words.parts);
    free(words.args);
    return status;
}
