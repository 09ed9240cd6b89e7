#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"threshold", 3, {127, 127, 127}, 1, {0}, 0},
    {"threshold", 3, {128, 128, 128}, 1, {255}, 0},
    {"threshold?value=0", 4, {0, 0, 0, 9}, 2, {255, 9}, 0},
    {"threshold", 3, {255, 0, 0}, 1, {0}, 0},
    {"threshold", 3, {65535, 65535, 65535}, 1, {65535}, 0},
    {"threshold", 2, {65535, 9}, 2, {65535, 9}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("threshold?value=40", "threshold", 0.5, 255);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/threshold", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
