#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"normalize", 3, {90, 90, 90}, 3, {90, 90, 90}, 1},
    {"normalize", 4, {90, 90, 90, 7}, 4, {90, 90, 90, 7}, 1},
    {"normalize", 1, {90}, 1, {90}, 1},
    {"normalize", 3, {30000, 30000, 30000}, 3, {30000, 30000, 30000}, 60},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(all_frames_are_treated_like_the_first)
{
    sample_frames("normalize?lower=0&upper=100", (double[]){64, 96, 128}, (double[]){0, 122, 255},
                  4);
}
END_TEST

START_TEST(contradictions_are_refused)
{
    sample_refused("normalize?lower=50&upper=50", ERR_PARAM_CONFLICT, "lower");
}
END_TEST

START_TEST(golden)
{
    sample_golden("contrast?amount=-60 : normalize", "normalize", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {all_frames_are_treated_like_the_first, 0},
        {contradictions_are_refused, 0},
        {golden, 0},
    };

    return suite_run("image/ops/normalize", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
