#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

START_TEST(local_contrast_grows_with_the_slope)
{
    struct trial trial;
    double before = 0;
    double after = 0;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "grayscale : contrast?amount=-80 : clahe?slope=1");
    ck_assert_int_eq(vips_deviate(trial.image, &before, NULL), 0);
    trial_run(&trial, "grayscale : contrast?amount=-80 : clahe?slope=10");
    ck_assert_int_eq(vips_deviate(trial.image, &after, NULL), 0);
    ck_assert_double_gt(after, before * 1.5);
    trial_fini(&trial);
}
END_TEST

START_TEST(picture_smaller_than_the_window_passes)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 3, 300, ".png");
    trial_run(&trial, "clahe?size=256");
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
