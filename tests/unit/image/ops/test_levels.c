#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"levels", 3, {0, 120, 255}, 3, {0, 120, 255}, 0},
    {"levels?black=20&white=80", 3, {51, 127, 204}, 3, {0, 126, 255}, 1},
    {"levels?out_black=100&out_white=0", 4, {0, 100, 255, 9}, 4, {255, 155, 0, 9}, 0},
    {"levels?gamma=2", 1, {64}, 1, {128}, 1},
    {"levels?black=50", 3, {65535, 0, 32768}, 3, {65535, 0, 1}, 2},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(contradictions_are_refused)
{
    sample_refused("levels?black=50&white=50", ERR_PARAM_CONFLICT, "black");
}
END_TEST

START_TEST(golden)
{
    sample_golden("levels?black=20&white=80&gamma=1.5", "levels", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {contradictions_are_refused, 0},
        {golden, 0},
    };

    return suite_run("image/ops/levels", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
