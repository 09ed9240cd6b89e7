#include "service/request.h"

#include "base/clock.h"
#include "service/admission.h"

static struct job_input input_of(struct request *request, struct span bytes, bool asset)
{
    const uint64_t at = asset ? assets_offset(request->view.assets, bytes)
                              : (uint64_t)(bytes.data - body_span(&request->body).data);

    return (struct job_input){.at = at, .len = bytes.len, .file = asset ? JOB_ASSETS : JOB_BODY};
}

/* The picture first, and behind it what its steps use besides. */
static void fill_inputs(struct request *request, struct job_message *message)
{
    const struct exchange *x = &request->x;

    message->n_inputs = x->inputs.n;
    message->inputs[0] = input_of(request, x->image, false);
    request->task.assets = -1;
    for (uint32_t i = 1; i < x->inputs.n; i++) {
        message->inputs[i] = input_of(request, x->inputs.at[i].bytes, x->inputs.at[i].asset);
        if (x->inputs.at[i].asset)
            request->task.assets = assets_file(request->view.assets);
    }
}

/* One plan is part of the request; a list of them is as long as a small picture. */
static enum err_code hold_plans(struct request *request)
{
    const struct plans *plans = &request->x.plans;

    return plans->at == &request->x.plan ? ERR_OK
                                         : admission_hold(request, plans->n * sizeof(struct plan));
}

enum err_code request_prepare_task(struct request *request)
{
    struct task *task = &request->task;
    struct exchange *x = &request->x;
    struct job_message *message = &task->message;

    /* Of an unknown size the estimate is the limit's: such a picture may run alone. */
    if (x->info.width == 0 && x->info.area == 0 && x->memory > request->view.memory)
        x->memory = request->view.memory;
    if (x->memory > request->view.memory)
        return err_limit(&request->err, ERR_IMAGE_TOO_LARGE, (double)request->view.memory,
                         (double)x->memory, "The image would need %.0f MB of working memory.",
                         (double)x->memory / 1e6);
    if (!body_seal(&request->body))
        return err_set(&request->err, ERR_INTERNAL, "The body cannot be handed to a worker.");
    enum err_code code = admission_enter(request);

    if (code == ERR_OK)
        code = hold_plans(request);
    if (code != ERR_OK)
        return code;
    message->magic = JOB_MAGIC;
    message->version = JOB_VERSION;
    message->id = atomic_fetch_add(&request->server->ids, 1) + 1;
    message->kind = x->work == WORK_INFO      ? JOB_INFO
                    : x->work == WORK_COMPARE ? JOB_COMPARE
                                              : JOB_TRANSFORM;
    fill_inputs(request, message);
    message->deadline_ns = request->body_ns + request->view.deadline_ms * NS_PER_MS;
    message->fields = x->fields;
    message->memory = x->memory;
    message->tray = request->body.buffer != NULL;
    message->limits = request->view.limits;
    message->n_plans = x->plans.n;
    task->plans = x->plans.at;
    task->memory = x->memory;
    task->input = &request->body;
    task->output = &request->output;
    task->output_max = limits_result_bytes(&request->view.limits);
    return ERR_OK;
}
