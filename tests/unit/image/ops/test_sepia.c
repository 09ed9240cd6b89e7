#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"sepia", 3, {100, 100, 100}, 3, {135, 120, 94}, 1},
    {"sepia?amount=0", 3, {10, 20, 30}, 3, {10, 20, 30}, 0},
    {"sepia", 4, {100, 100, 100, 7}, 4, {135, 120, 94, 7}, 1},
    {"sepia", 2, {100, 50}, 4, {135, 120, 94, 50}, 1},
    {"sepia", 3, {25700, 25700, 25700}, 3, {34721, 30917, 24081}, 20},
    {"sepia?amount=50", 3, {255, 255, 255}, 3, {255, 255, 247}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(golden)
{
    sample_golden("sepia", "sepia", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {golden, 0},
    };

    return suite_run("image/ops/sepia", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
