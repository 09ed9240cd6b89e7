#include "service/worker.h"

#include "base/heap.h"
#include "base/log.h"
#include "image/compare.h"
#include "service/body.h"
#include "service/job.h"
#include "service/mapping.h"
#include "service/priority.h"
#include "service/tray.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { HUGE_WORTH = 512 << 10 }; /* what smaller bodies could gain is below 0.05 ms each */

/* Linux 6.1; the value is that of asm-generic/mman-common.h. */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

struct memory {
    uint64_t resident, anonymous; /* bytes */
    uint64_t data;                /* that may be written to and are nobody else's, used or not */
};

/* From an already open /proc/self/statm: fields 2 and 3 are resident pages, and those of them that
 * are a file's or shared; 6 is data and stack (proc(5)). */
static struct memory memory_now(int statm)
{
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    char text[128];
    char *at = text;
    const ssize_t len = statm < 0 ? -1 : pread(statm, text, sizeof(text) - 1, 0);

    if (len <= 0)
        return (struct memory){0};
    text[len] = '\0';
    (void)strtoull(at, &at, 10);
    const uint64_t resident = strtoull(at, &at, 10);
    const uint64_t shared = strtoull(at, &at, 10);

    (void)strtoull(at, &at, 10);
    (void)strtoull(at, &at, 10);
    return (struct memory){.resident = resident * page,
                           .anonymous = (resident > shared ? resident - shared : 0) * page,
                           .data = strtoull(at, &at, 10) * page};
}

static struct result_message result_of(enum result_kind kind, uint64_t id)
{
    return (struct result_message){
        .magic = JOB_MAGIC, .version = JOB_VERSION, .kind = kind, .id = id};
}

/* A memfd of a job, mapped to be read; size 0: there is none. */
static struct mapping map_file(int fd)
{
    struct stat file;

    if (fd < 0 || fstat(fd, &file) != 0 || file.st_size <= 0)
        return (struct mapping){0};
    return mapping_of(fd, (size_t)file.st_size, PROT_READ, MAP_PRIVATE);
}

/* The job's pictures inside its memfds; false: one did not arrive whole. */
static bool find_inputs(const struct job_message *job, const struct mapping *maps,
                        struct inputs *inputs)
{
    if (job->n_inputs < 1 || job->n_inputs > INPUTS_MAX)
        return false;
    *inputs = (struct inputs){.n = job->n_inputs, .mapped = true};
    for (uint32_t i = 0; i < job->n_inputs; i++) {
        const struct job_input *input = &job->inputs[i];

        if (input->len == 0 || input->file >= JOB_FILES)
            return false;
        const struct mapping *map = &maps[input->file];

        inputs->at[i] = span_cut(span_of(map->at, map->size), input->at, input->len);
        if (inputs->at[i].len != input->len)
            return false;
    }
    return true;
}

static enum err_code run_kind(const struct job *job, const struct mapping *maps,
                              const struct render_files *files, struct result_message *result)
{
    const struct job_message *message = &job->message;
    const struct plans plans = {job->plans, message->n_plans};
    struct inputs inputs;

    if (!find_inputs(message, maps, &inputs))
        return err_set(&result->err, ERR_INTERNAL, "The image did not reach the worker.");
    if (message->kind == JOB_INFO)
        return image_describe(message->fields, &message->limits, inputs.at[0], files->out,
                              &result->facts[0], &result->err);
    if (message->kind == JOB_COMPARE)
        return image_compare(&message->limits, &inputs, files->out, &result->facts[0],
                             &result->err);
    return image_render(&plans, &message->limits, &inputs, files, result->facts, &result->failed,
                        &result->err);
}

/* The output still has the last result in it: the front only reads (service/body.h). */
static enum err_code run_into(const struct job *job, const struct mapping *maps,
                              const struct render_files *files, struct result_message *result)
{
    if (!body_empty_result(files->out))
        return err_set(&result->err, ERR_INTERNAL, "There is nothing to write a result to.");
    const enum err_code code = run_kind(job, maps, files, result);

    if (code == ERR_OK && body_seal_result(files->out))
        return ERR_OK;
    return body_empty_result(files->out) && code != ERR_OK
               ? code
               : err_set(&result->err, ERR_INTERNAL, "The result cannot be handed over.");
}

