#include "image/param_row_text.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum shape { SHAPE_INSIDE, SHAPE_COVER, SHAPE_CONTAIN };

static const char *const shape_names[] = {"inside", "cover", "contain", NULL};

struct sample {
    int32_t count;
    int32_t optional;
    double amount;
    bool flag;
    int32_t shape;
    struct color color;
    struct length length;
    struct gravity gravity;
    struct ratio ratio;
    struct numbers numbers;
    struct regions regions;
    struct corners corners;
    char text[12];
    char name[NAME_LEN_MAX + 1];
};

static const struct param rows[] = {
    PARAM_INT(struct sample, count, 1, 65535, 7, "A count."),
    PARAM_INT_OPTIONAL(struct sample, optional, 1, 100, "A count that may be absent."),
    PARAM_REAL(struct sample, amount, -1.5, 10, 0.25, "An amount."),
    PARAM_BOOL(struct sample, flag, 1, "A flag."),
    PARAM_ENUM(struct sample, shape, shape_names, SHAPE_COVER, "A shape."),
    PARAM_COLOR(struct sample, color, 0x11223344, "A colour."),
    PARAM_LENGTH(struct sample, length, 0, 1000, "A length."),
    PARAM_GRAVITY(struct sample, gravity, GRAVITY_NORTH, "A place."),
    PARAM_RATIO(struct sample, ratio, 0.1, 10, "A shape."),
    PARAM_NUMBERS_REQUIRED(struct sample, numbers, -9, 9, "Some numbers."),
    PARAM_REGIONS(struct sample, regions, 1000, "Some boxes."),
    PARAM_CORNERS_REQUIRED(struct sample, corners, 1000, "Some corners."),
    PARAM_TEXT(struct sample, text, "Some text."),
    PARAM_NAME(struct sample, name, "A name."),
    PARAM_END,
};

static const struct param *row_of(const char *name)
{
    const struct param *row = param_find(rows, span_text(name));

    ck_assert_ptr_nonnull(row);
    return row;
}

static enum err_code parse(const char *name, const char *text, struct sample *sample,
                           struct err *err)
{
    *err = (struct err){0};
    return param_parse(row_of(name), span_text(text), sample, err);
}

/* What the rows write after `name` was set to `text`, without the braces and the other rows. */
static void check_written(const char *name, const struct sample *sample, const char *want)
{
    struct buf out;
    struct emit json;

    buf_init(&out, 256);
    emit_init(&json, &out);
    param_write(row_of(name), sample, &json);
    ck_assert_str_eq(buf_string(&out), want);
    buf_fini(&out);
}

