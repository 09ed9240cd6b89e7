/* Transforms by the most that they lengthen anything. */
#include "image/vips/svg_transform.h"
#include "tests/support/suite.h"

#include <math.h>

enum { SECONDS = 20 };

static const struct {
    const char *text;
    double growth;
} rows[] = {
    {"", 1},
    {"none", 1},
    {"scale(3)", 3},
    {"scale(2 -5)", 5},
    {"SCALEX(7)scaleY (2)", 14},
    {"scale(.5)", 1},
    {"matrix(1 0 0 1 500 900)", 1},
    {"matrix(0,-1,1,0,0,0)", 1},
    {"matrix(1 1 -1 1 0 0)", M_SQRT2},
    {"matrix(1-1 1 1 0 0)", M_SQRT2},
    {"matrix(1 1 1 1 0 0)", 2},
    {"matrix(3 0 0 -4 0 0)", 4},
    {"matrix(1 1 -1 1 0 0) matrix(1 1 -1 1 0 0)", 2},
    {"rotate(45) translate(100 100)", 1},
    {"skewX(0)", 1},
    /* Of (1 t; 0 1): (t + sqrt(t^2 + 4)) / 2. */
    {"skewX(45)", 1.6180339887498949},
    {"skewY(-45deg)", 1.6180339887498949},
    {"skewX(50grad)", 1.6180339887498949},
    {"skewX(.125turn)", 1.6180339887498949},
    {"skewX(.78539816339744831rad)", 1.6180339887498949},
    {"skew(45, 45)", 2},
    {"scale(1e400)", INFINITY},
    {"matrix(1e400 0 0 1e400 0 0)", INFINITY},
};

START_TEST(growth_is_the_spectral_norm)
{
    const char *text = rows[_i].text;
    const double growth = svg_transform_growth(text, text + strlen(text));

    if (isinf(rows[_i].growth))
        ck_assert_double_infinite(growth);
    else
        ck_assert_double_eq_tol(growth, rows[_i].growth, 1e-12);
}
END_TEST

START_TEST(a_right_angle_is_beyond_any_drawing)
{
    static const char text[] = "skewX(90)";

    ck_assert_double_gt(svg_transform_growth(text, text + strlen(text)), 1e12);
}
END_TEST

START_TEST(nothing_is_read_past_the_end)
{
    static const char text[] = "scale(2);scale(9)";

    ck_assert_double_eq(svg_transform_growth(text, strchr(text, ';')), 2);
    ck_assert_double_eq(svg_transform_growth(text, text + strlen("scale")), 1);
}
END_TEST

int main(void)
{
    const struct suite_row all[] = {
        {growth_is_the_spectral_norm, ARRAY_LEN(rows)},
        {a_right_angle_is_beyond_any_drawing, 0},
        {nothing_is_read_past_the_end, 0},
    };

    return suite_run("image/vips/svg_transform", all, ARRAY_LEN(all), SECONDS) ? 0 : 1;
}
