#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"contrast?amount=0", 3, {0, 100, 255}, 3, {0, 100, 255}, 0},
    {"contrast?amount=-100", 4, {0, 100, 255, 77}, 4, {127.5, 127.5, 127.5, 77}, 1},
    {"contrast?amount=100", 3, {0, 126, 129}, 3, {0, 0, 255}, 0},
    {"contrast?amount=50", 3, {64, 128, 192}, 3, {0, 129, 255}, 3},
    {"contrast?amount=0", 3, {65535, 1234, 0}, 3, {65535, 1234, 0}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("contrast?amount=40", "contrast", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/contrast", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
