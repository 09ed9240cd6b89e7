#include "tests/support/server.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Sanitizer builds on a busy machine start slowly; nobody waits that long when all is well. */
enum { READY_MS = 60000, EXIT_MS = 45000, ARGS_MAX = 64, LOG_MAX = 64 << 20 };

static const char *const reports[] = {"AddressSanitizer", "LeakSanitizer", "ThreadSanitizer",
                                      "runtime error:",   "http-panic",    "check failed"};

void test_sleep_ms(int ms)
{
    const struct timespec time = {ms / 1000, (ms % 1000) * NS_PER_MS};

    (void)nanosleep(&time, NULL);
}

static bool complain(const char *what)
{
    (void)fprintf(stderr, "test server: %s\n", what);
    return false;
}

/* The binary of this build; another one's where the environment says so (a front with
 * ThreadSanitizer is driven by tests without it). */
static const char *binary(void)
{
    const char *other = getenv("TESTED_BINARY");

    return other ? other : MEZZOTINT_BINARY;
}

static _Noreturn void become(const char *config, const char *const *sets, int output, int log)
{
    const char *args[ARGS_MAX] = {binary(), "serve"};
    int n = 2;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(output, STDOUT_FILENO);
    (void)dup2(log, STDERR_FILENO);
    if (config) {
        args[n++] = "--config";
        args[n++] = config;
    }
    args[n++] = "--set";
    args[n++] = "http.port=0";
    args[n++] = "--set";
    args[n++] = "http.admin_port=0";
    for (; sets && *sets && n < ARGS_MAX - 3; sets++) {
        args[n++] = "--set";
        args[n++] = *sets;
    }
    char **argv;

    memcpy(&argv, &(const char **){args}, sizeof(argv)); /* execv writes to none of them */
    (void)execv(args[0], argv);
    (void)fprintf(stderr, "cannot run %s: %s\n", args[0], strerror(errno));
    _exit(127);
}

/* The first line of its standard output, within the time. */
static bool read_line(int fd, char *line, size_t size)
{
    const int64_t end_ns = clock_now_ns() + READY_MS * NS_PER_MS;
    size_t len = 0;

    while (len + 1 < size && clock_now_ns() < end_ns) {
        struct pollfd poller = {.fd = fd, .events = POLLIN};

        if (poll(&poller, 1, 100) <= 0)
            continue;
        if (read(fd, line + len, 1) != 1)
            return complain("it ended before it was ready");
        if (line[len] == '\n') {
            line[len] = '\0';
            return true;
        }
        len++;
    }
    return complain("no ready line in time");
}

static bool read_ports(struct test_server *server)
{
    char line[512];
    char front[128];
    char admin[128];

    if (!read_line(server->output, line, sizeof(line)))
        return false;
    if (sscanf(line, "mezzotint ready http://%127s admin http://%127s", front, admin) != 2 ||
        !strrchr(front, ':') || !strrchr(admin, ':'))
        return complain(line);
    server->port = (int)strtol(strrchr(front, ':') + 1, NULL, 10);
    server->admin_port = (int)strtol(strrchr(admin, ':') + 1, NULL, 10);
    return server->port > 0 && server->admin_port > 0;
}

static void show_log(const struct test_server *server)
{
    struct buf log;

    buf_init(&log, LOG_MAX);
    test_server_log(server, &log);
    (void)fprintf(stderr, "--- log of the server\n%s---\n", buf_string(&log));
    buf_fini(&log);
}

/* Start it with that log; both ends of the start are closed here. */
static bool launch(struct test_server *server, const char *config, const char *const *sets, int log)
{
    int output[2];

    if (log < 0 || pipe2(output, O_CLOEXEC) != 0)
        return complain("no pipe or no log file");
    server->pid = fork();
    if (server->pid == 0)
        become(config, sets, output[1], log);
    (void)close(output[1]);
    (void)close(log);
    server->output = output[0];
    if (server->pid > 0 && read_ports(server))
        return true;
    show_log(server);
    test_server_signal(server, SIGKILL);
    (void)test_server_wait(server, EXIT_MS);
    (void)unlink(server->log_path);
    return false;
}

bool test_server_start_with_file(struct test_server *server, const char *config,
                                 const char *const *sets)
{
    *server = (struct test_server){.log_path = "/tmp/mezzotint-test-XXXXXX"};
    return launch(server, config, sets, mkostemp(server->log_path, O_APPEND | O_CLOEXEC));
}

bool test_server_start_unread(struct test_server *server, const char *const *sets)
{
    int log[2];

    *server = (struct test_server){0};
    return pipe2(log, O_CLOEXEC) == 0 && launch(server, NULL, sets, log[1]);
}

bool test_server_start(struct test_server *server, const char *const *sets)
{
    return test_server_start_with_file(server, NULL, sets);
}

void test_server_signal(const struct test_server *server, int signal)
{
    if (server->pid > 0)
        (void)kill(server->pid, signal);
}

int test_server_wait(struct test_server *server, int ms)
{
    const int64_t end_ns = clock_now_ns() + ms * NS_PER_MS;
    int status;

    while (waitpid(server->pid, &status, WNOHANG) != server->pid) {
        if (clock_now_ns() > end_ns)
            return -1;
        test_sleep_ms(5);
    }
    server->pid = 0;
    (void)close(server->output);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool test_server_clean(const struct test_server *server)
{
    struct buf log;
    bool clean = true;

    buf_init(&log, LOG_MAX);
    test_server_log(server, &log);
    for (size_t i = 0; i < ARRAY_LEN(reports); i++)
        if (strstr(buf_string(&log), reports[i]))
            clean = complain(reports[i]);
    if (!clean)
        show_log(server);
    buf_fini(&log);
    (void)unlink(server->log_path);
    return clean;
}

bool test_server_stop(struct test_server *server)
{
    test_server_signal(server, SIGTERM);
    const int status = test_server_wait(server, EXIT_MS);

    if (status != 0) {
        (void)fprintf(stderr, "test server: ended with %d after SIGTERM\n", status);
        show_log(server);
        test_server_signal(server, SIGKILL);
    }
    return test_server_clean(server) && status == 0;
}
