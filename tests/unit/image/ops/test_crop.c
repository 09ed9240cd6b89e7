#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

struct crop_row {
    const char *plan;
    uint32_t width, height;
    int x, y; /* where the result's first pixel lay in the 96x64 pattern */
};

static const struct crop_row crops[] = {
    {"crop?x=10&y=20&width=30&height=40", 30, 40, 10, 20},
    {"crop?x=25%&y=50%&width=50%&height=50%", 48, 32, 24, 32},
    {"crop?width=100%&height=100%", 96, 64, 0, 0},
    {"crop?width=10&height=10", 10, 10, 43, 27},
    {"crop?width=10&height=10&gravity=southeast", 10, 10, 86, 54},
    {"crop?width=10&height=10&gravity=northwest", 10, 10, 0, 0},
    {"crop?width=10&height=10&gravity=1,0", 10, 10, 86, 0},
    {"crop?width=10&height=10&gravity=0.25,0.75", 10, 10, 19, 43},
    {"crop?x=95&y=63&width=1&height=1", 1, 1, 95, 63},
    {"crop?aspect=1", 64, 64, 16, 0},
    {"crop?aspect=16:9&gravity=north", 96, 54, 0, 0},
    {"crop?aspect=1:100", 1, 64, 47, 0},
    {"crop?aspect=0.5&gravity=east", 32, 64, 64, 0},
    {"crop?width=0.1%&height=0.1%&gravity=northwest", 1, 1, 0, 0},
};

static const char *const outside[] = {
    "crop?x=90&y=0&width=7&height=1", "crop?x=0&y=0&width=97&height=1", "crop?width=1&height=65",
    "crop?x=100%&y=0&width=1&height=1", "crop?x=51%&y=0&width=50%&height=1"};

static const char *const smart[] = {"width=300&height=200&gravity=attention",
                                    "width=300&height=200&gravity=entropy",
                                    "aspect=1.5&gravity=attention", "aspect=1.5&gravity=entropy"};

START_TEST(region_is_cut_exactly)
{
    struct trial trial;

    trial_init(&trial);
    const struct crop_row *row = &crops[_i];
    VipsImage *part = NULL;

    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, row->plan);
    trial_assert_size(&trial, row->width, row->height);
    VipsImage *whole = trial_decode(buf_span(&trial.input));

    ck_assert_int_eq(
        vips_extract_area(whole, &part, row->x, row->y, (int)row->width, (int)row->height, NULL),
        0);
    const struct difference is = trial_difference(trial.image, part);

    ck_assert_msg(is.max <= 0, "%s: %g", row->plan, is.max);
    g_object_unref(part);
    g_object_unref(whole);
    trial_fini(&trial);
}
END_TEST

START_TEST(region_outside_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png");
    trial_run(&trial, outside[_i]);
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_fini(&trial);
}
END_TEST

START_TEST(smart_gravity_gives_the_size_asked_for)
{
    struct trial trial;

    trial_init(&trial);
    char plan[80];

    (void)snprintf(plan, sizeof(plan), "crop?%s", smart[_i]);
    trial_pattern(&trial, _i < 2 ? 900 : 300, _i < 2 ? 700 : 400, ".jpg");
    trial_run(&trial, plan);
    trial_assert_size(&trial, 300, 200);
    trial_fini(&trial);
}
END_TEST

START_TEST(aspect_stands_alone)
{
    struct plan plan;
    struct err err = {0};

    ck_assert_int_eq(trial_plan_try("crop?aspect=1&width=9&height=9", &plan, &err),
                     ERR_PARAM_CONFLICT);
    ck_assert_str_eq(err.param, "aspect");
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "crop?x=0&y=2900&width=300&height=100");
    trial_assert_size(&trial, 300, 100);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "crop?x=8&y=4&width=100&height=80");
    trial_assert_golden(&trial, "crop", 0, 0);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {region_is_cut_exactly, ARRAY_LEN(crops)},
        {region_outside_is_refused, ARRAY_LEN(outside)},
        {smart_gravity_gives_the_size_asked_for, ARRAY_LEN(smart)},
        {aspect_stands_alone, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/crop", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
