#include "tests/support/suite.h"
#include "tests/support/trial.h"
#include <math.h>

enum { SECONDS = 60 };

struct turn_row {
    const char *plan;
    uint32_t width, height;
    int x, y; /* where the white corner went, in the 96x64 pattern */
};

static const struct turn_row turns[] = {
    {"rotate?angle=0", 96, 64, 2, 2},     {"rotate?angle=90", 64, 96, 61, 2},
    {"rotate?angle=180", 96, 64, 93, 61}, {"rotate?angle=270", 64, 96, 2, 93},
    {"rotate?angle=-90", 64, 96, 2, 93},  {"rotate?angle=360", 96, 64, 2, 2},
    {"rotate?angle=-360", 96, 64, 2, 2},  {"rotate?angle=-180", 96, 64, 93, 61},
};

START_TEST(quarter_turns_go_clockwise_and_are_exact)
{
    struct trial trial;

    trial_init(&trial);
    const struct turn_row *row = &turns[_i];

    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, row->plan);
    trial_assert_size(&trial, row->width, row->height);
    trial_assert_pixel(&trial, row->x, row->y, 3, (double[]){255, 255, 255}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(four_quarters_are_nothing)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 97, 61, ".png");
    trial_run(&trial, "rotate?angle=90 : rotate?angle=90 : rotate?angle=90 : rotate?angle=90");
    VipsImage *source = trial_decode(buf_span(&trial.input));

    ck_assert(trial_difference(trial.image, source).max <= 0);
    g_object_unref(source);
    trial_fini(&trial);
}
END_TEST

START_TEST(any_angle_has_the_size_foretold)
{
    struct trial trial;

    trial_init(&trial);
    char plan[64];
    const double angle = -359.7 + 7.3 * _i;
    const double radians = angle * M_PI / 180;

    (void)snprintf(plan, sizeof(plan), "rotate?angle=%.1f", angle);
    trial_pattern(&trial, 97, 61, ".png");
    trial_run(&trial, plan); /* which compares with plan_shape */
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_double_le(fabs(trial.facts.width - 97 * fabs(cos(radians)) - 61 * fabs(sin(radians))),
                        0.51);
    trial_fini(&trial);
}
END_TEST

START_TEST(one_pixel_turns_too)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 1, 1, ".png");
    trial_run(&trial, "rotate?angle=45");
    trial_assert_size(&trial, 1, 1);
    trial_fini(&trial);
}
END_TEST

START_TEST(corners_get_the_background)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 200, 100, ".png");
    trial_run(&trial, "rotate?angle=30&background=336699");
    trial_assert_pixel(&trial, 1, 1, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(corners_of_a_transparent_picture_may_be_clear)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial_run(&trial, "rotate?angle=45&background=00000000");
    trial_assert_pixel(&trial, 1, 1, 4, (double[]){0, 0, 0, 0}, 0);
    trial_assert_pixel(&trial, 56, 56, 4, (double[]){127, 127, 128, 200}, 3);
    trial_fini(&trial);
}
END_TEST

START_TEST(centre_stays_where_it_is)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 201, 101, ".png");
    trial_run(&trial, "rotate?angle=180 : rotate?angle=33");
    trial_assert_pixel(&trial, (int)trial.facts.width / 2, (int)trial.facts.height / 2, 1,
                       (double[]){255}, 30);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "rotate?angle=30&background=c0ffee");
    trial_assert_golden(&trial, "rotate", 0.5, 12);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {quarter_turns_go_clockwise_and_are_exact, ARRAY_LEN(turns)},
        {four_quarters_are_nothing, 0},
        {any_angle_has_the_size_foretold, 98},
        {one_pixel_turns_too, 0},
        {corners_get_the_background, 0},
        {corners_of_a_transparent_picture_may_be_clear, 0},
        {centre_stays_where_it_is, 0},
        {golden, 0},
    };

    return suite_run("image/ops/rotate", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
