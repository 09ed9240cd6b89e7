#include "handlers/render.h"

#include "image/run.h"

#include <stdio.h>
#include <sys/random.h>

enum { RANDOM_BYTES = 16, BOUNDARY_MAX = 12 + 2 * RANDOM_BYTES };

/* No picture holds a boundary that nobody could know: 128 random bits. */
static bool make_boundary(char boundary[BOUNDARY_MAX])
{
    unsigned char random[RANDOM_BYTES];
    int len = snprintf(boundary, BOUNDARY_MAX, "mezzotint-");

    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return false;
    for (int i = 0; i < RANDOM_BYTES; i++)
        len += snprintf(boundary + len, (size_t)(BOUNDARY_MAX - len), "%02x", random[i]);
    return true;
}

static double ms(int64_t ns)
{
    return (double)ns / 1e6;
}

static void add_head(struct exchange *x, const struct run_facts *facts, uint32_t index)
{
    const struct run_facts *one = &facts[index];
    const struct format *format = format_row((enum format_id)one->format);
    struct buf *text = &x->reply.text;
    char file[RENDER_FILE_MAX];

    render_file(x->render, facts, index, file);
    buf_printf(text, "Content-Type: %s\r\nContent-Length: %llu\r\n", format->mime,
               (unsigned long long)one->bytes);
    buf_printf(text, "Content-Disposition: inline; filename=\"%s\"\r\n", file);
    buf_printf(text, "X-Output-Name: %s\r\nX-Image-Width: %u\r\nX-Image-Height: %u\r\n",
               x->render->name[index], one->width, one->height);
    buf_printf(text, "X-Image-Format: %s\r\n", format->name);
    if (one->quality > 0)
        buf_printf(text, "X-Image-Quality: %u\r\n", one->quality);
    if (one->original)
        buf_text(text, "X-Image-Original: true\r\n");
    buf_printf(text,
               "Server-Timing: decode;dur=%.2f, process;dur=%.2f, encode;dur=%.2f, "
               "engine;desc=\"%s\"\r\n\r\n",
               ms(one->decode_ns), ms(one->process_ns), ms(one->encode_ns),
               engine_name((enum engine)one->engine));
}

/* RFC 2046, 5.1: the line end before a delimiter belongs to it. */
enum err_code render_parts(struct exchange *x, const struct run_facts *facts, struct err *err)
{
    struct reply *reply = &x->reply;
    char boundary[BOUNDARY_MAX];

    if (!make_boundary(boundary))
        return err_set(err, ERR_INTERNAL, "The answer cannot be made.");
    reply_header(reply, "Content-Type", "multipart/mixed; boundary=\"%s\"", boundary);
    for (uint32_t i = 0; i < x->render->n; i++) {
        buf_printf(&reply->text, "%s--%s\r\n", i ? "\r\n" : "", boundary);
        add_head(x, facts, i);
        reply_text_piece(reply);
        reply_result_piece(reply, facts[i].at, facts[i].bytes);
    }
    buf_printf(&reply->text, "\r\n--%s--\r\n", boundary);
    reply_text_piece(reply);
    return reply->text.failed ? err_set(err, ERR_INTERNAL, "The answer does not fit.") : ERR_OK;
}
