#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"flatten?background=000000", 4, {100, 200, 50, 255}, 3, {100, 200, 50}, 0},
    {"flatten?background=ff0000", 4, {0, 0, 0, 0}, 3, {255, 0, 0}, 0},
    {"flatten?background=000000", 4, {100, 200, 50, 128}, 3, {50, 100, 25}, 1},
    {"flatten", 3, {1, 2, 3}, 3, {1, 2, 3}, 0},
    {"flatten?background=ffffff", 2, {0, 0}, 1, {255}, 0},
    {"flatten?background=ffffff", 4, {60000, 0, 0, 0}, 3, {65535, 65535, 65535}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("opacity?amount=50 : flatten?background=c0ffee", "flatten", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/flatten", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
