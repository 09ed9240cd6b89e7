#include "service/admission.h"

#include "service/gate.h"

static void give_back_place(struct request *request)
{
    if (request->place)
        gate_leave();
    request->place = false;
}

static void give_back_bytes(struct request *request)
{
    if (request->held > 0)
        gate_release(request->held);
    request->held = 0;
}

void admission_drop(struct request *request)
{
    body_fini(&request->body);
    give_back_bytes(request);
    give_back_place(request);
}

enum err_code admission_hold(struct request *request, uint64_t bytes)
{
    const enum err_code code = gate_hold(bytes, &request->err);

    if (code == ERR_OK)
        request->held += bytes;
    return code;
}

static enum err_code check_size(struct request *request, enum head_framing framing)
{
    const uint64_t limit = request->view.limits.body_bytes;

    if (framing == FRAMING_NONE)
        return err_set(&request->err, ERR_LENGTH_REQUIRED,
                       "Send Content-Length or Transfer-Encoding: chunked.");
    if (framing == FRAMING_LENGTH && request->length == 0)
        return err_set(&request->err, ERR_BODY_EMPTY, "The body is empty.");
    if (request->length > limit)
        return err_limit(&request->err, ERR_BODY_TOO_LARGE, (double)limit, (double)request->length,
                         "The body is over %llu bytes.", (unsigned long long)limit);
    return ERR_OK;
}

static enum err_code check_service(struct request *request)
{
    struct server *server = request->server;

    if (atomic_load(&server->over))
        return err_set(&request->err, ERR_DRAINING, "The service is shutting down.");
    if (pool_looping(server->pool) && pool_warm(server->pool) == 0)
        return err_set(&request->err, ERR_NO_WORKER, "No worker is alive.");
    return ERR_OK;
}

enum err_code admission_look(struct request *request, enum head_framing framing)
{
    enum err_code code = check_size(request, framing);

    if (code == ERR_OK)
        code = check_service(request);
    if (code == ERR_OK)
        code = gate_look(request->length, &request->err);
    if (code == ERR_OK)
        code = body_init_request(&request->body, request->length, request->view.limits.body_bytes,
                                 &request->err);
    return code;
}

enum err_code admission_enter(struct request *request)
{
    const enum err_code code = gate_enter(&request->err);

    request->place = code == ERR_OK;
    return code;
}

void admission_reply(struct request *request)
{
    const struct reply *reply = &request->x.reply;
    bool used = reply->result;

    for (int i = 0; i < reply->n_pieces; i++)
        used |= reply->pieces[i].result;
    gate_force(reply->text.len);
    request->held += reply->text.len;
    if (used)
        return;
    gate_release(request->output.len);
    request->held -= request->output.len;
    body_fini(&request->output);
}
