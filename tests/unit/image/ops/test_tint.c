#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"tint?color=808080", 3, {200, 100, 50}, 3, {127, 127, 127}, 2},
    {"tint?color=ff0000&amount=0", 4, {10, 20, 30, 40}, 4, {10, 20, 30, 40}, 1},
    {"tint?color=336699", 3, {101, 101, 101}, 3, {54, 103, 155}, 2},
    {"tint?color=808080", 1, {77}, 3, {77, 77, 77}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("tint?color=336699", "tint", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/tint", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
