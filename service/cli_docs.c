#include "service/cli.h"

#include "handlers/docs.h"
#include "image/run.h"
#include "service/httpd.h"

#include <gnu/libc-version.h>
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

/* {"libvips":"8.14.1",...} as lines "libvips 8.14.1". The versions are plain text and numbers. */
static void add_versions(struct buf *out)
{
    struct buf emit_text;
    struct emit json;
    struct span rest;
    struct span member;

    buf_init(&emit_text, TEXT_MAX);
    emit_init(&json, &emit_text);
    emit_object(&json, NULL);
    image_versions(&json);
    emit_object_end(&json);
    rest = span_cut(buf_span(&emit_text), 1, emit_text.len - 2);
    while (span_next(&rest, ',', &member)) {
        for (size_t i = 0; i < member.len; i++)
            if (member.data[i] != '"')
                buf_char(out, member.data[i] == ':' ? ' ' : (char)member.data[i]);
        buf_char(out, '\n');
    }
    buf_fini(&emit_text);
}

int cli_version(const struct cli *cli)
{
    struct buf text;

    (void)cli;
    buf_init(&text, TEXT_MAX);
    buf_text(&text, "mezzotint " MEZZOTINT_VERSION "\n");
    buf_printf(&text, "libmicrohttpd %s\n", httpd_version());
    add_versions(&text);
    buf_printf(&text, "glibc %s\n", gnu_get_libc_version());
    return cli_print(&text);
}
