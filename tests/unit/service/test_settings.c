#include "service/settings.h"

#include "image/format.h"
#include "service/buffers.h"
#include "service/settings_row.h"
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS = 20, LINE_MAX_BYTES = 4096 };

static struct settings settings;
static struct buf problem;

static bool load(const char *file, const char *set)
{
    const char *const sets[] = {set};
    const struct settings_source source = {file, sets, set ? 1 : 0};

    buf_fini(&problem);
    buf_init(&problem, LINE_MAX_BYTES);
    return settings_load(&settings, &source, &problem);
}

static void write_file(char *path, const char *text)
{
    const int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
}

#define HOLDS(part)                                                                                \
    ck_assert_msg(strstr(buf_string(&problem), part) != NULL, "no \"%s\" in: %s", (part),          \
                  buf_string(&problem))

START_TEST(defaults_are_those_of_the_table)
{
    ck_assert(load(NULL, NULL));
    ck_assert_str_eq(settings.http_address, "127.0.0.1");
    ck_assert_int_eq(settings.http_port, 8080);
    ck_assert_int_eq(settings.http_admin_port, 8081);
    ck_assert_int_eq(settings.http_mode, HTTP_POOL);
    ck_assert_int_eq(settings.http_max_connections, 4096);
    ck_assert_int_eq(settings.workers_count, 0);
    ck_assert_int_eq(settings.queue_length, 64);
    ck_assert_int_eq(settings.log_level, LOG_INFO);
    ck_assert_int_eq(settings.shutdown_grace_s, 30);
}
END_TEST

START_TEST(limits_follow_the_settings)
{
    ck_assert(load(NULL, "limits.body_mb=2"));
    const struct limits limits = settings_limits(&settings);
    const struct limits standard = limits_default();

    ck_assert_uint_eq(limits.body_bytes, 2000000);
    ck_assert_uint_eq(limits.input_pixels, standard.input_pixels);
    ck_assert_uint_eq(limits.output_pixels, standard.output_pixels);
    ck_assert_uint_eq(limits.steps, standard.steps);
    ck_assert_uint_eq(limits.frames, standard.frames);
    ck_assert_uint_eq(limits.scans, standard.scans);
    ck_assert_uint_eq(limits.formats_in, FORMAT_MASK_ALL & ~(1 << FORMAT_JXL | 1 << FORMAT_SVG));
    ck_assert_uint_eq(limits.formats_out,
                      FORMAT_MASK_ALL & ~(1 << FORMAT_HEIF | 1 << FORMAT_BMP | 1 << FORMAT_SVG));
}
END_TEST

START_TEST(flag_beats_environment_beats_file_beats_default)
{
    char path[] = "/tmp/mezzotint-settings-XXXXXX";

    write_file(path, "[queue]\nlength = 10\ndeadline_ms = 1000\nbuffer_mb=7 ; seven\n");
    ck_assert_int_eq(setenv("MEZZOTINT_QUEUE_LENGTH", "20", 1), 0);
    ck_assert_int_eq(setenv("MEZZOTINT_QUEUE_DEADLINE_MS", "2000", 1), 0);
    ck_assert_msg(load(path, "queue.length=30"), "%s", buf_string(&problem));
    ck_assert_int_eq(settings.queue_length, 30);
    ck_assert_int_eq(settings.queue_deadline_ms, 2000);
    ck_assert_int_eq(settings.queue_buffer_mb, 7);
    ck_assert_int_eq(settings.limits_steps, 16);
    (void)unlink(path);
}
END_TEST

START_TEST(of_two_flags_the_last_counts)
{
    const char *const sets[] = {"http.port=1", "http.port=2"};
    const struct settings_source source = {NULL, sets, 2};

    buf_init(&problem, LINE_MAX_BYTES);
    ck_assert(settings_load(&settings, &source, &problem));
    ck_assert_int_eq(settings.http_port, 2);
}
END_TEST

