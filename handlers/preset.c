#include "handlers/presets.h"

#include "handlers/render.h"

#include <string.h>

static const struct preset *preset_of(const struct exchange *x)
{
    return presets_find(x->presets, span_cut(x->path, strlen(PRESET_PREFIX), x->path.len));
}

/* The text was sound when it was loaded; limits may have changed since. */
enum err_code preset_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    const struct preset *preset = preset_of(x);

    if (preset == NULL)
        return err_set(err, ERR_NOT_FOUND,
                       "There is no preset of this name; GET /v1/presets tells what there is.");
    const enum err_code code = query_none(query, err);

    if (code != ERR_OK)
        return code;
    return preset->list ? render_check(x, preset->text, err) : pipeline_take(x, preset->text, err);
}

enum err_code preset_body(struct exchange *x, const struct multipart *parts, struct err *err)
{
    return x->render ? render_settle(x, preset_of(x)->text, parts, err)
                     : transform_body(x, parts, err);
}

enum err_code preset_finish(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    return x->render ? render_finish(x, facts, err) : transform_finish(x, facts, err);
}

static void write_preset(struct emit *json, const struct preset *preset)
{
    char path[sizeof(PRESET_PREFIX) + PRESET_NAME_MAX];

    (void)snprintf(path, sizeof(path), "%s%s", PRESET_PREFIX, preset->name);
    emit_object(json, NULL);
    emit_text(json, "name", preset->name);
    emit_text(json, "path", path);
    emit_raw(json, preset->list ? "outputs" : "plan", span_trim(preset->text));
    emit_object_end(json);
}

enum err_code presets_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    const enum err_code code = query_none(query, err);
    struct emit json;

    if (code != ERR_OK)
        return code;
    x->reply.text.limit = PRESETS_TEXT_MAX;
    emit_init(&json, &x->reply.text);
    emit_object(&json, NULL);
    emit_bool(&json, "only", x->presets_only);
    emit_array(&json, "presets");
    for (int i = 0; presets_at(x->presets, i); i++)
        write_preset(&json, presets_at(x->presets, i));
    emit_array_end(&json);
    emit_object_end(&json);
    buf_char(&x->reply.text, '\n');
    return reply_json(x, err);
}
