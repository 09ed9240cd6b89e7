/* The sub-commands of the real binary: what they print and how they end. */
#include "tests/support/drawn.h"
#include "tests/support/suite.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { SECONDS = 60, OUTPUT_MAX = 1 << 20, ARGS_MAX = 16, PATH_BYTES = 256 };

#define GOLDEN MEZZOTINT_SOURCE_DIR "/tests/golden/tile.png"

static char output[OUTPUT_MAX]; /* stdout and stderr of the last run */
static char folder[] = "/tmp/mezzotint-cli-XXXXXX";
static char in[PATH_BYTES], out[PATH_BYTES];

static _Noreturn void become(const char *const *args, int fd)
{
    const char *words[ARGS_MAX + 2] = {MEZZOTINT_BINARY};
    char **argv;

    for (int i = 0; i < ARGS_MAX && args[i]; i++)
        words[i + 1] = strcmp(args[i], "IN") == 0    ? in
                       : strcmp(args[i], "OUT") == 0 ? out
                                                     : args[i];
    if (chdir(folder) != 0)
        _exit(127);
    (void)dup2(fd, STDOUT_FILENO);
    (void)dup2(fd, STDERR_FILENO);
    memcpy(&argv, &(const char **){words}, sizeof(argv)); /* execv writes to none of them */
    (void)execv(words[0], argv);
    _exit(127);
}

