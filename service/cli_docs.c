#include "service/cli.h"

#include "handlers/docs.h"
#include "image/op.h"

#include <sysexits.h>

enum { TEXT_MAX = 8 << 20, NAME_WIDTH = 12 };

static void list_operations(struct buf *out)
{
    for (int i = 0; i < op_count(); i++)
        buf_printf(out, "%-*s %s\n", NAME_WIDTH, op_at(i)->name, op_at(i)->summary);
}

int cli_operations(const struct cli *cli)
{
    static void (*const forms[])(struct buf *) = {
        [CLI_PLAIN] = list_operations,
        [CLI_MARKDOWN] = docs_operations_markdown,
        [CLI_OPENAPI] = docs_openapi_block,
        [CLI_JSON] = docs_operations_json,
    };
    struct buf text;

    buf_init(&text, TEXT_MAX);
    forms[cli->form](&text);
    return cli_print(&text);
}

static void list_errors(struct buf *out)
{
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++)
        buf_printf(out, "%d %-24s %s\n", err_status((enum err_code)code),
                   err_slug((enum err_code)code), err_title((enum err_code)code));
}

int cli_errors(const struct cli *cli)
{
    struct buf text;

    buf_init(&text, TEXT_MAX);
    if (cli->form == CLI_MARKDOWN)
        docs_errors_markdown(&text);
    else
        list_errors(&text);
    return cli_print(&text);
}
