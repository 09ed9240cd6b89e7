/* What further pictures cost. */
#include "image/inputs.h"
#include "image/svg.h"
#include "tests/support/suite.h"

enum { SECONDS = 10 };

/* What image/vips/svg_bounds.h lets layers take, whatever picture the drawing is. */
START_TEST(a_drawing_costs_its_layers_once)
{
    const struct limits limits = limits_default();
    const struct image_info drawing = {.format = FORMAT_SVG, .area = SVG_PIXELS_MAX};

    ck_assert_uint_eq(inputs_memory(&drawing, 100, &limits) + inputs_passing(&drawing),
                      100 + 24 * (uint64_t)SVG_PIXELS_MAX);
}
END_TEST

START_TEST(a_photograph_costs_what_it_measures)
{
    const struct limits limits = limits_default();
    const struct image_info photo = {.format = FORMAT_JPEG, .width = 300, .height = 200};

    ck_assert_uint_eq(inputs_memory(&photo, 1000, &limits), 1000 + 12 * 300 * 200);
    ck_assert_uint_eq(inputs_passing(&photo), 0);
}
END_TEST

START_TEST(a_cut_picture_costs_what_it_is_cut_from)
{
    const struct limits limits = limits_default();
    const struct image_info cut = {.format = FORMAT_HEIF, .width = 30, .height = 20, .area = 60000};

    ck_assert_uint_eq(inputs_memory(&cut, 1000, &limits), 1000 + 12 * 60000);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_drawing_costs_its_layers_once, 0},
        {a_photograph_costs_what_it_measures, 0},
        {a_cut_picture_costs_what_it_is_cut_from, 0},
    };

    return suite_run("image/inputs", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
