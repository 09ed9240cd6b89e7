#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"convolve?kernel=1,1,1,1,1,1,1,1,1", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
    {"convolve?kernel=0,0,0,0,1,0,0,0,0", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 18},
    {"convolve?kernel=-1,-1,-1,-1,8,-1,-1,-1,-1&offset=50",
     3,
     {9, 99, 255},
     3,
     {127.5, 127.5, 127.5},
     1},
    {"convolve?kernel=0,0,0,0,1,0,0,0,0&scale=2", 2, {100, 255}, 2, {50, 255}, 0},
    {"convolve?kernel=0,0,0,0,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0&scale=1",
     3,
     {1000, 20000, 60000},
     3,
     {2000, 40000, 65535},
     0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(contradictions_are_refused)
{
    sample_refused("convolve?kernel=1,2,3", ERR_KERNEL, "kernel");
    sample_refused("convolve", ERR_PARAM_MISSING, "kernel");
    sample_refused("convolve?kernel=2000", ERR_PARAM_RANGE, "kernel");
}
END_TEST

START_TEST(kernel_is_not_turned)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, "convolve?kernel=0,0,0,0,0,1,0,0,0"); /* the right neighbour */
    trial_assert_pixel(&trial, 10, 2, 3, (double[]){255, 255, 255}, 0);
    VipsImage *shifted = NULL;
    VipsImage *part = NULL;
    VipsImage *whole = trial_decode(buf_span(&trial.input));

    ck_assert(!vips_extract_area(trial.image, &shifted, 0, 0, 90, 64, NULL));
    ck_assert(!vips_extract_area(whole, &part, 1, 0, 90, 64, NULL));
    ck_assert(trial_difference(shifted, part).max <= 0);
    g_object_unref(shifted);
    g_object_unref(part);
    g_object_unref(whole);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "convolve?kernel=0,0,0,0,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,1");
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("convolve?kernel=-1,-1,-1,-1,8,-1,-1,-1,-1&offset=20", "convolve", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {contradictions_are_refused, 0},
        {kernel_is_not_turned, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/convolve", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
