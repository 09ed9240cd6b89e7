#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"noise?amount=0", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 0},
    {"noise?amount=0", 2, {60000, 9}, 2, {60000, 9}, 0},
    {"noise?amount=1", 2, {100, 100}, 2, {100, 100}, 16},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

static VipsImage *grain(struct trial *trial, const char *plan)
{
    trial_run(trial, plan);
    VipsImage *image = trial->image;

    trial->image = NULL;
    ck_assert(image != NULL);
    return image;
}

START_TEST(same_seed_gives_the_same_picture)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 200, ".png");
    VipsImage *one = grain(&trial, "noise?seed=5");
    VipsImage *two = grain(&trial, "noise?seed=5");
    VipsImage *other = grain(&trial, "noise?seed=6");

    ck_assert(trial_difference(one, two).max <= 0);
    ck_assert(trial_difference(one, other).mean > 5);
    g_object_unref(one);
    g_object_unref(two);
    g_object_unref(other);
    trial_fini(&trial);
}
END_TEST

START_TEST(deviation_is_what_was_asked_for)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(200, 200, 3, (double[]){128, 128, 128});
    double deviation = 0;
    double mean = 0;

    trial_save(&trial, flat, ".png");
    trial_run(&trial, "noise?amount=10&color=true");
    ck_assert(!vips_deviate(trial.image, &deviation, NULL) && !vips_avg(trial.image, &mean, NULL));
    ck_assert_double_eq_tol(deviation, 25.5, 1);
    ck_assert_double_eq_tol(mean, 128, 1);
    trial_run(&trial, "noise?amount=10 : saturation?amount=-100"); /* grey: nothing changes */
    ck_assert(!vips_deviate(trial.image, &deviation, NULL));
    ck_assert_double_eq_tol(deviation, 25.5, 1.5);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("noise?amount=15&seed=3", "noise", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {same_seed_gives_the_same_picture, 0},
        {deviation_is_what_was_asked_for, 0},
        {golden, 0},
    };

    return suite_run("image/ops/noise", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
