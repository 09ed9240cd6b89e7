#include "service/cgroup.h"

#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECONDS = 10, PATH_BYTES = 512, FILES_MAX = 4 };

struct file {
    const char *path; /* below the root */
    const char *text;
};

/* A tree of control groups, and what it allows. */
static const struct tree {
    const char *name;
    struct file files[FILES_MAX];
    int cpus;
    uint64_t memory;
} trees[] = {
    {"nothing at all", {{0}}, 0, 0},
    {"half a CPU",
     {{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/cpu.max", "50000 100000\n"}},
     1,
     0},
    {"one CPU",
     {{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/cpu.max", "100000 100000\n"}},
     1,
     0},
    {"one and a half",
     {{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/cpu.max", "150000 100000\n"}},
     2,
     0},
    {"four, and 512 MiB",
     {{"/proc/self/cgroup", "0::/a\n"},
      {"/sys/fs/cgroup/a/cpu.max", "200000 50000\n"},
      {"/sys/fs/cgroup/a/memory.max", "536870912\n"}},
     4,
     536870912},
    {"max is no limit",
     {{"/proc/self/cgroup", "0::/a\n"},
      {"/sys/fs/cgroup/a/cpu.max", "max 100000\n"},
      {"/sys/fs/cgroup/a/memory.max", "max\n"}},
     0,
     0},
    {"the group above is smaller",
     {{"/proc/self/cgroup", "0::/a/b/c\n"},
      {"/sys/fs/cgroup/a/cpu.max", "200000 100000\n"},
      {"/sys/fs/cgroup/a/b/c/cpu.max", "600000 100000\n"},
      {"/sys/fs/cgroup/a/b/memory.max", "1000000\n"}},
     2,
     1000000},
    {"the path is the host's, the mount is ours",
     {{"/proc/self/cgroup", "0::/system.slice/docker-abc.scope\n"},
      {"/sys/fs/cgroup/cpu.max", "300000 100000\n"}},
     3,
     0},
    {"a path that leaves the mount",
     {{"/proc/self/cgroup", "0::/../../etc\n"}, {"/sys/fs/cgroup/cpu.max", "300000 100000\n"}},
     3,
     0},
    {"v1 together",
     {{"/proc/self/cgroup", "9:memory:/d/x\n4:cpu,cpuacct:/d/x\n0::/\n"},
      {"/sys/fs/cgroup/cpu,cpuacct/d/x/cpu.cfs_quota_us", "250000\n"},
      {"/sys/fs/cgroup/cpu,cpuacct/d/x/cpu.cfs_period_us", "100000\n"},
      {"/sys/fs/cgroup/memory/d/x/memory.limit_in_bytes", "2000000\n"}},
     3,
     2000000},
    {"v1 apart, no limits",
     {{"/proc/self/cgroup", "9:memory:/\n1:cpu:/\n"},
      {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"},
      {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"},
      {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"}},
     0,
     0},
    {"nonsense is no limit",
     {{"/proc/self/cgroup", "0::/\nxx\n::\n"},
      {"/sys/fs/cgroup/cpu.max", "abc\n"},
      {"/sys/fs/cgroup/memory.max", "-5\n"}},
     0,
     0},
};

static void make_folders(char *path)
{
    for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        (void)mkdir(path, 0700);
        *at = '/';
    }
}

static void make_file(const char *root, const struct file *file)
{
    char path[PATH_BYTES];

    (void)snprintf(path, sizeof(path), "%s%s", root, file->path);
    make_folders(path);
    FILE *out = fopen(path, "we");

    ck_assert_ptr_nonnull(out);
    ck_assert_int_ge(fputs(file->text, out), 0);
    ck_assert_int_eq(fclose(out), 0);
}

/* The files, and then each folder above them as far as it is empty. */
static void remove_file(const char *root, const struct file *file)
{
    char path[PATH_BYTES];

    (void)snprintf(path, sizeof(path), "%s%s", root, file->path);
    (void)unlink(path);
    while (strlen(path) > strlen(root)) {
        *strrchr(path, '/') = '\0';
        if (rmdir(path) != 0)
            return;
    }
}

START_TEST(quota_and_memory_are_found)
{
    const struct tree *tree = &trees[_i];
    char root[] = "/tmp/mezzotint-cgroup-XXXXXX";

    ck_assert_ptr_nonnull(mkdtemp(root));
    for (int i = 0; i < FILES_MAX && tree->files[i].path; i++)
        make_file(root, &tree->files[i]);
    const int cpus = cgroup_cpus(root);
    const uint64_t memory = cgroup_memory(root);

    for (int i = 0; i < FILES_MAX && tree->files[i].path; i++)
        remove_file(root, &tree->files[i]);
    (void)rmdir(root);
    ck_assert_msg(cpus == tree->cpus, "%s: %d CPUs", tree->name, cpus);
    ck_assert_msg(memory == tree->memory, "%s: %llu bytes", tree->name, (unsigned long long)memory);
}
END_TEST

START_TEST(this_machine_has_a_core)
{
    ck_assert_int_ge(cgroup_online_cpus(), 1);
    ck_assert_int_ge(cgroup_cpus(""), 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {quota_and_memory_are_found, (int)ARRAY_LEN(trees)},
        {this_machine_has_a_core, 0},
    };

    return suite_run("service/cgroup", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
