/* One request's text and body through the handlers: query, plan, negotiation, multipart, header.
 *
 * The input is lines and then the body: method, target, Accept, Content-Type, and the body's bytes.
 * The body is given in pieces first, as it would arrive, and then whole; what the front believes of
 * it must lie inside it, and a refusal must be a problem document.
 */
#include "base/check.h"
#include "handlers/exchange.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 4, LINE_MAX_BYTES = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The asset "logo" of this service: a GIF's header, which is all that a front looks at. */
static const unsigned char logo[] = "GIF89a\x01\x00\x01\x00\x00\x00\x00";

static void take_line(struct span *rest, char *line)
{
    struct span piece;

    line[0] = '\0';
    if (span_next(rest, '\n', &piece))
        (void)span_copy(piece, line, LINE_MAX_BYTES);
}

static void no_metrics(struct buf *out)
{
    buf_text(out, "mezzotint_fuzzed 1\n");
}

static void split(const char *target, struct exchange *x)
{
    const size_t path = strcspn(target, "?");

    x->path = span_of(target, path);
    x->query = target[path] ? span_text(target + path + 1) : span_of(NULL, 0);
}

static void refuse(struct exchange *x, const struct err *err)
{
    handlers_problem(x, err);
    CHECK(x->reply.status >= 400 && x->reply.text.len > 0 && !x->reply.text.failed);
}

static enum err_code sniff_all(struct exchange *x, struct span body, struct err *err)
{
    enum err_code code = ERR_OK;

    for (size_t len = 1; code == ERR_OK && !x->probed && len < body.len; len = len * 2 + 1)
        code = handlers_sniff(x, span_cut(body, 0, len), false, err);
    return code;
}

static void check_admitted(const struct exchange *x, struct span body)
{
    if (x->work == WORK_NONE) {
        CHECK(x->reply.status == 200);
        return;
    }
    CHECK(x->image.len > 0 && x->image.data >= body.data);
    CHECK(x->image.data + x->image.len <= body.data + body.len);
    CHECK(x->inputs.n >= 1 && x->inputs.n <= INPUTS_MAX);
    for (uint32_t i = 1; i < x->inputs.n; i++) {
        const struct input *input = &x->inputs.at[i];

        CHECK(input->bytes.len > 0);
        if (input->asset)
            CHECK(input->bytes.data == logo);
        else
            CHECK(input->bytes.data >= body.data &&
                  input->bytes.data + input->bytes.len <= body.data + body.len);
    }
    for (uint32_t i = 0; i < x->plan.n_steps; i++)
        CHECK(x->plan.steps[i].input + x->plan.steps[i].n_inputs <= (int)x->inputs.n);
    CHECK(x->memory > 0);
}

static void run(struct exchange *x, struct span body)
{
    struct err err = {0};
    enum err_code code = handlers_begin(x, &err);

    if (code == ERR_OK && x->takes_body) {
        code = sniff_all(x, body, &err);
        if (code == ERR_OK)
            code = handlers_body(x, body, &err);
        if (code == ERR_OK)
            check_admitted(x, body);
    } else if (code == ERR_OK) {
        CHECK(x->reply.status >= 200 && x->reply.status < 300);
    }
    CHECK(code == err.code || code == ERR_OK);
    if (code != ERR_OK)
        refuse(x, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char lines[LINES][LINE_MAX_BYTES];
    const struct limits limits = limits_default();
    struct span rest = span_of(data, size);
    const struct asset asset = {.name = "logo",
                                .bytes = span_of(logo, sizeof(logo) - 1),
                                .info = {.format = FORMAT_GIF, .width = 1, .height = 1}};
    struct exchange x;

    exchange_init(&x);
    for (int i = 0; i < LINES; i++)
        take_line(&rest, lines[i]);
    x.method = lines[0];
    split(lines[1], &x);
    x.accept = lines[2];
    x.content_type = lines[3];
    x.id = "fuzzed";
    x.limits = &limits;
    x.assets = (struct asset_list){1, &asset};
    x.auto_order = "webp,avif,jpeg,png,gif,tiff";
    x.cors_origins = "none";
    x.health = (struct health){true, "ready"};
    x.metrics = no_metrics;

    unsigned char *body = malloc(rest.len);

    if (body && rest.len > 0)
        memcpy(body, rest.data, rest.len);
    run(&x, span_of(body, body ? rest.len : 0));
    exchange_fini(&x);
    free(body);
    return 0;
}
