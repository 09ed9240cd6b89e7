#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct {
    const char *plan;
    int width, height; /* of the source */
    uint32_t want_width, want_height;
} sizes[] = {
    {"thumbnail?size=40", 96, 64, 40, 40},
    {"thumbnail?width=50&height=20", 96, 64, 50, 20},
    {"thumbnail?size=300", 96, 64, 300, 300},
    {"thumbnail?width=1&height=1", 640, 480, 1, 1},
    {"thumbnail?width=77&height=300", 1001, 777, 77, 300},
    {"thumbnail?size=64&gravity=attention", 300, 200, 64, 64},
    {"thumbnail?size=20&dpr=3", 300, 200, 60, 60},
    {"thumbnail?width=25&height=10&dpr=1.5", 300, 200, 38, 15},
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
    sample_refused("thumbnail", ERR_PARAM_MISSING, "size");
    sample_refused("thumbnail?width=10", ERR_PARAM_MISSING, "height");
    sample_refused("thumbnail?size=10&width=10", ERR_PARAM_CONFLICT, "size");
}
END_TEST

START_TEST(it_is_the_resize_that_covers)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 1600, 1200, ".jpg");
    trial_run(&trial, "resize?width=100&height=150&fit=cover&enlarge=true&gravity=east");
    VipsImage *resized = trial.image;

    trial.image = NULL;
    trial_run(&trial, "thumbnail?width=100&height=150&gravity=east");
    ck_assert(trial_difference(resized, trial.image).max <= 0);
    g_object_unref(resized);
    trial_fini(&trial);
}
END_TEST

START_TEST(frames_are_cut_alike)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "gif-animated");
    trial_run(&trial, "thumbnail?size=20&gravity=entropy&format=webp");
    trial_assert_size(&trial, 20, 20);
    ck_assert_uint_eq(trial.facts.frames, 3);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("thumbnail?width=80&height=80", "thumbnail", 0.7,
                  12); /* 8.14 and 8.16 round apart */
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {contradictions_are_refused, 0},
        {it_is_the_resize_that_covers, 0},
        {frames_are_cut_alike, 0},
        {golden, 0},
    };

    return suite_run("image/ops/thumbnail", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