/* What a worker has open for all its life, and room for a job. */
struct desk {
    int statm, scratch;
    struct mapping tray; /* mapped at the first job that has its body there */
    size_t huge;         /* of it, bytes for which large pages were asked */
    struct job job;
    struct result_message result;
};

/* Where the last of what the job uses of its tray ends. */
static size_t body_end(const struct job_message *job)
{
    size_t end = 0;

    for (uint32_t i = 0; job->tray && i < job->n_inputs && i < INPUTS_MAX; i++)
        if (job->inputs[i].file == JOB_BODY && job->inputs[i].at + job->inputs[i].len > end)
            end = job->inputs[i].at + job->inputs[i].len;
    return end < TRAY_BYTES ? end : TRAY_BYTES;
}

static void run_job(struct desk *desk, const int *fds)
{
    const bool in_tray = desk->job.message.tray != 0;
    const struct render_files files = {fds[JOB_OUTPUT], desk->scratch};
    struct mapping assets = map_file(fds[JOB_ASSETS]);
    struct mapping body = {0};

    if (!in_tray)
        body = map_file(fds[JOB_BODY]);
    else if (desk->tray.at == NULL)
        desk->tray = map_file(fds[JOB_BODY]);
    const struct mapping maps[JOB_FILES] = {
        [JOB_BODY] = in_tray ? desk->tray : body, [JOB_ASSETS] = assets};

    heap_allow(memory_now(desk->statm).data, desk->job.message.memory);
    desk->result.n_facts = desk->job.message.n_plans;
    desk->result.err.code = run_into(&desk->job, maps, &files, &desk->result);
    mapping_fini(&body);
    mapping_fini(&assets);
}

/* A tray that a body of some length was in is moved into large pages, which front and worker are
 * quicker with. It takes some milliseconds, once or twice in a worker's life, and comes before the
 * result is sent: the front would write to it then. */
static void ask_for_huge(struct desk *desk)
{
    const size_t len = body_end(&desk->job.message);
    const size_t wanted = (len + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;

    if (desk->tray.at == NULL || len < HUGE_WORTH || wanted <= desk->huge)
        return;
    (void)madvise(desk->tray.at, wanted, MADV_COLLAPSE);
    desk->huge = wanted;
}

static void serve_jobs(struct desk *desk, int socket)
{
    int fds[JOB_FILES];
    bool broken;

    desk->result = result_of(RESULT_READY, 0);
    desk->result.rss_bytes = memory_now(desk->statm).resident;
    desk->result.reads = image_reads();
    desk->result.writes = image_writes();
    while (result_send(socket, &desk->result, 0)) {
        if (job_receive(socket, &desk->job, fds, JOB_FILES, 0, &broken) != 1)
            break;
        desk->result = result_of(RESULT_DONE, desk->job.message.id);
        run_job(desk, fds);
        ask_for_huge(desk);
        for (int i = 0; i < JOB_FILES; i++)
            if (fds[i] >= 0)
                (void)close(fds[i]);
        struct memory now = memory_now(desk->statm);

        if (heap_settle(now.anonymous))
            now = memory_now(desk->statm);
        desk->result.rss_bytes = now.resident;
    }
}

void worker_serve(int socket)
{
    struct desk *desk = calloc(1, sizeof(*desk));

    if (desk) {
        desk->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
        desk->scratch = memfd_create("mezzotint-scratch", MFD_CLOEXEC);
        if (desk->scratch >= 0)
            serve_jobs(desk, socket);
        if (desk->scratch >= 0)
            (void)close(desk->scratch);
        if (desk->statm >= 0)
            (void)close(desk->statm);
    }
    if (desk)
        mapping_fini(&desk->tray);
    free(desk);
    (void)close(socket);
}

int worker_main(int socket)
{
    const struct rlimit no_core = {0, 0};

    /* Dies with the front, leaves no core file with a client's picture in it, and is the first to
     * go when memory is short (the front would take every request with it). */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)signal(SIGXFSZ, SIG_IGN); /* a result over RLIMIT_FSIZE fails where it is written */
    priority_worker();
    heap_bound();
    const int oom = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (oom >= 0) {
        if (write(oom, "500", 3) != 3)
            log_event(LOG_DEBUG, "worker-oom-score", "cannot raise the OOM score");
        (void)close(oom);
    }
    (void)prctl(PR_SET_DUMPABLE, 0);
    if (!image_start())
        return EX_SOFTWARE;
    worker_serve(socket);
    image_stop();
    return EX_OK;
}
