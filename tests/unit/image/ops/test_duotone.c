#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"duotone?shadow=102030&highlight=f0e0d0", 3, {0, 0, 0}, 3, {16, 32, 48}, 1},
    {"duotone?shadow=102030&highlight=f0e0d0", 3, {255, 255, 255}, 3, {240, 224, 208}, 1},
    {"duotone?shadow=000000&highlight=ffffff", 3, {255, 0, 0}, 3, {54, 54, 54}, 1},
    {"duotone?shadow=102030&highlight=f0e0d0", 2, {255, 9}, 4, {240, 224, 208, 9}, 1},
    {"duotone?shadow=000000&highlight=ff0000", 1, {65535}, 3, {65535, 0, 0}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(contradictions_are_refused)
{
    sample_refused("duotone?shadow=000", ERR_PARAM_MISSING, "highlight");
}
END_TEST

START_TEST(golden)
{
    sample_golden("duotone?shadow=1d2671&highlight=f6e7c1", "duotone", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {contradictions_are_refused, 0},
        {golden, 0},
    };

    return suite_run("image/ops/duotone", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
