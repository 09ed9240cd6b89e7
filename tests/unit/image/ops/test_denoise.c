#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"denoise", 3, {9, 99, 255}, 3, {9, 99, 255}, 2},
    {"denoise?amount=0", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 1},
    {"denoise?amount=100", 2, {90, 128}, 2, {90, 128}, 0},
    {"denoise", 3, {30000, 30000, 30000}, 3, {30000, 30000, 30000}, 60},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(noise_gets_less)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(100, 80, 3, (double[]){128, 128, 128});
    double before = 0;
    double after = 0;

    trial_save(&trial, flat, ".png");
    trial_run(&trial, "noise?amount=5&color=true");
    ck_assert(!vips_deviate(trial.image, &before, NULL));
    trial_run(&trial, "noise?amount=5&color=true : denoise?amount=100");
    ck_assert(!vips_deviate(trial.image, &after, NULL));
    ck_assert_double_lt(after, before / 2);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("noise?amount=15&color=true : denoise?amount=80", "denoise", 1, 20);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {noise_gets_less, 0},
        {golden, 0},
    };

    return suite_run("image/ops/denoise", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