/* Run to the end, in the files' folder; the exit status. "IN" and "OUT" stand for the files. */
static int run(const char *const *args)
{
    int ends[2];
    int status = 0;
    size_t len = 0;
    ssize_t got;

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = fork();

    if (pid == 0)
        become(args, ends[1]);
    (void)close(ends[1]);
    while ((got = read(ends[0], output + len, sizeof(output) - 1 - len)) > 0)
        len += (size_t)got;
    (void)close(ends[0]);
    output[len] = '\0';
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void make_input(void)
{
    struct buf picture;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(in, sizeof(in), "%s/in.jpg", folder);
    (void)snprintf(out, sizeof(out), "%s/out.png", folder);
    buf_init(&picture, OUTPUT_MAX);
    ck_assert(drawn_jpeg(200, 100, &picture));
    FILE *file = fopen(in, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(picture.data, 1, picture.len, file), picture.len);
    ck_assert_int_eq(fclose(file), 0);
    buf_fini(&picture);
}

static void remove_input(void)
{
    (void)unlink(in);
    (void)unlink(out);
    (void)rmdir(folder);
}

/* A command line, how it ends and what it says. */
static const struct {
    const char *args[ARGS_MAX];
    int status;
    const char *part;
} runs[] = {
    {{"version"}, EX_OK, "libmicrohttpd "},
    {{"version"}, EX_OK, "libvips 8."},
    {{"version"}, EX_OK, "loaded libheif.so."},
    {{"check-config"}, EX_OK, "valid"},
    {{"check-config", "--set", "presets.folder=/nonexistent"},
     EX_CONFIG,
     "presets.folder /nonexistent"},
    {{"serve", "--set", "presets.folder=/nonexistent"}, EX_CONFIG, "presets.folder /nonexistent"},
    {{"check-config", "--set", "http.port=70000"}, EX_CONFIG, "0 to 65535 (from --set)"},
    {{"--set", "http.port=70000", "check-config"}, EX_CONFIG, "0 to 65535 (from --set)"},
    {{"--config", "/nonexistent", "serve"}, EX_CONFIG, "cannot read /nonexistent"},
    {{"serve", "--set", "workers.cuont=2"}, EX_CONFIG, "the nearest is workers.count"},
    {{"print-config", "--set", "queue.length=9"}, EX_OK, "length = 9"},
    {{"print-config", "--markdown"}, EX_OK, "| `http.port` | 8080 |"},
    {{"operations"}, EX_OK, "resize "},
    {{"operations", "--markdown"}, EX_OK, "resize"},
    {{"operations", "--json"}, EX_OK, "\"resize\""},
    {{"operations", "--openapi"}, EX_OK, "/v1/resize"},
    {{"errors", "--markdown"}, EX_OK, "unknown-parameter"},
    {{"check-config", "--json"}, EX_USAGE, "see --help"},
    {{"nonsense"}, EX_USAGE, "no command \"nonsense\""},
    {{"--nonsense"}, EX_USAGE, "--nonsense"},
    {{"version", "x"}, EX_USAGE, "wrong number of arguments"},
    {{"healthcheck", "--set", "http.admin_port=0"}, EX_CONFIG, "admin_port is 0"},
    {{"healthcheck", "--set", "http.admin_port=1"}, 1, "nobody listens"},
    {{"transform", "IN"}, EX_USAGE, "wrong number of arguments"},
    {{"transform", "IN", "OUT", "resise"}, EX_USAGE, "the nearest is resize"},
    {{"transform", "IN", "OUT", "resize", "widht=9"}, EX_USAGE, "the nearest is \"width\""},
    {{"transform", "IN", "OUT", "resize", "width=0"}, EX_USAGE, "width"},
    {{"transform", "IN", "OUT", "resize", "width=9", "blur"}, EX_USAGE, "begins a step"},
    {{"transform", "IN", "OUT", "rotate"}, EX_USAGE, "angle"},
    {{"transform", "IN", "/tmp/x.xyz", "blur"}, EX_USAGE, "format"},
    {{"transform", "/nonexistent.jpg", "OUT", "blur"}, EX_NOINPUT, "cannot read"},
    {{"transform", MEZZOTINT_SOURCE_DIR "/README.md", "OUT", "blur"}, EX_DATAERR, "format"},
    {{"transform", "IN", "/nonexistent/x.jpg", "blur"}, EX_CANTCREAT, "cannot write"},
    {{"transform", "IN", "OUT", "watermark"}, EX_USAGE, "needs a second image"},
    {{"transform", "--part", "mark=" GOLDEN, "IN", "OUT", "watermark"}, EX_USAGE, "needs a second"},
    {{"transform", "--part", "watermark", "IN", "OUT", "watermark"}, EX_USAGE, "not NAME=FILE"},
    {{"transform", "--part", "=IN", "IN", "OUT", "watermark"}, EX_USAGE, "not NAME=FILE"},
    {{"transform", "--part", "watermark=/nonexistent", "IN", "OUT", "watermark"},
     EX_NOINPUT,
     "cannot read /nonexistent"},
    {{"transform", "--part", "watermark=" MEZZOTINT_SOURCE_DIR "/README.md", "IN", "OUT",
      "watermark"},
     EX_DATAERR,
     "watermark"},
    {{"transform", "--part", "watermark=" GOLDEN, "IN", "OUT", "blur"}, EX_USAGE, "not used"},
    {{"transform", "IN", "OUT", "watermark", "asset=nope"}, EX_USAGE, "no asset \"nope\""},
    {{"transform", "--set", "assets.folder=/nonexistent", "IN", "OUT", "blur"},
     EX_CONFIG,
     "assets.folder"},
    {{"serve", "--part", "watermark=" GOLDEN}, EX_USAGE, "no --part"},
    {{"transform", "IN", "OUT", "--set", "limits.steps=1", "blur", ":", "blur"},
     EX_USAGE,
     "at most 1"},
};

START_TEST(command_ends_as_documented)
{
    const int status = run(runs[_i].args);

    ck_assert_msg(status == runs[_i].status, "%s: status %d: %s", runs[_i].args[0], status, output);
    ck_assert_msg(strstr(output, runs[_i].part) != NULL, "no \"%s\" in: %s", runs[_i].part, output);
}
END_TEST

START_TEST(transform_writes_what_the_extension_says)
{
    const char *const args[] = {
        "transform", "IN", "OUT", "resize", "width=80", ":", "flip", "direction=horizontal", NULL};
    unsigned char head[24] = {0};

    ck_assert_msg(run(args) == EX_OK, "%s", output);
    FILE *file = fopen(out, "re");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(head, 1, sizeof(head), file), sizeof(head));
    (void)fclose(file);
    ck_assert_mem_eq(head, "\x89PNG", 4);
    ck_assert_uint_eq(read_be32(head + 16), 80); /* IHDR's width and height */
    ck_assert_uint_eq(read_be32(head + 20), 40);
}
END_TEST

/* What takes second images, and where they come from: parts, and the folder of assets. */
static const char *const second[][ARGS_MAX] = {
    {"transform", "--part", "watermark=" GOLDEN, "IN", "OUT", "watermark", "scale=40"},
    {"transform", "-p", "logo=" GOLDEN, "IN", "OUT", "watermark", "part=logo"},
    {"transform", "--part", "mask=" GOLDEN, "IN", "OUT", "mask"},
    {"transform", "--part=watermark=" GOLDEN, "--part=mask=" GOLDEN, "IN", "OUT", "watermark", ":",
     "mask"},
    {"transform", "--part", "image=" GOLDEN, "-pimage=" GOLDEN, "IN", "OUT", "montage",
     "columns=3"},
    {"transform", "--set", "assets.folder=.", "IN", "OUT", "watermark", "asset=in", "scale=40"},
};

