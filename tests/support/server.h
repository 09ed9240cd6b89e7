/* tests/support/server.h - the real binary, serving on ports of its own choice.
 *
 * A server dies with the thread that started it. Every wait has a bound. The functions tell on
 * stderr why they return false; nothing here uses Check, so a server may be shared by all tests of
 * a program (start it in main) or belong to one test.
 */
#ifndef TESTS_SUPPORT_SERVER_H
#define TESTS_SUPPORT_SERVER_H

#include "base/buf.h"

#include <sys/types.h>

struct test_server {
    pid_t pid;
    int port, admin_port;
    int output;        /* its stdout */
    char log_path[64]; /* its stderr: one JSON line a request, and any sanitizer's report */
};

/* Start `serve` with "section.key=value" settings (NULL-ended, or NULL), and wait for the ready
 * line. http.port=0 and http.admin_port=0 are always set. */
bool test_server_start(struct test_server *server, const char *const *sets);
bool test_server_start_with_file(struct test_server *server, const char *config,
                                 const char *const *sets);

/* The same with a log that is a pipe which nobody reads; there is no log to look at then. */
bool test_server_start_unread(struct test_server *server, const char *const *sets);

/* SIGTERM; true: exit status 0 in time, and no sanitizer has complained. */
bool test_server_stop(struct test_server *server);

void test_server_signal(const struct test_server *server, int signal);

/* Wait for its end: the exit status, 128 + signal, or -1 when it is still there after `ms`. */
int test_server_wait(struct test_server *server, int ms);

/* After the end: true when the log holds no sanitizer's report. Removes the log. */
bool test_server_clean(const struct test_server *server);

/* Everything logged so far. `log` is initialised by the caller. */
void test_server_log(const struct test_server *server, struct buf *log);

/* Wait up to `ms` for a log line that holds both texts; it is put into `line`. */
bool test_server_log_line(const struct test_server *server, const char *one, const char *other,
                          struct buf *line, int ms);

/* A whole number after "key": in a log line; -1: not there. */
long test_log_number(const struct buf *line, const char *key);

/* Its worker processes now. Returns how many, at most `max`. */
int test_server_workers(const struct test_server *server, pid_t *pids, int max);

/* Resident memory of a process, in kB; 0 when it is gone. */
long test_process_rss_kb(pid_t pid);
/* The part of it that is no page of a file: what can leak. */
long test_process_anonymous_kb(pid_t pid);

/* The most that was resident since its start. */
long test_process_peak_kb(pid_t pid);

/* What is reserved of its own, used or not. */
long test_process_data_kb(pid_t pid);

/* CPU time of a process so far, user and system, in clock ticks; 0 when it is gone. */
long test_process_ticks(pid_t pid);

/* Pages that it had to ask the kernel for so far, without a disk (minor faults); 0 when it is gone.
 */
long test_process_faults(pid_t pid);

/* The worker that computes most within the next 300 ms. */
pid_t test_server_busiest(const struct test_server *server);

void test_sleep_ms(int ms);

#endif
