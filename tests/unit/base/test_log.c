/* What a line of the log looks like. */
#include "base/log.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS = 20, LINE_BYTES = 4096 };

static int pipe_fds[2];

static void catch_lines(enum log_format format)
{
    ck_assert_int_eq(pipe(pipe_fds), 0);
    ck_assert(dup2(pipe_fds[1], STDERR_FILENO) >= 0);
    log_init(LOG_INFO, format);
}

/* The next line from its level on; its time goes before. */
static const char *line(char text[LINE_BYTES], const char *level)
{
    const ssize_t len = read(pipe_fds[0], text, LINE_BYTES - 1);

    ck_assert(len > 0);
    text[len] = '\0';
    const char *at = strstr(text, level);

    ck_assert_ptr_nonnull(at);
    return at;
}

static void write_members(void)
{
    struct emit json;
    struct buf buf;

    log_begin(&json, &buf, LOG_INFO, "request");
    emit_text(&json, "plain", "a b");
    emit_text(&json, "hard", "\\\"{:},[x]\n\\");
    emit_int(&json, "number", -5);
    emit_object(&json, "inside");
    emit_text(&json, "a", "b,c");
    emit_int(&json, "d", 1);
    emit_object_end(&json);
    emit_bool(&json, "yes", true);
    emit_text(&json, "none", NULL);
    log_end(&json, &buf);
}

START_TEST(members_are_json)
{
    char text[LINE_BYTES];

    catch_lines(LOG_JSON);
    write_members();
    ck_assert_str_eq(line(text, "\"level\""),
                     "\"level\":\"info\",\"event\":\"request\",\"plain\":\"a b\","
                     "\"hard\":\"\\\\\\\"{:},[x]\\u000a\\\\\",\"number\":-5,"
                     "\"inside\":{\"a\":\"b,c\",\"d\":1},\"yes\":true,\"none\":null}\n");
}
END_TEST

START_TEST(members_are_pairs_of_text)
{
    char text[LINE_BYTES];

    catch_lines(LOG_TEXT);
    write_members();
    ck_assert_str_eq(line(text, "info"),
                     "info  request: plain=\"a b\" hard=\"\\\\\\\"{:},[x]\\u000a\\\\\" number=-5 "
                     "inside={\"a\":\"b,c\",\"d\":1} yes=true none=null\n");
}
END_TEST

START_TEST(events_are_sentences)
{
    char text[LINE_BYTES];

    catch_lines(_i ? LOG_TEXT : LOG_JSON);
    log_event(LOG_DEBUG, "not-said", "no");
    log_event(LOG_WARN, "said", "%d \"x\"", 4);
    ck_assert_str_eq(line(text, _i ? "warn" : "\"level\""),
                     _i ? "warn  said: 4 \"x\"\n"
                        : "\"level\":\"warn\",\"event\":\"said\",\"message\":\"4 \\\"x\\\"\"}\n");
}
END_TEST

START_TEST(a_line_that_is_too_long_is_told)
{
    char text[LINE_BYTES];
    struct emit json;
    struct buf buf;

    catch_lines(_i ? LOG_TEXT : LOG_JSON);
    log_begin(&json, &buf, LOG_INFO, "request");
    for (int i = 0; i < 500; i++)
        emit_text(&json, "name", "0123456789");
    log_end(&json, &buf);
    ck_assert_ptr_nonnull(strstr(line(text, "warn"), "line-too-long"));
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {members_are_json, 0},
        {members_are_pairs_of_text, 0},
        {events_are_sentences, 2},
        {a_line_that_is_too_long_is_told, 2},
    };

    return suite_run_apart("base/log", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
