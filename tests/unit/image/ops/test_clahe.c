#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static double steepness(VipsImage *image)
{
    VipsImage *edges = NULL;
    double mean = 0;

    ck_assert(vips_sobel(image, &edges, NULL) == 0 && vips_avg(edges, &mean, NULL) == 0);
    g_object_unref(edges);
    return mean;
}

START_TEST(local_contrast_grows_with_the_slope)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "grayscale : contrast?amount=-50 : clahe?slope=1");
    const double before = steepness(trial.image);

    trial_run(&trial, "grayscale : contrast?amount=-50 : clahe?slope=6");
    ck_assert_double_gt(steepness(trial.image), before * 1.5);
    trial_fini(&trial);
}
END_TEST

START_TEST(picture_smaller_than_the_window_passes)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 3, 300, ".png");
    trial_run(&trial, "clahe?size=64");
    trial_assert_size(&trial, 3, 300);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("contrast?amount=-60 : clahe?size=32", "clahe", 0.5, 8);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {local_contrast_grows_with_the_slope, 0},
        {picture_smaller_than_the_window_passes, 0},
        {golden, 0},
    };

    return suite_run("image/ops/clahe", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
