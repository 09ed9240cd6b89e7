#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"invert", 3, {0, 100, 255}, 3, {255, 155, 0}, 0},
    {"invert", 4, {10, 20, 30, 40}, 4, {245, 235, 225, 40}, 0},
    {"invert", 1, {7}, 1, {248}, 0},
    {"invert", 2, {7, 9}, 2, {248, 9}, 0},
    {"invert", 3, {65535, 1000, 0}, 3, {0, 64535, 65535}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("invert", "invert", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/invert", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
