#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"zoom?factor=3", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

static const struct {
    const char *plan;
    int width, height; /* of the source */
    uint32_t want_width, want_height;
} sizes[] = {
    {"zoom?factor=1", 96, 64, 96, 64},
    {"zoom?factor=7", 96, 64, 672, 448},
};

START_TEST(size_is_what_the_parameters_say)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, sizes[_i].width, sizes[_i].height, ".png");
    trial_run(&trial, sizes[_i].plan);
    trial_assert_size(&trial, sizes[_i].want_width, sizes[_i].want_height);
    trial_fini(&trial);
}
END_TEST

START_TEST(contradictions_are_refused)
{
    sample_refused("zoom", ERR_PARAM_MISSING, "factor");
}
END_TEST

START_TEST(result_too_large_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png");
    trial_run(&trial, "zoom?factor=32 : zoom?factor=32");
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "zoom?factor=3");
    trial_assert_size(&trial, 900, 9000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("crop?x=0&y=0&width=48&height=32 : zoom?factor=4", "zoom", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {contradictions_are_refused, 0},
        {result_too_large_is_refused, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/zoom", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
