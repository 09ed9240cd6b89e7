#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"border", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 0},
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
    {"border", 96, 64, 116, 84},
    {"border?width=1", 1, 1, 3, 3},
    {"border?width=3", 300, 3000, 306, 3006},
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

START_TEST(frame_has_its_colour)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, "border?width=5&color=336699");
    trial_assert_pixel(&trial, 4, 4, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_assert_pixel(&trial, 5, 5, 3, (double[]){255, 255, 255}, 0);
    trial_assert_pixel(&trial, 105, 73, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("border?width=8&color=c0ffee", "border", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {frame_has_its_colour, 0},
        {golden, 0},
    };

    return suite_run("image/ops/border", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
