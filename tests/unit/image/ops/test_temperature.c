#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"temperature?kelvin=6500", 3, {10, 120, 250}, 3, {10, 120, 250}, 1},
    {"temperature?kelvin=6500", 4, {10, 120, 250, 9}, 4, {10, 120, 250, 9}, 1},
    {"temperature?kelvin=3500", 3, {100, 100, 100}, 3, {128, 94, 57}, 8},
    {"temperature?kelvin=12000", 3, {100, 100, 100}, 3, {90, 101, 116}, 8},
    {"temperature?kelvin=6500", 1, {77}, 3, {77, 77, 77}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("temperature?kelvin=3500", "temperature", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/temperature", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
