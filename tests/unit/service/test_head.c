#include "service/head.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *what;
    const char *version;
    const char *fields[8]; /* name, value, ... */
    enum err_code code;
};

static const struct row rows[] = {
    {"plain", "HTTP/1.1", {"Host", "a", "Content-Length", "3"}, ERR_OK},
    {"chunked", "HTTP/1.1", {"Host", "a", "Transfer-Encoding", "chunked"}, ERR_OK},
    {"chunked in capitals", "HTTP/1.1", {"host", "a", "TRANSFER-ENCODING", "Chunked"}, ERR_OK},
    {"no host in 1.0", "HTTP/1.0", {"Accept", "*/*"}, ERR_OK},
    {"no host in 1.1", "HTTP/1.1", {"Accept", "*/*"}, ERR_REQUEST},
    {"two hosts", "HTTP/1.1", {"Host", "a", "host", "b"}, ERR_REQUEST},
    {"two lengths",
     "HTTP/1.1",
     {"Host", "a", "Content-Length", "3", "Content-Length", "3"},
     ERR_REQUEST},
    {"length and coding",
     "HTTP/1.1",
     {"Host", "a", "Content-Length", "3", "Transfer-Encoding", "chunked"},
     ERR_REQUEST},
    {"coding in 1.0", "HTTP/1.0", {"Host", "a", "Transfer-Encoding", "chunked"}, ERR_REQUEST},
    {"gzip, chunked",
     "HTTP/1.1",
     {"Host", "a", "Transfer-Encoding", "gzip, chunked"},
     ERR_TRANSFER_CODING},
    {"identity", "HTTP/1.1", {"Host", "a", "Transfer-Encoding", "identity"}, ERR_TRANSFER_CODING},
    {"two codings",
     "HTTP/1.1",
     {"Host", "a", "Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"},
     ERR_REQUEST},
    {"blank before the colon",
     "HTTP/1.1",
     {"Host", "a", "Transfer-Encoding ", "chunked"},
     ERR_REQUEST},
    {"empty name", "HTTP/1.1", {"Host", "a", "", "x"}, ERR_REQUEST},
    {"bracket in a name", "HTTP/1.1", {"Host", "a", "X(y)", "x"}, ERR_REQUEST},
};

static struct head head_of(const struct row *row)
{
    struct head head = {.method = "POST", .version = row->version};

    for (int i = 0; i < 8 && row->fields[i]; i += 2)
        head.fields[head.n_fields++] =
            (struct head_field){span_text(row->fields[i]), span_text(row->fields[i + 1])};
    return head;
}

START_TEST(guard_refuses_what_two_parsers_read_differently)
{
    const struct row *row = &rows[_i];
    const struct head head = head_of(row);
    struct err err = {0};

    ck_assert_msg(head_guard(&head, &err) == row->code, "%s: got %s", row->what,
                  err_slug(err.code));
}
END_TEST

START_TEST(guard_refuses_a_field_that_goes_on)
{
    struct head head = {.method = "GET", .version = "HTTP/1.1", .n_fields = 1};

    head.fields[0] = (struct head_field){span_text("Host"), span_text("a\tb")};
    ck_assert_int_eq(head_guard(&head, NULL), ERR_OK);
    head.folded = true;
    ck_assert_int_eq(head_guard(&head, NULL), ERR_REQUEST);
}
END_TEST

START_TEST(guard_refuses_a_control_character)
{
    struct head head = {.method = "GET", .version = "HTTP/1.1", .n_fields = 2};
    char value[] = "a?b";

    head.fields[0] = (struct head_field){span_text("Host"), span_text("a")};
    for (int c = 1; c < 256; c++) {
        value[1] = (char)c;
        head.fields[1] = (struct head_field){span_text("X-Y"), span_text(value)};
        ck_assert_int_eq(head_guard(&head, NULL),
                         (c < 32 && c != '\t') || c == 127 ? ERR_REQUEST : ERR_OK);
    }
}
END_TEST

START_TEST(guard_refuses_a_nul_in_a_value)
{
    struct head head = {.method = "GET", .version = "HTTP/1.1", .n_fields = 2};

    head.fields[0] = (struct head_field){span_text("Host"), span_text("a")};
    head.fields[1] = (struct head_field){span_text("X-Y"), span_of("a\0b", 3)};
    ck_assert_int_eq(head_guard(&head, NULL), ERR_REQUEST);
}
END_TEST

START_TEST(guard_refuses_too_many_fields)
{
    struct head head = {.method = "GET", .version = "HTTP/1.1", .overflow = true};

    ck_assert_int_eq(head_guard(&head, NULL), ERR_HEADERS_TOO_LARGE);
}
END_TEST

START_TEST(framing_reads_length_and_chunks)
{
    const struct row with_length = {"", "HTTP/1.1", {"Content-Length", "1234567"}, ERR_OK};
    const struct row huge = {"", "HTTP/1.1", {"Content-Length", "99999999999999999999999"}, ERR_OK};
    const struct row chunks = {"", "HTTP/1.1", {"Transfer-Encoding", "chunked"}, ERR_OK};
    const struct row none = {"", "HTTP/1.1", {"Host", "a"}, ERR_OK};
    struct head head = head_of(&with_length);
    uint64_t length;

    ck_assert_int_eq(head_framing(&head, &length), FRAMING_LENGTH);
    ck_assert_uint_eq(length, 1234567);
    head = head_of(&huge);
    ck_assert_int_eq(head_framing(&head, &length), FRAMING_LENGTH);
    ck_assert_uint_gt(length, UINT64_C(1) << 50);
    head = head_of(&chunks);
    ck_assert_int_eq(head_framing(&head, &length), FRAMING_CHUNKED);
    head = head_of(&none);
    ck_assert_int_eq(head_framing(&head, &length), FRAMING_NONE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/head");
    TCase *tests = tcase_create("head");

    tcase_add_loop_test(tests, guard_refuses_what_two_parsers_read_differently, 0,
                        (int)ARRAY_LEN(rows));
    tcase_add_test(tests, guard_refuses_a_field_that_goes_on);
    tcase_add_test(tests, guard_refuses_a_control_character);
    tcase_add_test(tests, guard_refuses_a_nul_in_a_value);
    tcase_add_test(tests, guard_refuses_too_many_fields);
    tcase_add_test(tests, framing_reads_length_and_chunks);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
