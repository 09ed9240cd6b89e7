#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"gamma?value=1", 3, {0, 120, 255}, 3, {0, 120, 255}, 0},
    {"gamma?value=2", 4, {0, 64, 255, 64}, 4, {0, 128, 255, 64}, 1},
    {"gamma?value=0.5", 1, {128}, 1, {64}, 1},
    {"gamma?value=2", 3, {16384, 0, 65535}, 3, {32768, 0, 65535}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("gamma?value=2.2", "gamma", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/gamma", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
