#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"brightness?amount=20", 3, {0, 100, 250}, 3, {51, 151, 255}, 1},
    {"brightness?amount=-100", 3, {1, 100, 255}, 3, {0, 0, 0}, 0},
    {"brightness?amount=0", 4, {1, 100, 255, 9}, 4, {1, 100, 255, 9}, 0},
    {"brightness?amount=20", 2, {1000, 9}, 2, {14107, 9}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("brightness?amount=25", "brightness", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/brightness", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
