/* bench_inprocess: the same jobs as over HTTP, run by threads of one process: the ceiling.
 *
 *   bench_inprocess FILE THREADS JOBS OPERATION [NAME=VALUE...]
 *
 * Each job reads the file from memory and writes into a fresh memfd, as a worker does. Prints
 * "jobs N seconds S rate R".
 */
#include "base/clock.h"
#include "bench/measure.h"
#include "image/run.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

enum { THREADS_MAX = 64, ARGS_BEFORE = 5 };

struct bench {
    struct plan plan;
    struct limits limits;
    struct buf file;
    _Atomic long left;
    _Atomic long failed;
};

static enum err_code make_plan(struct bench *bench, char **words, int n, struct err *err)
{
    struct plan_seen seen = {0};
    const int op = op_index(span_text(words[0]));

    if (op < 0)
        return err_set(err, ERR_NOT_FOUND, "no such operation");
    plan_init(&bench->plan);
    enum err_code code = plan_add(&bench->plan, op, &bench->limits, err);

    for (int i = 1; i < n && code == ERR_OK; i++) {
        struct span value = span_text(words[i]);
        struct span name;

        (void)span_next(&value, '=', &name);
        code = plan_set(&bench->plan, &seen, true, name, value, err);
    }
    if (code == ERR_OK)
        code = plan_check_step(&bench->plan, &seen, err);
    if (output_format(&bench->plan.output) == FORMAT_NONE)
        output_set_format(&bench->plan.output, FORMAT_JPEG);
    return code;
}

static bool run_one(const struct bench *bench)
{
    struct run_facts facts;
    struct err err;
    const int out = memfd_create("result", MFD_CLOEXEC);

    if (out < 0)
        return false;
    const enum err_code code =
        image_run(&bench->plan, &bench->limits, buf_span(&bench->file), out, &facts, &err);

    (void)close(out);
    return code == ERR_OK;
}

static void *work(void *arg)
{
    struct bench *bench = arg;

    while (atomic_fetch_sub(&bench->left, 1) > 0)
        if (!run_one(bench))
            (void)atomic_fetch_add(&bench->failed, 1);
    return NULL;
}

static bool run_all(struct bench *bench, int threads, long jobs)
{
    pthread_t ids[THREADS_MAX];

    atomic_store(&bench->left, jobs);
    const int64_t start_ns = clock_now_ns();

    for (int i = 0; i < threads; i++)
        if (pthread_create(&ids[i], NULL, work, bench) != 0)
            abort();
    for (int i = 0; i < threads; i++)
        (void)pthread_join(ids[i], NULL);
    const double seconds = (double)(clock_now_ns() - start_ns) / (double)NS_PER_S;

    (void)printf("jobs %ld seconds %.3f rate %.2f\n", jobs, seconds, (double)jobs / seconds);
    return atomic_load(&bench->failed) == 0;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct err err = {0};
    const long threads = argc >= ARGS_BEFORE ? strtol(argv[2], NULL, 10) : 0;
    const long jobs = argc >= ARGS_BEFORE ? strtol(argv[3], NULL, 10) : 0;

    if (threads < 1 || threads > THREADS_MAX || jobs < 1) {
        (void)fprintf(stderr,
                      "usage: bench_inprocess FILE THREADS JOBS OPERATION [NAME=VALUE...]\n");
        return EX_USAGE;
    }
    bench.limits = limits_default();
    if (!measure_file(argv[1], &bench.file) || !image_start()) {
        (void)fprintf(stderr, "bench_inprocess: cannot read %s, or cannot start\n", argv[1]);
        return EX_NOINPUT;
    }
    if (make_plan(&bench, argv + 4, argc - 4, &err) != ERR_OK) {
        (void)fprintf(stderr, "bench_inprocess: %s\n", err.detail);
        return EX_USAGE;
    }
    const bool fine = run_all(&bench, (int)threads, jobs);

    image_stop();
    buf_fini(&bench.file);
    return fine ? EX_OK : EX_SOFTWARE;
}
