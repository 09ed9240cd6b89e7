#include "service/httpd_reply.h"

#include "base/clock.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void free_result(void *cls)
{
    body_free(cls);
}

/* The reply's body is the worker's output itself: the mapping moves into the response. */
static struct MHD_Response *result_response(struct request *request)
{
    struct body *body = body_move(&request->output);
    void *data;

    if (body == NULL)
        return NULL;
    const struct span bytes = body_span(body);

    memcpy(&data, &bytes.data, sizeof(data)); /* the library only reads, its type is not const */
    struct MHD_Response *response =
        MHD_create_response_from_buffer_with_free_callback_cls(bytes.len, data, free_result, body);

    if (response == NULL)
        body_free(body);
    return response;
}

/* A body in pieces: the worker's output and the text between its parts, both moved here. */
struct parts {
    struct body *body;
    struct buf text;
};

static void free_parts(void *cls)
{
    struct parts *parts = cls;

    body_free(parts->body);
    buf_fini(&parts->text);
    free(parts);
}

static struct parts *take_parts(struct request *request)
{
    struct parts *parts = calloc(1, sizeof(*parts));

    if (parts == NULL)
        return NULL;
    parts->body = body_move(&request->output);
    if (parts->body == NULL) {
        free(parts);
        return NULL;
    }
    parts->text = request->x.reply.text;
    request->x.reply.text.data = NULL;
    return parts;
}

static struct MHD_Response *pieces_response(struct request *request)
{
    const struct reply *reply = &request->x.reply;
    struct MHD_IoVec vector[REPLY_PIECES_MAX];
    struct parts *parts = take_parts(request);

    if (parts == NULL)
        return NULL;
    const struct span output = body_span(parts->body);

    for (int i = 0; i < reply->n_pieces; i++) {
        const struct reply_piece *piece = &reply->pieces[i];
        const struct span bytes =
            span_cut(piece->result ? output : buf_span(&parts->text), piece->at, piece->len);

        vector[i] = (struct MHD_IoVec){bytes.data, bytes.len};
    }
    struct MHD_Response *response =
        MHD_create_response_from_iovec(vector, (unsigned)reply->n_pieces, free_parts, parts);

    if (response == NULL)
        free_parts(parts);
    return response;
}

static struct MHD_Response *response_of(struct request *request)
{
    const struct reply *reply = &request->x.reply;
    const bool fixed = reply->fixed.len > 0;
    const struct span source = fixed ? reply->fixed : buf_span(&reply->text);
    void *data;

    if (reply->result)
        return result_response(request);
    if (reply->n_pieces > 0)
        return pieces_response(request);
    memcpy(&data, &source.data, sizeof(data));
    return MHD_create_response_from_buffer(source.len, data,
                                           fixed ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
}

struct MHD_Response *httpd_response(struct request *request)
{
    const struct reply *reply = &request->x.reply;
    struct MHD_Response *response = response_of(request);

    if (response == NULL)
        return NULL;
    for (int i = 0; i < reply->n_headers; i++)
        (void)MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    if (request->close)
        (void)MHD_add_response_header(response, "Connection", "close");
    return response;
}

static bool say(int fd, const struct reply *reply)
{
    const struct span body = reply->fixed.len > 0 ? reply->fixed : buf_span(&reply->text);
    struct buf out;
    char date[CLOCK_HTTP_SIZE];

    clock_http_date(date, sizeof(date));
    buf_init(&out, REPLY_BODY_MAX);
    buf_printf(&out, "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\nContent-Length: %zu\r\n",
               reply->status, MHD_get_reason_phrase_for((unsigned)reply->status), date, body.len);
    for (int i = 0; i < reply->n_headers; i++)
        buf_printf(&out, "%s: %s\r\n", reply->headers[i].name, reply->headers[i].value);
    buf_text(&out, "\r\n");
    buf_add(&out, body.data, body.len);
    const bool sent =
        !out.failed && send(fd, out.data, out.len, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)out.len;

    buf_fini(&out);
    return sent && shutdown(fd, SHUT_WR) == 0;
}

bool httpd_refuse(int fd, struct request *request)
{
    request_settle(request);
    if (!say(fd, &request->x.reply))
        return false;
    request_told(request);
    return true;
}