START_TEST(auto_is_a_word_for_zero)
{
    ck_assert(load(NULL, "workers.count=auto"));
    ck_assert_int_eq(settings.workers_count, 0);
    ck_assert_int_ge(settings_workers(&settings), 1);
    ck_assert_uint_gt(settings_memory_budget(&settings), 0);
    ck_assert_uint_ge(settings_buffer_budget(&settings), 40000000);
    ck_assert(load(NULL, "workers.count=3"));
    ck_assert_int_eq(settings_workers(&settings), 3);
}
END_TEST

/* Megabytes that the front may hold and of a body, workers and spares; the buffers that come of
 * them, and with the trays the pieces of 4.19 MB. */
static const struct {
    int64_t hold, body, workers, spare;
    int buffers, pieces;
} kept[] = {
    {1000, 40, 2, 0, 6, 8}, {1000, 40, 2, 1, 6, 9}, {1000, 40, 1, 1, 3, 5}, {100, 40, 2, 0, 3, 5},
    {60, 40, 1, 0, 2, 3},   {34, 1, 1, 0, 1, 2},    {34, 1, 1, 1, 0, 0},    {17, 1, 1, 0, 0, 0},
    {44, 40, 1, 0, 0, 0},   {10, 40, 2, 0, 0, 0},
};

START_TEST(kept_memory_leaves_room_for_the_rest)
{
    const struct settings some = {.queue_buffer_mb = kept[_i].hold,
                                  .limits_body_mb = kept[_i].body,
                                  .workers_count = kept[_i].workers,
                                  .workers_spare = kept[_i].spare};

    ck_assert_int_eq(settings_kept(&some).buffers, kept[_i].buffers);
    ck_assert_int_eq(settings_kept(&some).bytes, kept[_i].pieces * (int64_t)BUFFER_BYTES);
}
END_TEST

/* What is refused, and what the line must say. */
static const struct {
    const char *set, *first, *second;
} bad[] = {
    {"http.port=65536", "http.port = \"65536\" is out of range", "0 to 65535 (from --set)"},
    {"http.port=-1", "is out of range", "0 to 65535"},
    {"http.port=99999999999999999999999999", "is out of range", "0 to 65535"},
    {"queue.length=9223372036854775808", "is out of range", "1 to 100000"},
    {"http.port=", "is empty", "0 to 65535"},
    {"http.port=80a", "is not a number", "0 to 65535"},
    {"http.port= 80", "is not a number", "0 to 65535"},
    {"http.port=0x50", "is not a number", "0 to 65535"},
    {"http.port=1e3", "is not a number", "0 to 65535"},
    {"http.port=+80", "is not a number", "0 to 65535"},
    {"http.port=-", "is not a number", "0 to 65535"},
    {"http.port=auto", "is not a number", "0 to 65535"},
    {"http.threads=0", "is out of range", "1 to 64"},
    {"workers.count=many", "is not a number", "auto or 1 to 1024"},
    {"http.mode=Pool", "http.mode", "the nearest is \"pool\""},
    {"http.mode=fork", "has no word \"fork\"", "pool | thread-per-connection"},
    {"log.level=", "is empty", "debug | info | warn | error | off"},
    {"formats.input=jpeg,jpeg", "names a format twice", "jpeg, png"},
    {"formats.input=jepg", "has no word \"jepg\"", "the nearest is \"jpeg\""},
    {"formats.input=", "is empty", "jpeg, png"},
    {"formats.input=jpeg,", "ends with a comma", "jpeg, png"},
    {"formats.input=jpeg,,png", "has no word \"\"", "jpeg, png"},
    {"formats.output=heif", "has no word \"heif\"", "jpeg, png"},
    {"formats.auto=JPEG", "has no word \"JPEG\"", "jpeg, png"},
    {"http.address=", "is empty", "at most 255 bytes"},
    {"http.address=a b", "blank", "(from --set)"},
    {"http.prot=1", "no setting \"http.prot\"", "the nearest is http.port"},
    {"http.port.x=1", "no setting", "http.port.x"},
    {"http.port", "not section.key=value", "--set"},
    {"=1", "no setting \"\"", "--set"},
    {"http.\x01\xff=1", "no setting \"http.\?\?\"", "--set"},
    {"http.port=8081", "must differ", "8081"},
};

