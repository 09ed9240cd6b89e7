#include "handlers/endpoint.h"
#include "image/run.h"

static enum err_code read_parameters(struct exchange *x, const struct query *query, struct err *err)
{
    for (int i = 0; i < query->n; i++) {
        const enum err_code code =
            plan_set(&x->plan, &x->seen, true, query->pairs[i].name, query->pairs[i].value, err);

        if (code != ERR_OK)
            return code;
    }
    return plan_check_step(&x->plan, &x->seen, err);
}

enum err_code transform_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    enum err_code code = plan_add(&x->plan, x->op, x->limits, err);

    if (code == ERR_OK)
        code = read_parameters(x, query, err);
    if (code == ERR_OK)
        code = transform_accept(x, err);
    if (code == ERR_OK)
        code = inputs_check(x, &x->plan, err);
    x->have_plan = code == ERR_OK;
    return code;
}

static enum err_code not_acceptable(const struct exchange *x, struct err *err)
{
    struct buf types;

    buf_init(&types, ERR_DETAIL_MAX);
    for (int id = 0; id < FORMAT_COUNT; id++)
        if (format_row((enum format_id)id)->writes && x->limits->formats_out & 1u << id)
            buf_printf(&types, "%s%s", types.len ? ", " : "", format_row((enum format_id)id)->mime);
    (void)err_set(err, ERR_NOT_ACCEPTABLE, "What can be had: %s.", buf_string(&types));
    buf_fini(&types);
    return ERR_NOT_ACCEPTABLE;
}

static enum err_code check_written(const struct exchange *x, enum format_id id, struct err *err)
{
    if (x->limits->formats_out & 1u << id)
        return ERR_OK;
    return err_param(err, ERR_PARAM_INVALID, "format", "Format %s is switched off here.",
                     format_row(id)->name);
}

enum err_code transform_written(const struct exchange *x, const struct output *output,
                                struct err *err)
{
    const enum format_id wanted = output_format(output);
    const enum err_code code = output_check(output, err);

    return code == ERR_OK && wanted != FORMAT_NONE ? check_written(x, wanted, err) : code;
}

enum err_code transform_accept(struct exchange *x, struct err *err)
{
    x->negotiated = x->plan.output.format == OUTPUT_AUTO;
    const enum err_code code = transform_written(x, &x->plan.output, err);

    if (code != ERR_OK)
        return code;
    if (x->negotiated && !accept_any(&x->types, x->limits->formats_out))
        return not_acceptable(x, err);
    return ERR_OK;
}

enum err_code transform_format(const struct exchange *x, const struct accept *types,
                               struct output *output, struct err *err)
{
    enum format_id id = output_format(output);

    if (id != FORMAT_NONE)
        return ERR_OK;
    if (output->format == OUTPUT_KEEP) {
        id = (enum format_id)x->info.format;
        if (!format_row(id)->writes)
            return err_param(err, ERR_UNSUPPORTED_RESULT, "format", "Format %s is read only.",
                             format_row(id)->name);
        const enum err_code code = check_written(x, id, err);

        if (code != ERR_OK)
            return code;
    } else {
        id = accept_choose(types, x->auto_order, x->limits->formats_out, &x->info);
        if (id == FORMAT_NONE)
            return not_acceptable(x, err);
    }
    output_set_format(output, id);
    return output_check(output, err);
}

enum err_code transform_settle(struct exchange *x, struct size *size, struct err *err)
{
    const struct image_info subject = plan_subject(&x->plan, &x->info, x->image);
    enum err_code code = transform_format(x, &x->types, &x->plan.output, err);

    *size = (struct size){0, 0};
    if (code == ERR_OK && subject.width > 0)
        code = plan_shape(&x->plan, &subject, x->limits, size, err);
    if (code == ERR_OK)
        x->memory = plan_memory(&x->plan, &subject, x->image.len, x->limits) + inputs_cost(x);
    return code;
}

enum err_code transform_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    struct size size;

    enum err_code code = inputs_take(x, &x->plan, parts, err);

    x->work = WORK_TRANSFORM;
    if (code == ERR_OK)
        code = inputs_end(x, parts, err);
    return code == ERR_OK ? transform_settle(x, &size, err) : code;
}

enum err_code transform_finish(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    struct reply *reply = &x->reply;

    if (facts->format >= FORMAT_COUNT)
        return err_set(err, ERR_INTERNAL, "The result has no format.");
    const struct format *format = format_row((enum format_id)facts->format);
    struct span extensions = span_text(format->extensions);
    struct span first;

    (void)span_next(&extensions, ' ', &first);
    reply->status = 200;
    reply->result = true;
    reply_header(reply, "Content-Type", "%s", format->mime);
    reply_header(reply, "Content-Disposition", "inline; filename=\"image.%.*s\"", (int)first.len,
                 (const char *)first.data);
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Accept-Ranges", "none");
    reply_header(reply, "X-Image-Width", "%u", facts->width);
    reply_header(reply, "X-Image-Height", "%u", facts->height);
    reply_header(reply, "X-Image-Format", "%s", format->name);
    if (facts->quality > 0)
        reply_header(reply, "X-Image-Quality", "%u", facts->quality);
    if (facts->original)
        reply_header(reply, "X-Image-Original", "true");
    if (x->negotiated)
        reply_vary(reply, "Accept");
    return ERR_OK;
}
