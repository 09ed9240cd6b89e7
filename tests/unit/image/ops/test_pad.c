#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"pad?left=10&background=000000", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
    {"pad?height=148&width=164&extend=blur", 4, {9, 99, 255, 70}, 4, {9, 99, 255, 70}, 0},
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
    {"pad?left=10&top=5", 96, 64, 106, 69},
    {"pad?left=50%&right=25%&bottom=100%", 96, 64, 168, 128},
    {"pad?width=200", 96, 64, 200, 64},
    {"pad?width=50&height=100", 96, 64, 96, 100},
    {"pad?aspect=1", 96, 64, 96, 96},
    {"pad?aspect=16:9", 96, 64, 114, 64},
    {"pad?aspect=1:3", 96, 64, 96, 288},
    {"pad?aspect=1&extend=blur", 300, 10, 300, 300},
    {"pad?aspect=100&extend=blur", 1, 7, 700, 7},
    {"pad?width=300&extend=edge", 96, 64, 300, 64},
    {"pad?top=200&extend=mirror", 96, 64, 96, 264},
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
    sample_refused("pad", ERR_PARAM_MISSING, "width");
    sample_refused("pad?left=1&width=10", ERR_PARAM_CONFLICT, "width");
    sample_refused("pad?left=1&aspect=1", ERR_PARAM_CONFLICT, "aspect");
}
END_TEST

START_TEST(space_is_what_was_asked_for)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, "pad?left=10&top=4&background=336699");
    trial_assert_pixel(&trial, 9, 30, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_assert_pixel(&trial, 10, 4, 3, (double[]){255, 255, 255}, 0);
    trial_run(&trial, "pad?left=10&extend=edge");
    trial_assert_pixel(&trial, 0, 2, 3, (double[]){255, 255, 255}, 0);
    trial_run(&trial, "pad?left=10&extend=mirror");
    trial_assert_pixel(&trial, 9, 2, 3, (double[]){255, 255, 255}, 0);
    trial_run(&trial, "pad?width=116&gravity=east&background=000");
    trial_assert_pixel(&trial, 20, 2, 3, (double[]){255, 255, 255}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(space_may_be_transparent)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial_run(&trial, "pad?left=10&background=00000000");
    trial_assert_pixel(&trial, 5, 5, 4, (double[]){0, 0, 0, 0}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "pad?aspect=1");
    trial_assert_size(&trial, 3000, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("pad?aspect=1&extend=mirror", "pad", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {contradictions_are_refused, 0},
        {space_is_what_was_asked_for, 0},
        {space_may_be_transparent, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/pad", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
