#include "base/err.h"

#include "tests/support/suite.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

START_TEST(description_holds_what_was_said)
{
    struct err err;

    ck_assert_int_eq(err_set(&err, ERR_BUSY, "%d of %d", 3, 4), ERR_BUSY);
    ck_assert_int_eq(err.code, ERR_BUSY);
    ck_assert_str_eq(err.detail, "3 of 4");
    ck_assert_str_eq(err.param, "");
    ck_assert(!err.has_limit);
    ck_assert_int_eq(err_param(&err, ERR_PARAM_INVALID, "width", "bad"), ERR_PARAM_INVALID);
    ck_assert_str_eq(err.param, "width");
    ck_assert_int_eq(err_limit(&err, ERR_BODY_TOO_LARGE, 10, 11, "%s", "big"), ERR_BODY_TOO_LARGE);
    ck_assert_str_eq(err.detail, "big");
    ck_assert(err.has_limit && err.limit == 10 && err.actual == 11);
}
END_TEST

START_TEST(later_description_replaces_all_of_the_earlier)
{
    struct err err;

    (void)err_limit(&err, ERR_FRAMES, 1, 2, "x");
    (void)err_param(&err, ERR_PARAM_RANGE, "a", "y");
    err_note(&err, "secret %d", 7);
    ck_assert_str_eq(err.note, "secret 7");
    ck_assert_str_eq(err.detail, "y");
    (void)err_set(&err, ERR_GONE, "z");
    ck_assert_str_eq(err.note, "");
    ck_assert_str_eq(err.param, "");
    ck_assert(!err.has_limit);
}
END_TEST

START_TEST(text_too_long_is_cut)
{
    char text[1000];
    struct err err;

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    (void)err_param(&err, ERR_PARAM_UNKNOWN, text, "%s", text);
    err_note(&err, "%s", text);
    ck_assert_uint_eq(strlen(err.detail), ERR_DETAIL_MAX - 1);
    ck_assert_uint_eq(strlen(err.param), ERR_PARAM_MAX - 1);
    ck_assert_uint_eq(strlen(err.note), ERR_NOTE_MAX - 1);
}
END_TEST

START_TEST(place_stands_in_front_of_the_parameter)
{
    char name[ERR_PARAM_MAX];
    struct err err;

    (void)err_param(&err, ERR_PARAM_RANGE, "width", "x");
    err_place(&err, "steps[2].");
    err_place(&err, "outputs[1].");
    ck_assert_str_eq(err.param, "outputs[1].steps[2].width");
    (void)err_set(&err, ERR_MAX_BYTES, "x");
    err_place(&err, "outputs[1].");
    ck_assert_str_eq(err.param, "outputs[1]");
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    (void)err_param(&err, ERR_PARAM_UNKNOWN, name, "x");
    err_place(&err, "outputs[1].");
    ck_assert_uint_eq(strlen(err.param), ERR_PARAM_MAX - 1);
    ck_assert_int_eq(strncmp(err.param, "outputs[1].nnn", 14), 0);
    err_place(NULL, "outputs[1].");
}
END_TEST

START_TEST(no_place_for_a_description_is_fine)
{
    ck_assert_int_eq(err_set(NULL, ERR_GONE, "x"), ERR_GONE);
    ck_assert_int_eq(err_param(NULL, ERR_GONE, "p", "x"), ERR_GONE);
    ck_assert_int_eq(err_limit(NULL, ERR_GONE, 1, 2, "x"), ERR_GONE);
    err_note(NULL, "x");
}
END_TEST

START_TEST(row_has_status_slug_and_sentence)
{
    const enum err_code code = (enum err_code)(_i + 1);
    const char *slug = err_slug(code);
    const char *title = err_title(code);

    ck_assert(err_status(code) >= 400 && err_status(code) < 600);
    for (const char *c = slug; *c; c++)
        ck_assert(islower((unsigned char)*c) || *c == '-');
    ck_assert(isupper((unsigned char)title[0]) && title[strlen(title) - 1] == '.');
    for (int other = 1; other < ERR_COUNT; other++)
        ck_assert(other == (int)code || strcmp(slug, err_slug((enum err_code)other)) != 0);
}
END_TEST

START_TEST(code_out_of_range_is_an_internal_error)
{
    ck_assert_int_eq(err_status(ERR_OK), 200);
    ck_assert_int_eq(err_status(ERR_COUNT), 500);
    ck_assert_str_eq(err_slug(ERR_COUNT), "internal-error");
    ck_assert_str_eq(err_title(ERR_COUNT), err_title(ERR_INTERNAL));
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {description_holds_what_was_said, 0},
        {later_description_replaces_all_of_the_earlier, 0},
        {text_too_long_is_cut, 0},
        {place_stands_in_front_of_the_parameter, 0},
        {no_place_for_a_description_is_fine, 0},
        {row_has_status_slug_and_sentence, ERR_COUNT - 1},
        {code_out_of_range_is_an_internal_error, 0},
    };

    return suite_run("base/err", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
