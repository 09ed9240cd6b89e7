#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"hue?angle=360", 3, {10, 120, 250}, 3, {10, 120, 250}, 1},
    {"hue?angle=90", 4, {120, 120, 120, 5}, 4, {120, 120, 120, 5}, 1},
    {"hue?angle=-90", 1, {99}, 1, {99}, 0},
    {"hue?angle=180", 3, {200, 60, 60}, 3, {0, 130, 163}, 4},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("hue?angle=120", "hue", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/hue", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