START_TEST(bad_values_are_refused_with_name_value_range_and_origin)
{
    ck_assert_msg(!load(NULL, bad[_i].set), "taken: %s", bad[_i].set);
    HOLDS(bad[_i].first);
    HOLDS(bad[_i].second);
    ck_assert_ptr_null(strchr(buf_string(&problem), '\n'));
}
END_TEST

/* Every row by its own range: the ends are taken, one beyond is not. */
START_TEST(ranges_are_closed_at_both_ends)
{
    const struct setting *row = setting_at(_i);
    char text[128];

    if (row->type != SETTING_NUMBER)
        return;
    for (int end = 0; end < 4; end++) {
        const int64_t least = row->min + (row->zero != NULL); /* 0 has a word instead */
        const int64_t ends[] = {least, row->max, least - 1, row->max + 1};

        (void)snprintf(text, sizeof(text), "%s=%lld", row->name, (long long)ends[end]);
        ck_assert_msg(load(NULL, text) == (end < 2), "%s: %s", text, buf_string(&problem));
    }
}
END_TEST

START_TEST(long_text_is_refused)
{
    char text[512] = "http.address=";

    memset(text + strlen(text), 'a', SETTING_TEXT_MAX);
    ck_assert(!load(NULL, text));
    HOLDS("longer than 255");
    ck_assert_uint_lt(problem.len, 300);
}
END_TEST

/* Files that are refused, and what the line must say. */
static const struct {
    const char *text, *part;
} bad_files[] = {
    {"[http]\nport = 80\nport = 81\n", "http.port is set twice"},
    {"[http]\n\n; a comment\nport = 70000\n", "line 4"},
    {"[http]\nprot = 80\n", "the nearest is http.port"},
    {"[http]\nport\n", "line 2"},
    {"[htpt\nport = 1\n", "line 1"},
    {"port = 80\n", "no setting \"port\""},
    {"[http]\nport =\n", "is empty"},
    {"[limits]\n# fine\n[http]\naddress = "
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "a"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "a"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
     "line is too long"},
};

START_TEST(bad_file_is_refused_with_its_name_and_line)
{
    char path[] = "/tmp/mezzotint-settings-XXXXXX";

    write_file(path, bad_files[_i].text);
    ck_assert_msg(!load(path, NULL), "taken: %s", bad_files[_i].text);
    HOLDS(bad_files[_i].part);
    HOLDS(path);
    HOLDS("line ");
    (void)unlink(path);
}
END_TEST

START_TEST(unreadable_file_is_refused)
{
    ck_assert(!load("/nonexistent/mezzotint.ini", NULL));
    HOLDS("cannot read /nonexistent/mezzotint.ini");
    ck_assert(!load("/tmp", NULL));
    HOLDS("cannot read /tmp");
}
END_TEST

START_TEST(long_comment_is_fine)
{
    char path[] = "/tmp/mezzotint-settings-XXXXXX";
    char text[1024];

    memset(text, '#', 900);
    (void)snprintf(text + 900, sizeof(text) - 900, "\n[http]\nport = 81\nthreads = x\n");
    write_file(path, text);
    ck_assert(!load(path, NULL));
    HOLDS("line 4");
    ck_assert_ptr_null(strstr(buf_string(&problem), "http.port"));
    (void)unlink(path);
}
END_TEST

