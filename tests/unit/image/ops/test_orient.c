#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

/* Where the white corner of the 96x64 pattern goes: EXIF 2.32, 4.6.5.1, Orientation. */
static const struct {
    int orientation, x, y;
} corners[] = {{1, 2, 2}, {2, 93, 2}, {3, 93, 61}, {4, 2, 61},
               {5, 2, 2}, {6, 61, 2}, {7, 61, 93}, {8, 2, 93}};

static const struct {
    const char *plan;
    int width, height; /* of the source */
    uint32_t want_width, want_height;
} sizes[] = {
    {"orient?orientation=1", 96, 64, 96, 64}, {"orient?orientation=2", 96, 64, 96, 64},
    {"orient?orientation=3", 96, 64, 96, 64}, {"orient?orientation=4", 96, 64, 96, 64},
    {"orient?orientation=5", 96, 64, 64, 96}, {"orient?orientation=6", 96, 64, 64, 96},
    {"orient?orientation=7", 96, 64, 64, 96}, {"orient?orientation=8", 96, 64, 64, 96},
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
    sample_refused("orient", ERR_PARAM_MISSING, "orientation");
    sample_refused("orient?orientation=9", ERR_PARAM_RANGE, "orientation");
}
END_TEST

START_TEST(corner_goes_where_exif_says)
{
    struct trial trial;

    trial_init(&trial);
    char plan[32];

    (void)snprintf(plan, sizeof(plan), "orient?orientation=%d", corners[_i].orientation);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, plan);
    trial_assert_pixel(&trial, corners[_i].x, corners[_i].y, 3, (double[]){255, 255, 255}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(mark_of_the_file_is_applied_once)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "jpeg-exif-6");
    trial_run(&trial, "orient?orientation=8");
    trial_assert_size(&trial, 96, 64);
    trial_run(&trial, "orient?orientation=1&orient=false&metadata=all");
    trial_assert_size(&trial, 96, 64);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("orient?orientation=6", "orient", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {contradictions_are_refused, 0},
        {corner_goes_where_exif_says, ARRAY_LEN(corners)},
        {mark_of_the_file_is_applied_once, 0},
        {golden, 0},
    };

    return suite_run("image/ops/orient", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
