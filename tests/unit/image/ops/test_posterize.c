#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"posterize?levels=2", 3, {0, 127, 128}, 3, {0, 0, 255}, 0},
    {"posterize?levels=256", 3, {0, 127, 255}, 3, {0, 127, 255}, 0},
    {"posterize?levels=4", 4, {100, 200, 255, 9}, 4, {85, 255, 255, 9}, 0},
    {"posterize?levels=2", 3, {65535, 30000, 40000}, 3, {65535, 0, 65535}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("posterize?levels=3", "posterize", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/posterize", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
