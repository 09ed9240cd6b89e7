#include "handlers/docs.h"

#include "image/facts.h"
#include "image/op.h"
#include "image/output.h"

/* Texts of the tables are plain sentences; quotes and backslashes are all that YAML minds. */
static void add_quoted(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (; *text; text++)
        buf_printf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    buf_char(out, '"');
}

static void add_words(struct buf *out, const char *const *names)
{
    buf_text(out, "type: string, enum: [");
    for (int i = 0; names[i]; i++) {
        buf_text(out, i ? ", " : "");
        add_quoted(out, names[i]);
    }
    buf_char(out, ']');
}

static void add_range(struct buf *out, const char *type, const struct param *row)
{
    buf_printf(out, "type: %s, minimum: %.12g, maximum: %.12g", type, row->min, row->max);
}

static void add_integer(struct buf *out, const struct param *row)
{
    if (row->names)
        buf_text(out, "oneOf: [{");
    add_range(out, "integer", row);
    if (row->names) {
        buf_text(out, "}, {");
        add_words(out, row->names);
        buf_text(out, "}]");
    }
}

static void add_type(struct buf *out, const struct param *row)
{
    switch (row->type) {
    case PARAM_TYPE_INT:
        add_integer(out, row);
        break;
    case PARAM_TYPE_REAL:
        add_range(out, "number", row);
        break;
    case PARAM_TYPE_BOOL:
        buf_text(out, "type: boolean");
        break;
    case PARAM_TYPE_ENUM:
        add_words(out, row->names);
        break;
    case PARAM_TYPE_LENGTH:
        buf_printf(out, "type: string, pattern: \"^%s[0-9.]+%%?$\"", row->min < 0 ? "-?" : "");
        break;
    case PARAM_TYPE_COLOR:
        buf_text(out, "type: string, pattern: \"^([0-9A-Fa-f]{3,8}|[a-z]+)$\"");
        break;
    case PARAM_TYPE_GRAVITY:
        buf_text(out, "type: string, pattern: \"^([a-z]+|[0-9.]+,[0-9.]+)$\"");
        break;
    case PARAM_TYPE_RATIO:
        buf_text(out, "type: string, pattern: \"^[0-9.]+(:[0-9.]+)?$\"");
        break;
    case PARAM_TYPE_NUMBERS:
        buf_text(out, "type: string, pattern: \"^[-+0-9.eE]+(,[-+0-9.eE]+)*$\"");
        break;
    case PARAM_TYPE_REGIONS:
        buf_text(out, "type: string, pattern: \"^[0-9.]+%?(,[0-9.]+%?){3}"
                      "(;[0-9.]+%?(,[0-9.]+%?){3}){0,7}$\"");
        break;
    case PARAM_TYPE_CORNERS:
        buf_text(out, "type: string, pattern: \"^[0-9.]+%?,[0-9.]+%?"
                      "(;[0-9.]+%?,[0-9.]+%?){3}$\"");
        break;
    case PARAM_TYPE_TEXT:
        buf_printf(out, "type: string, minLength: 1, maxLength: %.0f", row->max);
        break;
    case PARAM_TYPE_NAME:
        buf_printf(out, "type: string, pattern: \"^[a-z0-9-]{1,%d}$\"", NAME_LEN_MAX);
        break;
    case PARAM_TYPE_END:
        break;
    }
}

static void add_default(struct buf *out, const struct param *row)
{
    const bool text = row->type == PARAM_TYPE_ENUM || row->type == PARAM_TYPE_COLOR ||
                      row->type == PARAM_TYPE_GRAVITY;

    if (row->need != PARAM_DEFAULTS)
        return;
    buf_printf(out, ", default: %s", text ? "\"" : "");
    param_default_text(row, out);
    buf_text(out, text ? "\"" : "");
}

/* `in` is the indentation of the mapping's keys after the first. */
static void add_parameter(struct buf *out, const struct param *row, const char *in)
{
    buf_printf(out, "name: %s\n%sin: query\n", row->name, in);
    if (row->need == PARAM_REQUIRED)
        buf_printf(out, "%srequired: true\n", in);
    buf_printf(out, "%sdescription: ", in);
    add_quoted(out, row->doc);
    buf_printf(out, "\n%sschema: {", in);
    add_type(out, row);
    add_default(out, row);
    buf_text(out, "}\n");
}

static void add_operation(struct buf *out, const struct op *op)
{
    buf_printf(out, "  /v1/%s:\n    post:\n      operationId: %s\n      tags: [operations]\n",
               op->name, op->name);
    buf_text(out, "      summary: ");
    add_quoted(out, op->summary);
    buf_text(out, "\n      parameters:\n");
    for (const struct param *row = op->params; row->type != PARAM_TYPE_END; row++) {
        buf_text(out, "        - ");
        add_parameter(out, row, "          ");
    }
    for (const struct param *row = output_params; row->type != PARAM_TYPE_END; row++)
        if (param_find(op->params, span_text(row->name)) == NULL)
            buf_printf(out, "        - $ref: \"#/components/parameters/%s\"\n", row->name);
    buf_printf(out, "      requestBody: {$ref: \"#/components/requestBodies/%s\"}\n",
               op->source   ? "ImageAndSecond"
               : op->gather ? "Images"
                            : "Image");
    buf_text(out, "      responses:\n"
                  "        \"200\": {$ref: \"#/components/responses/Image\"}\n"
                  "        4XX: {$ref: \"#/components/responses/Problem\"}\n"
                  "        5XX: {$ref: \"#/components/responses/Problem\"}\n");
}

static void add_fields(struct buf *out)
{
    buf_text(out, "    InfoFields:\n      name: fields\n      in: query\n      description: ");
    add_quoted(out, "Names of fields with commas between, or all; by default those that the header "
                    "tells.");
    buf_text(out, "\n      schema: {type: string, pattern: \"^[a-z_]+(,[a-z_]+)*$\"}\n");
}

static void add_info(struct buf *out)
{
    buf_text(out, "    Info:\n      type: object\n      properties:\n");
    for (int i = 0; i < fact_count(); i++) {
        const struct fact *fact = fact_at(i);

        buf_printf(out, "        %s: {%s, description: ", fact->name, fact->schema);
        add_quoted(out, fact->doc);
        buf_text(out, "}\n");
    }
}

void docs_openapi_block(struct buf *out)
{
    for (int i = 0; i < op_count(); i++)
        add_operation(out, op_at(i));
    buf_text(out, "\ncomponents:\n  parameters:\n");
    for (const struct param *row = output_params; row->type != PARAM_TYPE_END; row++) {
        buf_printf(out, "    %s:\n      ", row->name);
        add_parameter(out, row, "      ");
    }
    add_fields(out);
    buf_text(out, "\n  schemas:\n");
    add_info(out);
    buf_text(out, "    ProblemCode:\n      type: string\n      enum:\n");
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++)
        buf_printf(out, "        - %s\n", err_slug((enum err_code)code));
}
