#include "service/spawn.h"

#include "base/macros.h"
#include "service/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* What a worker gets of the environment: nothing that could be a secret of the front's. */
static const char *const passed_on[] = {
    "PATH",         "TZ",           "LANG",          "FONTCONFIG_FILE", "FONTCONFIG_PATH",
    "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",    "LD_LIBRARY_PATH",
    "LD_PRELOAD"};

static char *entry_of(const char *name)
{
    const size_t len = strlen(name);

    for (char **entry = environ; *entry; entry++)
        if (strncmp(*entry, name, len) == 0 && (*entry)[len] == '=')
            return *entry;
    return NULL;
}

/* libimagequant, which makes palettes, starts a team of a thread for each core, and its palette
 * depends on how many there are. A worker has one core, and gives the same picture anywhere. */
static char one_thread[] = "OMP_NUM_THREADS=1";

/* The entries themselves, of any length: nobody changes the environment while workers are started.
 */
static void choose_environment(char *env[ARRAY_LEN(passed_on) + 2])
{
    size_t n = 0;

    env[n++] = one_thread;
    for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
        env[n] = entry_of(passed_on[i]);
        n += env[n] != NULL;
    }
    env[n] = NULL;
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
    char *env[ARRAY_LEN(passed_on) + 2];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    choose_environment(env);
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
