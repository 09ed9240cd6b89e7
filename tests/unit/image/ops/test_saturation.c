#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"saturation?amount=0", 3, {10, 120, 250}, 3, {10, 120, 250}, 1},
    {"saturation?amount=-100", 4, {120, 120, 120, 5}, 4, {120, 120, 120, 5}, 1},
    {"saturation?amount=-100", 3, {255, 0, 0}, 3, {127, 127, 127}, 2},
    {"saturation?amount=50", 1, {120}, 1, {120}, 0},
    {"saturation?amount=50", 2, {120, 50}, 2, {120, 50}, 0},
    {"saturation?amount=0", 3, {10000, 30000, 60000}, 3, {10000, 30000, 60000}, 200},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("saturation?amount=100", "saturation", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/saturation", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
