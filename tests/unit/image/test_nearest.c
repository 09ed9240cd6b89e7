#include "image/nearest.h"
#include "image/param.h"

#include "tests/support/suite.h"

#include <stdlib.h>

static const struct {
    const char *word, *nearest;
} cases[] = {
    {"width", "width"},
    {"widht", "width"},
    {"with", "width"},
    {"heigt", "height"},
    {"Height", "height"},
    {"fti", NULL}, /* a turn of letters is two changes: too many for three letters */
    {"ft", "fit"},
    {"y", "y"},
    {"x", NULL}, /* nothing of it would stay */
    {"", NULL},
    {"completely", NULL},
    {"a_word_longer_than_any_name_that_we_have", NULL},
};

START_TEST(nearest_word_is_within_reach)
{
    static const char *const names[] = {"width", "height", "fit", "y"};
    const char *best = NULL;
    int distance = NEAREST_NONE;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        nearest_try(span_text(cases[_i].word), names[i], &best, &distance);
    if (cases[_i].nearest)
        ck_assert_pstr_eq(best, cases[_i].nearest);
    else
        ck_assert_ptr_null(best);
}
END_TEST

START_TEST(first_of_two_equally_near_stays)
{
    const char *best = NULL;
    int distance = NEAREST_NONE;

    nearest_try(span_text("bluy"), "blur", &best, &distance);
    nearest_try(span_text("bluy"), "blue", &best, &distance);
    ck_assert_pstr_eq(best, "blur");
    ck_assert_int_eq(distance, 1);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {nearest_word_is_within_reach, ARRAY_LEN(cases)},
        {first_of_two_equally_near_stays, 0},
    };

    return suite_run("image/nearest", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
