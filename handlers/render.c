#include "handlers/render.h"

#include "image/run.h"

#include <stdlib.h>

/* In this order where a client accepts several alike. */
static const char *const kinds[RENDER_KINDS] = {"multipart/mixed", "application/zip",
                                                "application/json"};

static void place(struct err *err, uint32_t index, const char *inner)
{
    char text[ERR_PARAM_MAX];

    (void)snprintf(text, sizeof(text), "outputs[%u].%s", index, inner);
    err_place(err, text);
}

/* What is wrong with the image itself is no output's fault. */
static bool is_about_output(enum err_code code)
{
    return err_status(code) < 500 && code != ERR_UNDECODABLE && code != ERR_IMAGE_TOO_LARGE &&
           code != ERR_FRAMES && code != ERR_SCANS && code != ERR_FORMAT_UNKNOWN &&
           code != ERR_FORMAT_REFUSED && code != ERR_GONE;
}

void handlers_failed(const struct exchange *x, uint32_t failed, struct err *err)
{
    if (x->render && failed < x->plans.n && is_about_output(err->code))
        place(err, failed, "");
}

enum err_code render_shape(const struct exchange *x, struct size sizes[PLANS_MAX], struct err *err)
{
    uint32_t failed;
    const enum err_code code =
        plans_shape(&x->plans, &x->info, x->image, x->limits, sizes, &failed, err);

    if (code != ERR_OK && err)
        handlers_failed(x, failed, err);
    return code;
}

static enum err_code choose_kind(struct exchange *x, struct err *err)
{
    const int kind = accept_media(x->accept, kinds, RENDER_KINDS);

    x->negotiated = true;
    if (kind < 0)
        return err_set(err, ERR_NOT_ACCEPTABLE, "What can be had: %s, %s, %s.",
                       kinds[RENDER_MULTIPART], kinds[RENDER_ZIP], kinds[RENDER_JSON]);
    x->render->kind = (enum render_kind)kind;
    return ERR_OK;
}

static enum err_code check_written(const struct exchange *x, struct err *err)
{
    for (uint32_t i = 0; i < x->render->n; i++) {
        const struct plan *plan = &x->render->plan[i];
        enum err_code code = transform_written(x, &plan->output, err);

        if (code != ERR_OK) {
            place(err, i, "output.");
            return code;
        }
        code = inputs_check(x, plan, err);
        if (code != ERR_OK) {
            place(err, i, "");
            return code;
        }
    }
    return ERR_OK;
}

static enum err_code read_outputs(struct exchange *x, struct span json, struct err *err)
{
    enum err_code code = render_read(x->render, json, x->limits, err);

    if (code == ERR_OK)
        code = check_written(x, err);
    x->have_plan = code == ERR_OK;
    if (code == ERR_OK)
        x->plans = (struct plans){x->render->plan, x->render->n};
    return code;
}

static enum err_code find_outputs(const struct query *query, struct span *json, bool *found,
                                  struct err *err)
{
    *found = false;
    for (int i = 0; i < query->n; i++) {
        if (!span_is(query->pairs[i].name, "outputs"))
            return err_param(err, ERR_PARAM_UNKNOWN, "", "The only parameter here is outputs.");
        if (*found)
            return err_param(err, ERR_PARAM_REPEATED, "outputs",
                             "outputs is given more than once.");
        *json = query->pairs[i].value;
        *found = true;
    }
    return ERR_OK;
}

static enum err_code begin(struct exchange *x, struct err *err)
{
    x->render = calloc(1, sizeof(*x->render));
    if (x->render == NULL)
        return err_set(err, ERR_BUSY, "The service has no room for this request now.");
    return choose_kind(x, err);
}

void render_free(struct render *render)
{
    if (render)
        free(render->plan);
    free(render);
}

void exchange_release(struct exchange *x)
{
    if (x->render == NULL)
        return;
    free(x->render->plan);
    x->render->plan = NULL;
    x->plans = (struct plans){&x->plan, 1};
}

static enum err_code check_outputs(struct exchange *x, struct span json, struct err *err)
{
    const enum err_code code = read_outputs(x, json, err);

    exchange_release(x);
    return code;
}

enum err_code render_check(struct exchange *x, struct span json, struct err *err)
{
    const enum err_code code = begin(x, err);

