#include "handlers/endpoint.h"

static void write_image(struct emit *json, const char *key, enum format_id format,
                        const struct size *size)
{
    emit_object(json, key);
    emit_text(json, "format", format_row(format)->name);
    if (size->width > 0) {
        emit_int(json, "width", size->width);
        emit_int(json, "height", size->height);
    } else {
        emit_text(json, "width", NULL);
        emit_text(json, "height", NULL);
    }
    emit_object_end(json);
}

static void write_answer(const struct exchange *x, const struct size *size, struct buf *out)
{
    const struct image_info subject = plan_subject(&x->plan, &x->info, x->image);
    const struct size decoded = {subject.width, subject.height};
    struct emit json;

    emit_init(&json, out);
    emit_object(&json, NULL);
    plan_write(&x->plan, &json, "plan");
    write_image(&json, "input", (enum format_id)x->info.format, &decoded);
    write_image(&json, "result", output_format(&x->plan.output), size);
    emit_bool(&json, "size_exact", size->width > 0 && !plan_size_depends(&x->plan));
    emit_int(&json, "memory_bytes", (int64_t)x->memory);
    emit_text(&json, "engine", engine_name(plan_engine(&x->plan, &subject)));
    emit_object_end(&json);
    buf_char(out, '\n');
}

/* A client that asks for JSON alone says nothing of images: any format will do then. */
enum err_code dryrun_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    struct size size;
    enum err_code code = pipeline_plan(x, parts, err);

    if (code == ERR_OK)
        code = inputs_take(x, &x->plan, parts, err);
    if (code == ERR_OK)
        code = inputs_end(x, parts, err);
    if (code == ERR_OK)
        code = transform_settle(x, &size, err);
    if (code != ERR_OK)
        return code;
    write_answer(x, &size, &x->reply.text);
    return reply_json(x, err);
}