static const struct {
    const char *name, *text, *written;
} good[] = {
    {"count", "1", "\"count\":1"},
    {"count", "65535", "\"count\":65535"},
    {"count", "1e3", "\"count\":1000"},
    {"count", "+12", "\"count\":12"},
    {"count", "12.0", "\"count\":12"},
    {"optional", "100", "\"optional\":100"},
    {"amount", "-1.5", "\"amount\":-1.5"},
    {"amount", "0.1", "\"amount\":0.1"},
    {"amount", "10", "\"amount\":10"},
    {"amount", ".5", "\"amount\":0.5"},
    {"flag", "true", "\"flag\":true"},
    {"flag", "0", "\"flag\":false"},
    {"flag", "1", "\"flag\":true"},
    {"flag", "false", "\"flag\":false"},
    {"shape", "inside", "\"shape\":\"inside\""},
    {"shape", "contain", "\"shape\":\"contain\""},
    {"color", "fff", "\"color\":\"ffffffff\""},
    {"color", "1234", "\"color\":\"11223344\""},
    {"color", "0aF1b2", "\"color\":\"0af1b2ff\""},
    {"color", "#0af1b280", "\"color\":\"0af1b280\""},
    {"color", "Navy", "\"color\":\"000080ff\""},
    {"color", "transparent", "\"color\":\"00000000\""},
    {"length", "0", "\"length\":0"},
    {"length", "1000", "\"length\":1000"},
    {"length", "12.1%", "\"length\":\"12.1%\""},
    {"length", "100%", "\"length\":\"100%\""},
    {"length", "0%", "\"length\":\"0%\""},
    {"gravity", "center", "\"gravity\":\"center\""},
    {"gravity", "northwest", "\"gravity\":\"northwest\""},
    {"gravity", "attention", "\"gravity\":\"attention\""},
    {"gravity", "entropy", "\"gravity\":\"entropy\""},
    {"gravity", "0.1,1", "\"gravity\":\"0.1,1\""},
    {"gravity", "0,0", "\"gravity\":\"0,0\""},
    {"ratio", "16:9", "\"ratio\":\"16:9\""},
    {"ratio", "1.5", "\"ratio\":\"1.5:1\""},
    {"ratio", "0.1:1", "\"ratio\":\"0.1:1\""},
    {"ratio", "1000:100", "\"ratio\":\"1000:100\""},
    {"numbers", "1", "\"numbers\":\"1\""},
    {"numbers", "-9,0.5,+9", "\"numbers\":\"-9,0.5,9\""},
    {"numbers", "0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4",
     "\"numbers\":\"0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4\""},
    {"regions", "0,0,1,1", "\"regions\":\"0,0,1,1\""},
    {"regions", "10,20%,1000,12.5%", "\"regions\":\"10,20%,1000,12.5%\""},
    {"corners", "0,0;1,0;1,1;0,1", "\"corners\":\"0,0;1,0;1,1;0,1\""},
    {"corners", "0%,1.5;1000,0;100%,99.5%;0,1", "\"corners\":\"0%,1.5;1000,0;100%,99.5%;0,1\""},
    {"regions", "0,0,1,1;1,1,2,2", "\"regions\":\"0,0,1,1;1,1,2,2\""},
    {"regions", "0,0,1,1;1,0,1,1;2,0,1,1;3,0,1,1;4,0,1,1;5,0,1,1;6,0,1,1;7,0,100%,1e2",
     "\"regions\":\"0,0,1,1;1,0,1,1;2,0,1,1;3,0,1,1;4,0,1,1;5,0,1,1;6,0,1,1;7,0,100%,100\""},
    {"text", "a", "\"text\":\"a\""},
    {"text", "a \"b\" \n%\\", "\"text\":\"a \\\"b\\\" \\u000a%\\\\\""},
    {"text", "\xE2\x82\xAC\xF0\x9F\x98\x80", "\"text\":\"\xE2\x82\xAC\xF0\x9F\x98\x80\""},
    {"name", "logo-2", "\"name\":\"logo-2\""},
};

START_TEST(good_text_is_read_and_written_back)
{
    struct sample sample;
    struct err err;

    param_defaults(rows, &sample);
    ck_assert_int_eq(parse(good[_i].name, good[_i].text, &sample, &err), ERR_OK);
    check_written(good[_i].name, &sample, good[_i].written);
}
END_TEST