    return code == ERR_OK ? check_outputs(x, json, err) : code;
}

enum err_code render_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    struct span json;
    bool found;
    enum err_code code = begin(x, err);

    if (code == ERR_OK)
        code = find_outputs(query, &json, &found, err);
    if (code != ERR_OK)
        return code;
    if (found)
        return check_outputs(x, json, err);
    if (x->multipart)
        return ERR_OK;
    return err_param(err, ERR_PARAM_MISSING, "outputs",
                     "Give the list as the parameter outputs, or as a multipart part "
                     "\"outputs\".");
}

/* Accept says how the results are packed; format=auto is what suits the image, then. */
static enum err_code settle_formats(struct exchange *x, struct err *err)
{
    struct accept any;

    accept_read(&any, NULL);
    for (uint32_t i = 0; i < x->render->n; i++) {
        const enum err_code code = transform_format(x, &any, &x->render->plan[i].output, err);

        if (code == ERR_OK)
            continue;
        place(err, i, "output.");
        return code;
    }
    return ERR_OK;
}

/* Second pictures, which the outputs share. */
static enum err_code take_inputs(struct exchange *x, const struct multipart *parts, struct err *err)
{
    for (uint32_t i = 0; i < x->render->n; i++) {
        const enum err_code code = inputs_take(x, &x->render->plan[i], parts, err);

        if (code == ERR_OK)
            continue;
        place(err, i, "");
        return code;
    }
    return inputs_end(x, parts, err);
}

enum err_code render_settle(struct exchange *x, struct span json, const struct multipart *parts,
                            struct err *err)
{
    struct size sizes[PLANS_MAX];
    enum err_code code = read_outputs(x, json, err);

    x->work = WORK_TRANSFORM;
    if (code == ERR_OK)
        code = take_inputs(x, parts, err);
    if (code == ERR_OK)
        code = settle_formats(x, err);
    if (code == ERR_OK)
        code = render_shape(x, sizes, err);
    if (code == ERR_OK)
        x->memory = plans_memory(&x->plans, &x->info, x->image, x->limits) + inputs_cost(x);
    return code;
}

/* The list of the query, read once more. */
static enum err_code settle_query(struct exchange *x, const struct multipart *parts,
                                  struct err *err)
{
    struct query query = {0};
    struct span json = span_text("");
    bool found;
    enum err_code code = query_read(&query, x->query, err);

    if (code == ERR_OK)
        code = find_outputs(&query, &json, &found, err);
    if (code == ERR_OK)
        code = render_settle(x, json, parts, err);
    query_fini(&query);
    return code;
}

enum err_code render_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    const struct part *part = parts ? multipart_find(parts, "outputs") : NULL;

    if (part && x->have_plan)
        return err_param(err, ERR_PARAM_REPEATED, "outputs",
                         "The outputs are in the query and in a part.");
    if (part == NULL && !x->have_plan)
        return err_param(err, ERR_PARAM_MISSING, "outputs", "There is no part \"outputs\".");
    return part ? render_settle(x, part->data, parts, err) : settle_query(x, parts, err);
}

void render_file(const struct render *render, const struct run_facts *facts, uint32_t index,
                 char file[RENDER_FILE_MAX])
{
    struct span extensions = span_text(format_row((enum format_id)facts[index].format)->extensions);
    struct span first;

    (void)span_next(&extensions, ' ', &first);
    (void)snprintf(file, RENDER_FILE_MAX, "%s.%.*s", render->name[index], (int)first.len,
                   (const char *)first.data);
}

enum err_code render_finish(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    static enum err_code (*const write[RENDER_KINDS])(struct exchange *, const struct run_facts *,
                                                      struct err *) = {
        [RENDER_MULTIPART] = render_parts, [RENDER_ZIP] = render_zip, [RENDER_JSON] = render_json};

    for (uint32_t i = 0; i < x->render->n; i++)
        if (facts[i].format >= FORMAT_COUNT)
            return err_set(err, ERR_INTERNAL, "A result has no format.");
    x->reply.status = 200;
    reply_header(&x->reply, "X-Content-Type-Options", "nosniff");
    reply_header(&x->reply, "Accept-Ranges", "none");
    reply_vary(&x->reply, "Accept");
    return write[x->render->kind](x, facts, err);
}
