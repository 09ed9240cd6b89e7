#include "service/spawn.h"

#include "base/macros.h"
#include "service/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ENV_MAX = 24 };

/* What a worker gets of the environment: nothing that could be a secret of the front's. */
static const char *const passed_on[] = {
    "PATH",         "TZ",           "LANG",          "FONTCONFIG_FILE", "FONTCONFIG_PATH",
    "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",    "LD_LIBRARY_PATH",
    "LD_PRELOAD"};

static int copy_environment(char **env)
{
    static char entries[ENV_MAX][512];
    int n = 0;

    for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
        const char *value = getenv(passed_on[i]);

        if (value == NULL)
            continue;
        const int len = snprintf(entries[n], sizeof(entries[n]), "%s=%s", passed_on[i], value);

        if (len > 0 && (size_t)len < sizeof(entries[n])) {
            env[n] = entries[n];
            n++;
        }
    }
    env[n] = NULL;
    return n;
}

/* posix_spawn is safe from a threaded parent; its own process group keeps a terminal's Ctrl-C,
 * which is meant for the front, away from the workers. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    return posix_spawnattr_setsigmask(attributes, &none) ||
           posix_spawnattr_setsigdefault(attributes, &all) ||
           posix_spawnattr_setpgroup(attributes, 0) || posix_spawnattr_setflags(attributes, flags);
}

/* Set from outside, so that the worker has no say. */
static void bound_files(pid_t pid, uint64_t most)
{
    const struct rlimit limit = {most, most};

    if (pid > 0 && most > 0)
        (void)prlimit(pid, RLIMIT_FSIZE, &limit, NULL);
}

/* MEZZOTINT_WORKER is this very binary, but in a build with ThreadSanitizer: there it is that of
 * the release preset, since a worker has one thread of ours, and the codecs are not instrumented.
 */
bool spawn_worker(int socket, uint64_t file_max, pid_t *pid)
{
    char name[] = "mezzotint";
    char mode[] = "worker";
    char *const argv[] = {name, mode, NULL};
    char *env[ENV_MAX];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    (void)copy_environment(env);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    const int failed =
        set_attributes(&attributes) ||
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) ||
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) ||
        posix_spawn_file_actions_adddup2(&actions, socket, WORKER_SOCKET) ||
        posix_spawn(pid, MEZZOTINT_WORKER, &actions, &attributes, argv, env);

    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (!failed)
        bound_files(*pid, file_max);
    return !failed;
}