START_TEST(transform_takes_second_images)
{
    const char *const alone[] = {"transform", "IN", "OUT", NULL};
    struct stat plain, made;

    ck_assert_msg(run(alone) == EX_OK, "%s", output);
    ck_assert_int_eq(stat(out, &plain), 0);
    ck_assert_msg(run(second[_i]) == EX_OK, "%s", output);
    ck_assert_int_eq(stat(out, &made), 0);
    ck_assert_int_ne(made.st_size, plain.st_size);
}
END_TEST

START_TEST(failed_transform_leaves_the_old_output)
{
    const char *const fine[] = {"transform", "IN", "OUT", NULL};
    const char *const bad[] = {"transform", "IN",      "OUT",      "crop", "x=500",
                               "y=0",       "width=9", "height=9", NULL};

    ck_assert_msg(run(fine) == EX_OK, "%s", output);
    ck_assert_int_eq(run(bad), EX_DATAERR);
    ck_assert_int_eq(access(out, R_OK), 0);
}
END_TEST

/* One line about one port, before anything is served. */
START_TEST(taken_port_stops_the_start)
{
    const struct sockaddr_in any = {.sin_family = AF_INET,
                                    .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in name;
    socklen_t len = sizeof(name);
    char set[64];
    /* Few connections: where descriptors are scarce, more than that is a line of its own. */
    const char *const args[] = {
        "serve", "--set", "http.port=0", "--set", set, "--set", "http.max_connections=100", NULL};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&any, sizeof(any)), 0);
    ck_assert_int_eq(listen(fd, 1), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&name, &len), 0);
    (void)snprintf(set, sizeof(set), "http.admin_port=%d", ntohs(name.sin_port));
    ck_assert_int_eq(run(args), EX_CONFIG);
    ck_assert_msg(strstr(output, "cannot listen on 127.0.0.1 port ") != NULL, "%s", output);
    ck_assert_ptr_eq(strchr(output, '\n'), output + strlen(output) - 1);
    (void)close(fd);
}
END_TEST

/* Everything is kept in memory: a read-only root needs no folder that can be written. */
START_TEST(no_temporary_folder_is_needed)
{
    const char *const args[] = {"transform", "IN", "OUT", "rotate", "angle=33", NULL};

    ck_assert_int_eq(setenv("TMPDIR", "/nonexistent", 1), 0);
    ck_assert_msg(run(args) == EX_OK, "%s", output);
}
END_TEST

/* A system whose only folder of fonts holds none, and where fontconfig would complain that it can
 * keep no cache (fonts-conf(5)): still it is one line. */
START_TEST(without_a_font_the_start_stops)
{
    static const char conf[] = "<?xml version=\"1.0\"?><fontconfig><dir>%s</dir>"
                               "<cachedir>/proc/nowhere</cachedir></fontconfig>";
    const char *const serve[] = {"serve", "--set", "http.port=0", "--set", "http.admin_port=0",
                                 NULL};
    const char *const text[] = {"transform", "IN", "OUT", "text", "text=a", NULL};
    char path[] = "/tmp/mezzotint-fonts-XXXXXX";
    const int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_gt(dprintf(fd, conf, folder), 0);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(setenv("FONTCONFIG_FILE", path, 1), 0);
    ck_assert_int_eq(run(serve), EX_CONFIG);
    ck_assert_msg(strstr(output, "no font is installed") != NULL, "%s", output);
    ck_assert_ptr_eq(strchr(output, '\n'), output + strlen(output) - 1);
    ck_assert_int_eq(run(text), EX_DATAERR);
    ck_assert_msg(strstr(output, "font") != NULL, "%s", output);
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("cli");
    Suite *suite = suite_create("cli");
    SRunner *runner = srunner_create(suite);

    tcase_set_timeout(tcase, SECONDS);
    tcase_add_checked_fixture(tcase, make_input, remove_input);
    tcase_add_loop_test(tcase, command_ends_as_documented, 0, (int)ARRAY_LEN(runs));
    tcase_add_test(tcase, transform_writes_what_the_extension_says);
    tcase_add_loop_test(tcase, transform_takes_second_images, 0, (int)ARRAY_LEN(second));
    tcase_add_test(tcase, failed_transform_leaves_the_old_output);
    tcase_add_test(tcase, taken_port_stops_the_start);
    tcase_add_test(tcase, no_temporary_folder_is_needed);
    tcase_add_test(tcase, without_a_font_the_start_stops);
    suite_add_tcase(suite, tcase);
    srunner_set_fork_status(runner, CK_FORK); /* some change the environment */
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
