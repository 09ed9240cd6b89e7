#include "handlers/base64.h"
#include "handlers/render.h"
#include "handlers/zip.h"

#include "image/run.h"

#include <stdio.h>

/* Beside the pictures of an archive; no output has this name, each ends in a format's extension. */
#define FACTS_FILE "outputs.json"

enum { FACTS_MAX = 64 << 10, JSON_MAX = 16000000 }; /* bytes; of results in one JSON answer */

static double ms(int64_t ns)
{
    return (double)ns / 1e6;
}

static void write_facts(struct emit *json, const struct render *render,
                        const struct run_facts *facts, uint32_t index)
{
    const struct run_facts *one = &facts[index];
    const struct format *format = format_row((enum format_id)one->format);
    char file[RENDER_FILE_MAX];

    render_file(render, facts, index, file);
    emit_text(json, "name", render->name[index]);
    emit_text(json, "file", file);
    emit_text(json, "format", format->name);
    emit_text(json, "type", format->mime);
    emit_int(json, "width", one->width);
    emit_int(json, "height", one->height);
    emit_int(json, "frames", one->frames);
    emit_int(json, "bytes", (int64_t)one->bytes);
    if (one->quality > 0)
        emit_int(json, "quality", one->quality);
    emit_text(json, "engine", engine_name((enum engine)one->engine));
    emit_real(json, "decode_ms", ms(one->decode_ns));
    emit_real(json, "process_ms", ms(one->process_ns));
    emit_real(json, "encode_ms", ms(one->encode_ns));
}

static struct span result_of(const struct exchange *x, const struct run_facts *facts,
                             uint32_t index)
{
    return span_cut(x->result, facts[index].at, facts[index].bytes);
}

static enum err_code finish_text(struct exchange *x, struct err *err)
{
    reply_text_piece(&x->reply);
    return x->reply.text.failed ? err_set(err, ERR_INTERNAL, "The answer does not fit.") : ERR_OK;
}

/* Base64 needs no escapes: it is written as it is made, between quotes, into memory that nobody
 * has reckoned with; the other forms send the results as they lie there. */
enum err_code render_json(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    struct buf *text = &x->reply.text;
    struct emit json;

    if (x->result.len > JSON_MAX)
        return err_limit(err, ERR_RESULT_TOO_LARGE, JSON_MAX, (double)x->result.len,
                         "The results have %.1f MB, and JSON holds %.0f; ask for multipart/mixed "
                         "or application/zip.",
                         (double)x->result.len / 1e6, JSON_MAX / 1e6);
    text->limit = FACTS_MAX + base64_length(x->result.len + 2 * (size_t)x->render->n);
    reply_header(&x->reply, "Content-Type", "application/json");
    emit_init(&json, text);
    emit_object(&json, NULL);
    emit_array(&json, "outputs");
    for (uint32_t i = 0; i < x->render->n; i++) {
        emit_object(&json, NULL);
        write_facts(&json, x->render, facts, i);
        buf_text(text, ",\"data\":\"");
        base64_add(text, result_of(x, facts, i));
        buf_char(text, '"');
        emit_object_end(&json);
    }
    emit_array_end(&json);
    emit_object_end(&json);
    buf_char(text, '\n');
    return finish_text(x, err);
}

static void write_list(const struct render *render, const struct run_facts *facts, struct buf *list)
{
    struct emit json;

    emit_init(&json, list);
    emit_object(&json, NULL);
    emit_array(&json, "outputs");
    for (uint32_t i = 0; i < render->n; i++) {
        emit_object(&json, NULL);
        write_facts(&json, render, facts, i);
        emit_object_end(&json);
    }
    emit_array_end(&json);
    emit_object_end(&json);
    buf_char(list, '\n');
}

static bool add_pictures(struct exchange *x, const struct run_facts *facts, struct zip *zip)
{
    char file[RENDER_FILE_MAX];

    for (uint32_t i = 0; i < x->render->n; i++) {
        render_file(x->render, facts, i, file);
        if (!zip_add(zip, file, result_of(x, facts, i), &x->reply.text))
            return false;
        reply_text_piece(&x->reply);
        reply_result_piece(&x->reply, facts[i].at, facts[i].bytes);
    }
    return true;
}

enum err_code render_zip(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    struct buf *text = &x->reply.text;
    struct zip zip = {.n = 0};
    struct buf list;

    buf_init(&list, FACTS_MAX);
    write_list(x->render, facts, &list);
    reply_header(&x->reply, "Content-Type", "application/zip");
    reply_header(&x->reply, "Content-Disposition", "attachment; filename=\"outputs.zip\"");
    const bool fine = !list.failed && zip_add(&zip, FACTS_FILE, buf_span(&list), text);

    buf_add(text, list.data, list.len);
    buf_fini(&list);
    if (!fine || !add_pictures(x, facts, &zip))
        return err_set(err, ERR_RESULT_TOO_LARGE, "The results do not fit into an archive.");
    zip_end(&zip, text);
    return finish_text(x, err);
}
