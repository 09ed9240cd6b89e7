#include "service/inherit.h"

#include "tests/support/suite.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 10, FIRST = 3, REFUSED = 99, WRONG = 98, NOBODY = 1 };

static int listening_socket(void)
{
    const struct sockaddr_in any = {.sin_family = AF_INET,
                                    .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof(any)) != 0 || listen(fd, 1) != 0)
        _exit(WRONG);
    return fd;
}

static void export_number(const char *name, long number)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%ld", number);
    (void)setenv(name, text, 1);
}

/* What systemd does between fork and exec. */
static void hand_over(int count, const char *names, bool listening)
{
    for (int i = 0; i < count; i++) {
        const int fd = listening ? listening_socket() : open("/dev/null", O_RDONLY);

        (void)dup2(fd, FIRST + i);
    }
    export_number("LISTEN_FDS", count);
    export_number("LISTEN_PID", getpid());
    if (names)
        (void)setenv("LISTEN_FDNAMES", names, 1);
}

/* 10 * front + admin, both + 1 so that none is 0; or REFUSED. */
static int code_of_answer(void)
{
    struct buf problem;
    int fds[INHERIT_ROLES];

    buf_init(&problem, 1024);
    if (!inherit_listeners(fds, &problem))
        return problem.len > 0 && !strchr(buf_string(&problem), '\n') ? REFUSED : WRONG;
    if (getenv("LISTEN_PID") || getenv("LISTEN_FDS") || getenv("LISTEN_FDNAMES"))
        return WRONG;
    for (int i = 0; i < INHERIT_ROLES; i++)
        if (fds[i] >= 0 && !(fcntl(fds[i], F_GETFD) & FD_CLOEXEC))
            return WRONG;
    return 10 * (fds[INHERIT_FRONT] + 1) + fds[INHERIT_ADMIN] + 1;
}

/* In a process of its own, as descriptor 3 may be one of Check's. */
static int answer(int count, const char *names, bool listening, pid_t for_pid)
{
    int status = 0;
    const pid_t pid = fork();

    if (pid == 0) {
        hand_over(count, names, listening);
        if (for_pid)
            export_number("LISTEN_PID", for_pid);
        _exit(code_of_answer());
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static const struct {
    int count;
    const char *names;
    int code; /* 10 * (front + 1) + admin + 1 */
} rows[] = {
    {0, NULL, 0},
    {1, NULL, 40},
    {2, NULL, 45},
    {1, "front", 40},
    {1, "http", 40},
    {1, "admin", 4},
    {2, "admin:front", 54},
    {2, "front:admin", 45},
    {2, "mezzotint:admin", 45},
    {2, "front", 45},
    {2, "unknown:unknown", 45},
    {2, "front:http", REFUSED},
    {2, "admin:admin", REFUSED},
    {3, NULL, REFUSED},
};

START_TEST(sockets_are_told_apart_by_name_and_order)
{
    ck_assert_int_eq(answer(rows[_i].count, rows[_i].names, true, 0), rows[_i].code);
}
END_TEST

START_TEST(sockets_for_another_process_are_not_ours)
{
    ck_assert_int_eq(answer(2, NULL, true, NOBODY), 0);
}
END_TEST

START_TEST(what_does_not_listen_is_refused)
{
    ck_assert_int_eq(answer(1, NULL, false, 0), REFUSED);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {sockets_are_told_apart_by_name_and_order, (int)ARRAY_LEN(rows)},
        {sockets_for_another_process_are_not_ours, 0},
        {what_does_not_listen_is_refused, 0},
    };

    return suite_run("service/inherit", tests, ARRAY_LEN(tests), SECONDS) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}
