#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

/* Left half dark, right half light. */
static VipsImage *step(void)
{
    VipsImage *flat = trial_flat(60, 40, 3, (double[]){60, 60, 60});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(
        !vips_draw_rect(pixels, (double[]){160, 160, 160}, 3, 30, 0, 30, 40, "fill", TRUE, NULL));
    g_object_unref(flat);
    return pixels;
}

static const struct sample samples[] = {
    {"edges", 3, {9, 99, 255}, 1, {0}, 0},
    {"edges?method=canny", 3, {200, 200, 200}, 1, {0}, 0},
    {"edges", 2, {90, 128}, 2, {0, 128}, 0},
    {"edges?method=canny", 4, {65535, 1000, 0, 9}, 2, {0, 9}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

static const char *const methods[] = {"sobel", "canny"};

START_TEST(step_of_100_answers_with_100)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *image = step();
    char plan[64];
    double high = 0;
    double mean = 0;

    (void)snprintf(plan, sizeof(plan), "edges?method=%s", methods[_i]);
    trial_save(&trial, image, ".png");
    trial_run(&trial, plan);
    ck_assert(!vips_max(trial.image, &high, NULL) && !vips_avg(trial.image, &mean, NULL));
    ck_assert_double_eq_tol(high, 100, 10);
    ck_assert_double_lt(mean, 10);
    g_object_unref(image);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("edges?method=canny", "edges", 1, 40);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {step_of_100_answers_with_100, ARRAY_LEN(methods)},
        {golden, 0},
    };

    return suite_run("image/ops/edges", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
