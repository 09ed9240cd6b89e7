#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"remove_alpha", 4, {1, 2, 3, 4}, 3, {1, 2, 3}, 0},
    {"remove_alpha", 3, {1, 2, 3}, 3, {1, 2, 3}, 0},
    {"remove_alpha", 2, {1, 2}, 1, {1}, 0},
    {"remove_alpha", 2, {60000, 2}, 1, {60000}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("opacity?amount=50 : remove_alpha", "remove_alpha", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/remove_alpha", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
