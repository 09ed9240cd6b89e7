#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

static const struct {
    const char *plan;
    int x, y; /* where the white corner of the 96x64 pattern went */
} flips[] = {
    {"flip", 93, 2},
    {"flip?direction=horizontal", 93, 2},
    {"flip?direction=vertical", 2, 61},
    {"flip?direction=both", 93, 61},
};

START_TEST(white_corner_goes_where_told)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, flips[_i].plan);
    trial_assert_size(&trial, 96, 64);
    trial_assert_pixel(&trial, flips[_i].x, flips[_i].y, 3, (double[]){255, 255, 255}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_flips_either_way)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".jpg");
    trial_run(&trial, flips[_i].plan);
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "flip?direction=both");
    trial_assert_golden(&trial, "flip", 0, 0);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {white_corner_goes_where_told, ARRAY_LEN(flips)},
        {large_picture_flips_either_way, ARRAY_LEN(flips)},
        {golden, 0},
    };

    return suite_run("image/ops/flip", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
