#include "service/budget.h"

#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECONDS = 10, PATH_BYTES = 256, MB = 1000000 };

static struct settings settings_of(int64_t count, int64_t spare)
{
    return (struct settings){.workers_count = count, .workers_spare = spare, .limits_body_mb = 40};
}

/* Idle needs with a body of 40 MB: 32 + 40 + 16 a process. */
static const struct {
    int64_t count, spare;
    int cpus;
    uint64_t memory_mb;
    int workers;
    bool fits;
} rows[] = {
    {0, 1, 1, 104, 1, true},          {0, 1, 1, 103, 1, false}, /* one worker and one spare */
    {0, 0, 1, 88, 1, true},           {0, 0, 1, 87, 1, false},  /* no spare needs less */
    {0, 1, 2, 4000, 2, true},         {0, 1, 64, 4000, 64, true},
    {0, 1, 4, 120, 2, true},          {0, 1, 4, 135, 2, true}, /* four CPUs, memory for two */
    {0, 1, 4, 136, 3, true},          {0, 1, 4, 8, 1, false},
    {4, 1, 1, 152, 4, true},          {4, 1, 1, 151, 4, false}, /* asked for: all or nothing */
    {0, 1, 9999, 100000, 1024, true},
};

START_TEST(workers_follow_cpus_and_memory)
{
    const struct settings settings = settings_of(rows[_i].count, rows[_i].spare);
    const struct machine machine = {rows[_i].cpus, rows[_i].memory_mb * MB};
    struct buf problem;

    buf_init(&problem, 1024);
    ck_assert_int_eq(budget_workers(&settings, &machine), rows[_i].workers);
    ck_assert_int_eq(budget_fits(&settings, &machine, &problem), rows[_i].fits);
    ck_assert_int_eq(problem.len > 0, !rows[_i].fits);
    ck_assert_ptr_null(strchr(buf_string(&problem), '\n'));
    buf_fini(&problem);
}
END_TEST

START_TEST(the_line_tells_what_is_there_and_what_is_needed)
{
    const struct settings settings = settings_of(0, 1);
    const struct machine machine = {1, 64 * MB};
    struct buf problem;

    buf_init(&problem, 1024);
    ck_assert(!budget_fits(&settings, &machine, &problem));
    ck_assert_ptr_nonnull(strstr(buf_string(&problem), "64 MB of memory are too little"));
    ck_assert_ptr_nonnull(strstr(buf_string(&problem), "104 MB are needed"));
    buf_fini(&problem);
}
END_TEST

/* CPUs as `docker run --cpus` says them, and the quota the kernel shows for them in 100 ms. */
static const struct {
    const char *cpu_max;
    int workers;
} quotas[] = {
    {"50000 100000\n", 1}, {"100000 100000\n", 1}, {"150000 100000\n", 2}, {"400000 100000\n", 4}};

static void write_below(const char *root, const char *name, const char *text)
{
    char path[PATH_BYTES];

    (void)snprintf(path, sizeof(path), "%s%s", root, name);
    for (char *at = path + strlen(root) + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        (void)mkdir(path, 0700);
        *at = '/';
    }
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void remove_below(const char *root)
{
    static const char *const names[] = {"/proc/self/cgroup",
                                        "/sys/fs/cgroup/cpu.max",
                                        "/sys/fs/cgroup/memory.max",
                                        "/proc/self",
                                        "/proc",
                                        "/sys/fs/cgroup",
                                        "/sys/fs",
                                        "/sys",
                                        ""};
    char path[PATH_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        (void)snprintf(path, sizeof(path), "%s%s", root, names[i]);
        (void)remove(path);
    }
}

START_TEST(a_container_gets_a_worker_a_cpu)
{
    char root[] = "/tmp/mezzotint-budget-XXXXXX";
    const struct settings settings = settings_of(0, 1);

    ck_assert_ptr_nonnull(mkdtemp(root));
    write_below(root, "/proc/self/cgroup", "0::/\n");
    write_below(root, "/sys/fs/cgroup/cpu.max", quotas[_i].cpu_max);
    write_below(root, "/sys/fs/cgroup/memory.max", "536870912\n");
    const struct machine machine = budget_machine(root);
    const struct machine here = budget_machine("");

    remove_below(root);
    ck_assert_uint_eq(machine.memory, here.memory < 536870912 ? here.memory : 536870912);
    /* A quota beyond the cores of this machine gives no more than these. */
    const int cores = here.cpus < quotas[_i].workers ? here.cpus : quotas[_i].workers;

    ck_assert_int_eq(budget_workers(&settings, &machine), cores);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {workers_follow_cpus_and_memory, (int)ARRAY_LEN(rows)},
        {the_line_tells_what_is_there_and_what_is_needed, 0},
        {a_container_gets_a_worker_a_cpu, (int)ARRAY_LEN(quotas)},
    };

    return suite_run("service/budget", tests, ARRAY_LEN(tests), SECONDS) ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
