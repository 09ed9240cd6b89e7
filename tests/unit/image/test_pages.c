/* What is known of a picture that is not the first of its file. */
#include "image/plans.h"

#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>

enum { SECONDS = 10, MB = 1000000 };

/* "page?index=..." and a crop that lies outside of the first page. */
static struct plan page(int index)
{
    static const char *const crop[] = {"x", "y", "width", "height"};
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct plan plan;
    char text[16];

    plan_init(&plan);
    (void)snprintf(text, sizeof(text), "%d", index);
    ck_assert_int_eq(plan_add(&plan, op_index(span_text("page")), &limits, NULL), ERR_OK);
    ck_assert_int_eq(plan_set(&plan, &seen, true, span_text("index"), span_text(text), NULL),
                     ERR_OK);
    seen.step = 0;
    ck_assert_int_eq(plan_add(&plan, op_index(span_text("crop")), &limits, NULL), ERR_OK);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(plan_set(&plan, &seen, true, span_text(crop[i]), span_text("100"), NULL),
                         ERR_OK);
    output_set_format(&plan.output, FORMAT_PNG);
    return plan;
}

static struct image_info first_page(enum format_id format)
{
    return (struct image_info){.format = format,
                               .width = 20,
                               .height = 10,
                               .frames = 1,
                               .orientation = 6,
                               .bands = 3,
                               .bits = 8,
                               .area = format == FORMAT_HEIF ? 200 : 0};
}

static const struct {
    enum format_id format;
    int index;
    bool known;
} rows[] = {
    {FORMAT_TIFF, 0, true},  {FORMAT_TIFF, 1, false}, {FORMAT_AVIF, 0, true},
    {FORMAT_AVIF, 7, false}, {FORMAT_HEIF, 0, true},  {FORMAT_HEIF, 1, false},
    {FORMAT_GIF, 1, true},   {FORMAT_WEBP, 1, true},  {FORMAT_JPEG, 1, true},
};

START_TEST(first_page_says_nothing_of_the_others)
{
    const struct limits limits = limits_default();
    const struct image_info info = first_page(rows[_i].format);
    const struct plan plan = page(rows[_i].index);
    const struct plans plans = {&plan, 1};
    const struct image_info subject = plan_subject(&plan, &info);
    struct size sizes[PLANS_MAX] = {{1, 1}};
    uint32_t failed;

    ck_assert_uint_eq(subject.format, info.format);
    ck_assert_uint_eq(subject.width, rows[_i].known ? 20 : 0);
    ck_assert_uint_eq(subject.height, rows[_i].known ? 10 : 0);
    ck_assert_uint_eq(subject.orientation, rows[_i].known ? 6 : 1);
    ck_assert_int_eq(plans_guess(&plans, &info), !rows[_i].known);
    const enum err_code code = plans_shape(&plans, &info, &limits, sizes, &failed, NULL);

    ck_assert_int_eq(code, rows[_i].known ? ERR_OUT_OF_PICTURE : ERR_OK);
    if (!rows[_i].known)
        ck_assert_uint_eq(sizes[0].width + sizes[0].height, 0);
    /* charged as the largest that is let in */
    if (rows[_i].known)
        ck_assert_uint_lt(plan_memory(&plan, &info, 1000, &limits), 600 * MB);
    else
        ck_assert_uint_ge(plan_memory(&plan, &info, 1000, &limits), 3 * 4 * limits.input_pixels);
}
END_TEST

START_TEST(cut_picture_is_charged_for_what_it_is_cut_from)
{
    struct limits limits = limits_default();
    struct image_info info = first_page(FORMAT_HEIF);
    struct plan plan;

    plan_init(&plan);
    output_set_format(&plan.output, FORMAT_PNG);
    info.alpha = info.progressive = true;
    const uint64_t whole = plan_memory(&plan, &info, 1000, &limits);

    info.area = 10 * MB;
    ck_assert_uint_ge(plan_memory(&plan, &info, 1000, &limits), whole + 3 * 4 * 9 * (uint64_t)MB);
    limits.input_pixels = 10 * MB;
    ck_assert_int_eq(plan_check_input(&info, &limits, NULL), ERR_OK);
    limits.input_pixels--;
    ck_assert_int_eq(plan_check_input(&info, &limits, NULL), ERR_IMAGE_TOO_LARGE);
    info.width = info.height = 0; /* sides in doubt */
    ck_assert_int_eq(plan_check_input(&info, &limits, NULL), ERR_IMAGE_TOO_LARGE);
    info.format = FORMAT_SVG; /* may have as many, which is no claim of its own */
    ck_assert_int_eq(plan_check_input(&info, &limits, NULL), ERR_OK);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {first_page_says_nothing_of_the_others, ARRAY_LEN(rows)},
        {cut_picture_is_charged_for_what_it_is_cut_from, 0},
    };

    return suite_run("image/pages", suite, ARRAY_LEN(suite), SECONDS) ? EXIT_SUCCESS : EXIT_FAILURE;
}