static const struct {
    const char *name, *text;
    enum err_code code;
} bad[] = {
    {"count", "", ERR_PARAM_INVALID},
    {"count", "0", ERR_PARAM_RANGE},
    {"count", "-1", ERR_PARAM_RANGE},
    {"count", "65536", ERR_PARAM_RANGE},
    {"count", "2147483648", ERR_PARAM_RANGE},
    {"count", "-2147483649", ERR_PARAM_RANGE},
    {"count", "18446744073709551617", ERR_PARAM_RANGE},
    {"count", "1e308", ERR_PARAM_RANGE},
    {"count", "1e999", ERR_PARAM_RANGE},
    {"count", "1.5", ERR_PARAM_INVALID},
    {"count", "1e-999", ERR_PARAM_RANGE}, /* too small for a double: 0 */
    {"count", "1 ", ERR_PARAM_INVALID},
    {"count", " 1", ERR_PARAM_INVALID},
    {"count", "1\n", ERR_PARAM_INVALID},
    {"count", "0x10", ERR_PARAM_INVALID},
    {"count", "1,5", ERR_PARAM_INVALID},
    {"count", "--1", ERR_PARAM_INVALID},
    {"count", "1e", ERR_PARAM_INVALID},
    {"count", "e", ERR_PARAM_INVALID},
    {"count", ".", ERR_PARAM_INVALID},
    {"count", "nan", ERR_PARAM_INVALID},
    {"count", "1111111111111111111111111111111111111111111", ERR_PARAM_INVALID},
    {"count", "\xD9\xA1", ERR_PARAM_INVALID}, /* a digit, but not an ASCII one */
    {"optional", "0", ERR_PARAM_RANGE},
    {"optional", "101", ERR_PARAM_RANGE},
    {"amount", "nan", ERR_PARAM_INVALID},
    {"amount", "inf", ERR_PARAM_INVALID},
    {"amount", "-inf", ERR_PARAM_INVALID},
    {"amount", "1e308", ERR_PARAM_RANGE},
    {"amount", "-1e308", ERR_PARAM_RANGE},
    {"amount", "10.0000001", ERR_PARAM_RANGE},
    {"amount", "", ERR_PARAM_INVALID},
    {"amount", "5%", ERR_PARAM_INVALID},
    {"amount", "0x1p3", ERR_PARAM_INVALID},
    {"flag", "", ERR_PARAM_INVALID},
    {"flag", "yes", ERR_PARAM_INVALID},
    {"flag", "TRUE", ERR_PARAM_INVALID},
    {"flag", "2", ERR_PARAM_INVALID},
    {"shape", "", ERR_PARAM_INVALID},
    {"shape", "Cover", ERR_PARAM_INVALID},
    {"shape", "cover ", ERR_PARAM_INVALID},
    {"color", "", ERR_PARAM_INVALID},
    {"color", "#", ERR_PARAM_INVALID},
    {"color", "12", ERR_PARAM_INVALID},
    {"color", "12345", ERR_PARAM_INVALID},
    {"color", "123456789", ERR_PARAM_INVALID},
    {"color", "ggg", ERR_PARAM_INVALID},
    {"color", "##fff", ERR_PARAM_INVALID},
    {"length", "", ERR_PARAM_INVALID},
    {"length", "%", ERR_PARAM_INVALID},
    {"length", "1.5", ERR_PARAM_INVALID},
    {"length", "-1", ERR_PARAM_RANGE},
    {"length", "1001", ERR_PARAM_RANGE},
    {"length", "100.1%", ERR_PARAM_RANGE},
    {"length", "-1%", ERR_PARAM_RANGE},
    {"length", "5%%", ERR_PARAM_INVALID},
    {"length", "5 %", ERR_PARAM_INVALID},
    {"length", "nan%", ERR_PARAM_INVALID},
    {"gravity", "", ERR_PARAM_INVALID},
    {"gravity", "focal", ERR_PARAM_INVALID},
    {"gravity", "0.5", ERR_PARAM_INVALID},
    {"gravity", "0.5,", ERR_PARAM_INVALID},
    {"gravity", ",0.5", ERR_PARAM_INVALID},
    {"gravity", ",", ERR_PARAM_INVALID},
    {"gravity", "0.5,0.5,0.5", ERR_PARAM_INVALID},
    {"gravity", "0.5, 0.5", ERR_PARAM_INVALID},
    {"gravity", "1.1,0", ERR_PARAM_RANGE},
    {"gravity", "0,-0.1", ERR_PARAM_RANGE},
    {"gravity", "nan,0", ERR_PARAM_INVALID},
    {"ratio", "", ERR_PARAM_INVALID},
    {"ratio", ":", ERR_PARAM_INVALID},
    {"ratio", "16:", ERR_PARAM_INVALID},
    {"ratio", ":9", ERR_PARAM_INVALID},
    {"ratio", "16:9:1", ERR_PARAM_INVALID},
    {"ratio", "16/9", ERR_PARAM_INVALID},
    {"ratio", "0:9", ERR_PARAM_INVALID},
    {"ratio", "9:0", ERR_PARAM_INVALID},
    {"ratio", "-16:-9", ERR_PARAM_INVALID},
    {"ratio", "1e-300:1e300", ERR_PARAM_RANGE},
    {"ratio", "1e300:1e-300", ERR_PARAM_RANGE},
    {"ratio", "11", ERR_PARAM_RANGE},
    {"ratio", "1:11", ERR_PARAM_RANGE},
    {"numbers", "", ERR_PARAM_INVALID},
    {"numbers", ",", ERR_PARAM_INVALID},
    {"numbers", "1,", ERR_PARAM_INVALID},
    {"numbers", ",1", ERR_PARAM_INVALID},
    {"numbers", "1,,2", ERR_PARAM_INVALID},
    {"numbers", "1, 2", ERR_PARAM_INVALID},
    {"numbers", "1;2", ERR_PARAM_INVALID},
    {"numbers", "inf", ERR_PARAM_INVALID},
    {"numbers", "0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5", ERR_PARAM_INVALID},
    {"numbers", "1,10", ERR_PARAM_RANGE},
    {"numbers", "-10", ERR_PARAM_RANGE},
    {"regions", "", ERR_PARAM_INVALID},
    {"regions", ";", ERR_PARAM_INVALID},
    {"regions", "1,1,1", ERR_PARAM_INVALID},
    {"regions", "1,1,1,", ERR_PARAM_INVALID},
    {"regions", "1,1,1,1,1", ERR_PARAM_INVALID},
    {"regions", "1,1,1,1;", ERR_PARAM_INVALID},
    {"regions", ";1,1,1,1", ERR_PARAM_INVALID},
    {"regions", "1,1,1,1;;1,1,1,1", ERR_PARAM_INVALID},
    {"regions", "1.5,1,1,1", ERR_PARAM_INVALID},
    {"regions", "%,1,1,1", ERR_PARAM_INVALID},
    {"regions", "nan,1,1,1", ERR_PARAM_INVALID},
    {"regions", "0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1",
     ERR_PARAM_INVALID},
    {"regions", "-1,0,1,1", ERR_PARAM_RANGE},
    {"regions", "0,0,0,1", ERR_PARAM_RANGE},
    {"regions", "0,0,1,0", ERR_PARAM_RANGE},
    {"regions", "0,0,1001,1", ERR_PARAM_RANGE},
    {"regions", "101%,0,1,1", ERR_PARAM_RANGE},
    {"corners", "", ERR_PARAM_INVALID},
    {"corners", ";", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1;0,1;", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1;0,1;0,1", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1;0", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1;0,1,2", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1;0,", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,1;0,%", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,nan;0,1", ERR_PARAM_INVALID},
    {"corners", "0,0;1,0;1,inf;0,1", ERR_PARAM_INVALID},
    {"corners", "0,0;1,-1;1,1;0,1", ERR_PARAM_RANGE},
    {"corners", "0,0;1001,0;1,1;0,1", ERR_PARAM_RANGE},
    {"corners", "0,0;101%,0;1,1;0,1", ERR_PARAM_RANGE},
    {"text", "", ERR_PARAM_INVALID},
    {"text", "\xE2\x82", ERR_PARAM_INVALID},
    {"text", "a\rb", ERR_PARAM_INVALID},
    {"text", "\x1B[1m", ERR_PARAM_INVALID},
    {"text", "123456789012", ERR_PARAM_RANGE},
    {"name", "", ERR_PARAM_INVALID},
    {"name", "Logo", ERR_PARAM_INVALID},
    {"name", "../logo", ERR_PARAM_INVALID},
    {"name", "logo.png", ERR_PARAM_INVALID},
    {"name", "a2345678901234567890123456789012345678901234567890123456789012345",
     ERR_PARAM_INVALID},
};

START_TEST(bad_text_names_its_parameter_and_changes_nothing)
{
    struct sample sample;
    struct sample before;
    struct err err;

    memset(&sample, 0, sizeof(sample));
    param_defaults(rows, &sample);
    memcpy(&before, &sample, sizeof(sample));
    ck_assert_int_eq(parse(bad[_i].name, bad[_i].text, &sample, &err), bad[_i].code);
    ck_assert_int_eq(err.code, bad[_i].code);
    ck_assert_str_eq(err.param, bad[_i].name);
    ck_assert_int_eq(err.has_limit, bad[_i].code == ERR_PARAM_RANGE);
    ck_assert_mem_eq(&before, &sample, sizeof(sample));
    ck_assert_int_eq(param_parse(row_of(bad[_i].name), span_text(bad[_i].text), &sample, NULL),
                     bad[_i].code);
}
END_TEST

START_TEST(text_with_a_nul_is_invalid)
{
    struct sample sample;
    struct err err;

    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        ck_assert_int_eq(param_parse(row, span_of("1\0", 2), &sample, &err), ERR_PARAM_INVALID);
}
END_TEST

START_TEST(range_error_tells_limit_and_actual)
{
    struct sample sample;
    struct err err;

    ck_assert_int_eq(parse("count", "70000", &sample, &err), ERR_PARAM_RANGE);
    ck_assert(err.limit == 65535 && err.actual == 70000);
    ck_assert_str_eq(err.detail, "count must be from 1 to 65535.");
    ck_assert_int_eq(parse("count", "-3", &sample, &err), ERR_PARAM_RANGE);
    ck_assert(err.limit == 1 && err.actual == -3);
}
END_TEST

START_TEST(unknown_word_is_told_the_nearest_or_all)
{
    struct sample sample;
    struct err err;

    ck_assert_int_eq(parse("shape", "covr", &sample, &err), ERR_PARAM_INVALID);
    ck_assert_str_eq(err.detail, "shape has no such value; the nearest is \"cover\".");
    ck_assert_int_eq(parse("shape", "something", &sample, &err), ERR_PARAM_INVALID);
    ck_assert_str_eq(err.detail, "shape must be one of: inside, cover, contain.");
    ck_assert_int_eq(parse("gravity", "centre", &sample, &err), ERR_PARAM_INVALID);
    ck_assert_str_eq(err.detail, "gravity has no such value; the nearest is \"center\".");
}
END_TEST

START_TEST(defaults_come_from_the_rows)
{
    struct sample sample = {0};

    param_defaults(rows, &sample);
    ck_assert_int_eq(sample.count, 7);
    ck_assert_int_eq(sample.optional, 0);
    ck_assert(sample.amount == 0.25 && sample.flag);
    ck_assert_int_eq(sample.shape, SHAPE_COVER);
    ck_assert(sample.color.r == 0x11 && sample.color.g == 0x22 && sample.color.b == 0x33 &&
              sample.color.a == 0x44);
    ck_assert(!sample.length.given);
    ck_assert_int_eq(sample.gravity.kind, GRAVITY_NORTH);
    check_written("optional", &sample, "");
    check_written("length", &sample, "");
    check_written("text", &sample, "");
    check_written("name", &sample, "");
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {good_text_is_read_and_written_back, ARRAY_LEN(good)},
        {bad_text_names_its_parameter_and_changes_nothing, ARRAY_LEN(bad)},
        {text_with_a_nul_is_invalid, 0},
        {range_error_tells_limit_and_actual, 0},
        {unknown_word_is_told_the_nearest_or_all, 0},
        {defaults_come_from_the_rows, 0},
    };

    return suite_run("image/param", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
