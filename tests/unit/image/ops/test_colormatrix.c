#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"colormatrix?matrix=0,1,0,0,0,1,1,0,0", 3, {10, 20, 30}, 3, {20, 30, 10}, 0},
    {"colormatrix?matrix=1,0,0,0.5,0,-1,0,1,0,0,1,-1",
     4,
     {10, 20, 30, 40},
     4,
     {137.5, 235, 0, 40},
     1},
    {"colormatrix?matrix=1,1,1,0,1,0,0,0,1", 3, {20000, 20000, 20000}, 3, {60000, 20000, 20000}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(contradictions_are_refused)
{
    sample_refused("colormatrix?matrix=1,2,3", ERR_PARAM_INVALID, "matrix");
    sample_refused("colormatrix", ERR_PARAM_MISSING, "matrix");
}
END_TEST

START_TEST(golden)
{
    sample_golden("colormatrix?matrix=0,1,0,0,0,1,1,0,0", "colormatrix", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {contradictions_are_refused, 0},
        {golden, 0},
    };

    return suite_run("image/ops/colormatrix", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
