#include "handlers/docs.h"

#include "image/facts.h"
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
    if (op->source)
        emit_text(json, "second_image", op->name);
    if (op->gather)
        emit_bool(json, "more_images", true);
    param_describe(op->params, json, "parameters");
    emit_object_end(json);
}

static void write_fields(struct emit *json)
{
    emit_array(json, "info");
    for (int i = 0; i < fact_count(); i++) {
        emit_object(json, NULL);
        emit_text(json, "name", fact_at(i)->name);
        emit_text(json, "cost", fact_cost_name(fact_at(i)->cost));
        emit_text(json, "summary", fact_at(i)->doc);
        emit_object_end(json);
    }
    emit_array_end(json);
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
    write_fields(&json);
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

static void add_fields(struct buf *out)
{
    buf_printf(out,
               "\n## Fields of info\n\n"
               "`POST /v1/info?fields=<names>` tells these, with commas between, or `all`; without "
               "`fields` those of cost `header`. A field that is not asked for costs nothing: "
               "`header` opens the decoder, `metadata` reads blocks of the file as well, `pixels` "
               "decodes the first frame, once for all of them, and shrinks it to %d pixels a side. "
               "Where colours are told, pixels of less than half opacity do not count; sharpness "
               "and BlurHash see transparency over white.\n\n"
               "| field | cost | meaning |\n|---|---|---|\n",
               FACTS_SIDE);
    for (int i = 0; i < fact_count(); i++) {
        const struct fact *fact = fact_at(i);

        buf_printf(out, "| `%s` | %s | ", fact->name, fact_cost_name(fact->cost));
        add_cell(out, fact->doc);
        buf_text(out, " |\n");
    }
}

void docs_operations_markdown(struct buf *out)
{
    buf_text(out, "# Operations\n\n"
                  "Generated from the operation table by `scripts/generate.sh`; do not edit.\n\n"
                  "Each operation is a route, `POST /v1/<operation>?<parameters>`, and a step of "
                  "`POST /v1/pipeline`. The output parameters at the end of this page belong to "
                  "every one of them; [output.md](output.md) says how they work together.\n");
    for (int i = 0; i < op_count(); i++) {
        const struct op *op = op_at(i);
        const char *example = op->example ? op->example : "";

        buf_printf(out, "\n## %s\n\n%s\n\n", op->name, op->summary);
        add_table(out, op->params);
        if (op->source)
            buf_printf(out,
                       "\nThe second image is the multipart part `%s`, the one that `part` names, "
                       "or an asset.\n",
                       op->name);
        if (op->gather)
            buf_text(out, "\nThe images are the multipart parts `image`, in their order.\n");
        buf_printf(out, "\nExample: `POST /v1/%s%s%s`\n", op->name, example[0] ? "?" : "", example);
    }
    buf_text(out, "\n## Output parameters\n\n");
    add_table(out, output_params);
    add_fields(out);
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
