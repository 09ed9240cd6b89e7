#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"vignette", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
    {"vignette?amount=100&inner=0", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 1},
    {"vignette", 2, {60000, 9}, 2, {60000, 9}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(corner_is_as_dark_as_asked_for)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(101, 61, 3, (double[]){200, 200, 200});

    trial_save(&trial, flat, ".png");
    trial_run(&trial, "vignette?amount=50&inner=0");
    trial_assert_pixel(&trial, 0, 0, 3, (double[]){103, 103, 103}, 4);
    trial_assert_pixel(&trial, 100, 60, 3, (double[]){103, 103, 103}, 4);
    trial_assert_pixel(&trial, 100, 30, 3, (double[]){151, 151, 151}, 4); /* half the square way */
    trial_run(&trial, "vignette?amount=100&inner=80");
    trial_assert_pixel(&trial, 100, 30, 3, (double[]){200, 200, 200}, 0);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "vignette");
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("vignette?amount=80&inner=10", "vignette", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {corner_is_as_dark_as_asked_for, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/vignette", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
