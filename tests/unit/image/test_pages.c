/* What is known of a picture that is not the first of its file. */
#include "image/plans.h"

#include "tests/support/suite.h"
#include "tests/support/tiffs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    uint32_t width; /* told of it */
} rows[] = {
    {FORMAT_TIFF, 0, 20}, {FORMAT_TIFF, 1, 60}, {FORMAT_TIFF, 2, 0},  {FORMAT_TIFF, 9999, 0},
    {FORMAT_AVIF, 0, 20}, {FORMAT_AVIF, 7, 0},  {FORMAT_HEIF, 0, 20}, {FORMAT_HEIF, 1, 0},
    {FORMAT_GIF, 1, 20},  {FORMAT_WEBP, 1, 20}, {FORMAT_JPEG, 1, 20},
};

static struct buf tiff_of_two_pages(void)
{
    struct buf made;

    buf_init(&made, 1 << 16);
    tiff_two_pages(ORDER_LITTLE, false, &made);
    return made;
}

START_TEST(first_page_says_nothing_of_the_others)
{
    const struct limits limits = limits_default();
    const struct image_info info = first_page(rows[_i].format);
    const struct plan plan = page(rows[_i].index);
    const struct plans plans = {&plan, 1};
    struct size sizes[PLANS_MAX] = {{1, 1}};
    struct buf file = tiff_of_two_pages();
    const struct image_info subject = plan_subject(&plan, &info, buf_span(&file));
    uint32_t failed;

    ck_assert_uint_eq(subject.format, info.format);
    ck_assert_uint_eq(subject.width, rows[_i].width);
    ck_assert_uint_eq(subject.orientation, rows[_i].width == 20 ? 6 : 1);
    ck_assert_uint_eq(image_info_pixels(&subject), rows[_i].width == 60 ? 60 * 40 : 200);
    /* The crop lies outside of all that is known, and is refused for nothing else. */
    const enum err_code code =
        plans_shape(&plans, &info, buf_span(&file), &limits, sizes, &failed, NULL);

    ck_assert_int_eq(code, rows[_i].width ? ERR_OUT_OF_PICTURE : ERR_OK);
    if (rows[_i].width == 0)
        ck_assert_uint_eq(sizes[0].width + sizes[0].height, 0);
    buf_fini(&file);
}
END_TEST

/* Before the whole file is there. */
START_TEST(page_that_is_not_here_yet_is_not_judged)
{
    const struct limits limits = limits_default();
    const struct image_info info = first_page(FORMAT_TIFF);
    const struct plan plan = page(1);
    const struct plans plans = {&plan, 1};
    struct size sizes[PLANS_MAX];
    struct buf file = tiff_of_two_pages();
    size_t known = 0;
    uint32_t failed;

    for (size_t n = 0; n <= file.len; n++) {
        const struct span part = span_of(file.data, n);

        if (plan_subject(&plan, &info, part).width == 0)
            ck_assert_int_eq(plans_shape(&plans, &info, part, &limits, sizes, &failed, NULL),
                             ERR_OK);
        else if (known++ == 0)
            ck_assert_uint_ge(n, file.len - 60 * 40 - 4); /* the second directory is whole */
    }
    ck_assert_uint_gt(known, 0);
    buf_fini(&file);
}
END_TEST

/* As many pages as are asked for, and no time lost. */
START_TEST(directories_in_a_ring_are_followed)
{
    struct buf file = tiff_of_two_pages();
    const size_t next = 8 + 2 + 12 * 9; /* of the first page */
    const size_t second = read_le32((unsigned char *)file.data + next);
    struct image_info info;

    memcpy(file.data + second + 2 + 12 * 9, "\x08\0\0\0", 4);
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert(probe_page(buf_span(&file), 9998 + i % 2, &info));
    ck_assert_uint_eq(info.width, 60);
    memcpy(file.data + second + 2 + 12 * 9, "\xFF\xFF\xFF\x7F", 4);
    ck_assert(!probe_page(buf_span(&file), 2, &info));
    buf_fini(&file);
}
END_TEST

START_TEST(results_of_unknown_size_are_charged)
{
    const struct limits limits = limits_default();
    const struct span file = span_of("", 0);
    struct image_info info = first_page(FORMAT_HEIF);
    struct plan plan[2];
    const struct plans plans = {plan, 2};

    plan[0] = page(1);
    plan[0].n_steps = 1;
    plan[1] = plan[0];
    const uint64_t small = plans_memory(&plans, &info, file, &limits);

    info.area = 10 * MB;
    ck_assert_uint_ge(plans_memory(&plans, &info, file, &limits),
                      small + (3 + 2) * 4 * 9 * (uint64_t)MB);
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
        {page_that_is_not_here_yet_is_not_judged, 0},
        {directories_in_a_ring_are_followed, 0},
        {results_of_unknown_size_are_charged, 0},
        {cut_picture_is_charged_for_what_it_is_cut_from, 0},
    };

    return suite_run("image/pages", suite, ARRAY_LEN(suite), SECONDS) ? EXIT_SUCCESS : EXIT_FAILURE;
}