/* Variables: value, and whether a start is stopped, with what in the line. */
static const struct {
    const char *name, *value, *part;
} variables[] = {
    {"MEZZOTINT_HTTP_PORT", "x", "environment MEZZOTINT_HTTP_PORT"},
    {"MEZZOTINT_HTTP_PROT", "1", "the nearest is http.port"},
    {"MEZZOTINT_WORKER_COUNT", "1", "the nearest is workers.count"},
    {"MEZZOTINT_NONSENSE", "1", "no setting \"NONSENSE\""},
    {"MEZZOTINT_HTTP_port", "1", "no setting"},
    {"MEZZOTINT_HTTP_PORT", "", "is empty"},
    {"MEZZOTINT_TEST_ANYTHING", "1", NULL},
    {"MEZZOTINT_SERVICE_HOST", "10.0.0.1", NULL},
    {"MEZZOTINT_PORT", "tcp://10.0.0.1:8080", NULL},
    {"MEZZOTINT_PORT_8080_TCP", "tcp://10.0.0.1:8080", NULL},
    {"MEZZOTINTX", "1", NULL},
};

START_TEST(environment_is_checked_like_a_file)
{
    ck_assert_int_eq(setenv(variables[_i].name, variables[_i].value, 1), 0);
    ck_assert_msg(load(NULL, NULL) == !variables[_i].part, "%s", variables[_i].name);
    if (variables[_i].part)
        HOLDS(variables[_i].part);
}
END_TEST

START_TEST(refused_settings_leave_the_old_ones)
{
    ck_assert(load(NULL, "queue.length=7"));
    ck_assert(!load(NULL, "queue.length=0"));
    ck_assert_int_eq(settings.queue_length, 7);
}
END_TEST

START_TEST(print_is_read_back_the_same)
{
    char path[] = "/tmp/mezzotint-settings-XXXXXX";
    struct buf text;
    struct settings before;

    ck_assert(load(NULL, "formats.input=png, gif"));
    before = settings;
    before.workers_count = 5;
    before.log_level = LOG_WARN;
    before.http_mode = HTTP_THREAD_PER_CONNECTION;
    buf_init(&text, 1 << 20);
    settings_print(&before, &text);
    ck_assert(!text.failed);
    write_file(path, buf_string(&text));
    ck_assert_msg(load(path, NULL), "%s", buf_string(&problem));
    ck_assert_mem_eq(&settings, &before, sizeof(settings));
    buf_fini(&text);
    (void)unlink(path);
}
END_TEST

START_TEST(list_of_formats_becomes_a_mask)
{
    ck_assert(load(NULL, "formats.output=png,webp"));
    ck_assert_str_eq(settings.formats_output, "png,webp");
    ck_assert_uint_eq(settings_limits(&settings).formats_out, 1 << FORMAT_PNG | 1 << FORMAT_WEBP);
}
END_TEST

START_TEST(rows_document_themselves)
{
    const struct setting *row = setting_at(_i);

    ck_assert_ptr_nonnull(row->doc);
    ck_assert_int_eq(row->doc[strlen(row->doc) - 1], '.');
    ck_assert_int_eq(setting_find(span_text(row->name)), _i);
    ck_assert_int_eq(setting_find_field(span_text(row->field)), _i);
}
END_TEST

int main(void)
{
    const int n = setting_count();
    const struct suite_row rows[] = {
        {defaults_are_those_of_the_table, 0},
        {limits_follow_the_settings, 0},
        {flag_beats_environment_beats_file_beats_default, 0},
        {of_two_flags_the_last_counts, 0},
        {auto_is_a_word_for_zero, 0},
        {kept_memory_leaves_room_for_the_rest, (int)ARRAY_LEN(kept)},
        {bad_values_are_refused_with_name_value_range_and_origin, (int)ARRAY_LEN(bad)},
        {ranges_are_closed_at_both_ends, n},
        {long_text_is_refused, 0},
        {bad_file_is_refused_with_its_name_and_line, (int)ARRAY_LEN(bad_files)},
        {unreadable_file_is_refused, 0},
        {long_comment_is_fine, 0},
        {environment_is_checked_like_a_file, (int)ARRAY_LEN(variables)},
        {refused_settings_leave_the_old_ones, 0},
        {print_is_read_back_the_same, 0},
        {list_of_formats_becomes_a_mask, 0},
        {rows_document_themselves, n},
    };

    return suite_run_apart("service/settings", rows, ARRAY_LEN(rows), SECONDS) ? EXIT_SUCCESS
                                                                               : EXIT_FAILURE;
}
