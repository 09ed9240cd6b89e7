#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"opacity?amount=50", 3, {10, 20, 30}, 4, {10, 20, 30, 127.5}, 1},
    {"opacity?amount=50", 4, {10, 20, 30, 200}, 4, {10, 20, 30, 100}, 0},
    {"opacity?amount=0", 1, {10}, 2, {10, 0}, 0},
    {"opacity?amount=100", 2, {10, 99}, 2, {10, 99}, 0},
    {"opacity?amount=50", 3, {1000, 1000, 1000}, 4, {1000, 1000, 1000, 32768}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("opacity?amount=40", "opacity", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/opacity", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
