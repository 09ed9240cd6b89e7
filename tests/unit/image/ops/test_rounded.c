#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"rounded", 3, {9, 99, 255}, 4, {9, 99, 255, 255}, 0},
    {"rounded?radius=10", 2, {9, 7}, 2, {9, 7}, 0},
    {"rounded", 4, {60000, 9, 9, 60000}, 4, {60000, 9, 9, 60000}, 0},
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
    {"rounded", 1, 1, 1, 1},
    {"rounded?radius=65535", 96, 64, 96, 64},
    {"rounded?radius=5", 300, 3000, 300, 3000},
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

START_TEST(corners_are_clear_and_arcs_are_soft)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 100, 100, ".png");
    trial_run(&trial, "rounded : remove_alpha");
    ck_assert_int_eq(trial.image->Bands, 3);
    trial_run(&trial, "rounded");
    trial_assert_pixel(&trial, 0, 0, 4, (double[]){255, 255, 255, 0}, 0);
    trial_assert_pixel(&trial, 99, 99, 0, NULL, 0);
    VipsImage *alpha = NULL;
    double mean = 0;

    ck_assert(!vips_extract_band(trial.image, &alpha, 3, NULL) && !vips_avg(alpha, &mean, NULL));
    ck_assert_double_eq_tol(mean / 255, 3.14159265 / 4, 0.001); /* a circle in its square */
    g_object_unref(alpha);
    trial_run(&trial, "rounded?radius=20%");
    trial_assert_pixel(&trial, 10, 0, 4, (double[]){255, 255, 255, 255}, 8);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("rounded?radius=30", "rounded", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {corners_are_clear_and_arcs_are_soft, 0},
        {golden, 0},
    };

    return suite_run("image/ops/rounded", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
