#include "handlers/docs.h"

#include "image/op.h"
#include "image/output.h"

static void write_operation(struct emit *json, const struct op *op)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "/v1/%s", op->name);
    emit_object(json, NULL);
    emit_text(json, "name", op->name);
    emit_text(json, "path", path);
    emit_text(json, "summary", op->summary);
    emit_text(json, "example", op->example ? op->example : "");
    param_describe(op->params, json, "parameters");
    emit_object_end(json);
}

void docs_operations_json(struct buf *out)
{
    struct emit json;

    emit_init(&json, out);
    emit_object(&json, NULL);
    emit_array(&json, "operations");
    for (int i = 0; i < op_count(); i++)
        write_operation(&json, op_at(i));
    emit_array_end(&json);
    param_describe(output_params, &json, "output");
    emit_object_end(&json);
    buf_char(out, '\n');
}

/* A vertical bar ends a table's cell. */
static void add_cell(struct buf *out, const char *text)
{
    for (; *text; text++)
        buf_printf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static void add_row(struct buf *out, const struct param *row)
{
    struct buf text;

    buf_init(&text, 4096);
    buf_printf(out, "| `%s` | %s | ", row->name, param_type_name(row->type));
    param_range_text(row, &text);
    add_cell(out, buf_string(&text));
    buf_clear(&text);
    param_default_text(row, &text);
    buf_printf(out, " | %s | ", buf_string(&text));
    add_cell(out, row->doc);
    buf_text(out, " |\n");
    buf_fini(&text);
}

static void add_table(struct buf *out, const struct param *rows)
{
    if (rows->type == PARAM_TYPE_END) {
        buf_text(out, "No parameters of its own.\n");
        return;
    }
    buf_text(out, "| parameter | type | values | default | meaning |\n|---|---|---|---|---|\n");
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        add_row(out, row);
}

void docs_operations_markdown(struct buf *out)
{
    buf_text(out, "# Operations\n\n"
                  "Generated from the operation table by `scripts/generate.sh`; do not edit.\n\n"
                  "Each operation is a route, `POST /v1/<operation>?<parameters>`, and a step of "
                  "`POST /v1/pipeline`. The output parameters at the end of this page belong to "
                  "every one of them.\n");
    for (int i = 0; i < op_count(); i++) {
        const struct op *op = op_at(i);
        const char *example = op->example ? op->example : "";

        buf_printf(out, "\n## %s\n\n%s\n\n", op->name, op->summary);
        add_table(out, op->params);
        buf_printf(out, "\nExample: `POST /v1/%s%s%s`\n", op->name, example[0] ? "?" : "", example);
    }
    buf_text(out, "\n## Output parameters\n\n");
    add_table(out, output_params);
}

void docs_errors_markdown(struct buf *out)
{
    buf_text(out, "# Errors\n\n"
                  "Generated from the error table by `scripts/generate.sh`; do not edit.\n\n"
                  "Every error is `application/problem+json` (RFC 9457). `type` is "
                  "`/problems/<code>`, `code` the word below, `instance` the request's id. Where "
                  "they exist, `param`, `limit` and `actual` say what and how much.\n\n"
                  "| status | code | title |\n|---|---|---|\n");
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++)
        buf_printf(out, "| %d | `%s` | %s |\n", err_status((enum err_code)code),
                   err_slug((enum err_code)code), err_title((enum err_code)code));
}
