#include "service/worker.h"

#include "base/heap.h"
#include "base/log.h"
#include "service/job.h"
#include "service/priority.h"

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

enum { JOB_FDS = 2 };

/* Resident memory from an already open /proc/self/statm: field 2, in pages (proc(5)). */
static uint64_t resident(int statm)
{
    char text[128];
    const ssize_t len = statm < 0 ? -1 : pread(statm, text, sizeof(text) - 1, 0);

    if (len <= 0)
        return 0;
    text[len] = '\0';
    const char *second = strchr(text, ' ');

    return second ? strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static struct result_message result_of(enum result_kind kind, uint64_t id, int statm)
{
    return (struct result_message){.magic = JOB_MAGIC,
                                   .version = JOB_VERSION,
                                   .kind = kind,
                                   .id = id,
                                   .rss_bytes = resident(statm)};
}

/* The job's image inside its memfd, or an empty span. *map is to be unmapped. */
static struct span map_input(const struct job_message *job, int fd, void **map, size_t *size)
{
    struct stat file;

    if (fstat(fd, &file) != 0 || file.st_size <= 0)
        return span_of(NULL, 0);
    *size = (size_t)file.st_size;
    *map = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (*map == MAP_FAILED) {
        *map = NULL;
        return span_of(NULL, 0);
    }
    return span_cut(span_of(*map, *size), job->input_at, job->input_len);
}

static enum err_code run_kind(const struct job *job, struct span input,
                              const struct render_files *files, struct result_message *result)
{
    const struct job_message *message = &job->message;
    const struct plans plans = {job->plans, message->n_plans};

    if (input.len != message->input_len || input.len == 0)
        return err_set(&result->err, ERR_INTERNAL, "The image did not reach the worker.");
    if (message->kind == JOB_INFO)
        return image_describe(message->fields, &message->limits, input, files->out,
                              &result->facts[0], &result->err);
    return image_render(&plans, &message->limits, input, files, result->facts, &result->failed,
                        &result->err);
}

static void run_job(const struct job *job, const int *fds, int scratch,
                    struct result_message *result)
{
    const struct render_files files = {fds[1], scratch};
    void *map = NULL;
    size_t size = 0;
    const struct span input = map_input(&job->message, fds[0], &map, &size);

    result->n_facts = job->message.n_plans;
    result->err.code = run_kind(job, input, &files, result);
    if (map)
        (void)munmap(map, size);
}

/* What a worker has open for all its life, and room for a job. */
struct desk {
    int statm, scratch;
    struct job job;
    struct result_message result;
};

static void serve_jobs(struct desk *desk, int socket)
{
    int fds[JOB_FDS];
    bool broken;

    desk->result = result_of(RESULT_READY, 0, desk->statm);
    desk->result.reads = image_reads();
    desk->result.writes = image_writes();
    while (result_send(socket, &desk->result, 0)) {
        if (job_receive(socket, &desk->job, fds, JOB_FDS, 0, &broken) != 1)
            break;
        desk->result = result_of(RESULT_DONE, desk->job.message.id, desk->statm);
        run_job(&desk->job, fds, desk->scratch, &desk->result);
        for (int i = 0; i < JOB_FDS; i++)
            (void)close(fds[i]);
        desk->result.rss_bytes = resident(desk->statm);
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
