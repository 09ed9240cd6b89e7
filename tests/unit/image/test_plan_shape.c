/* Sizes, limits and memory of a plan on a picture. */
#include "image/plan.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { MB = 1000000 };

/* "resize width=100 fit=cover : rotate angle=90 : flip" */
static void build(struct plan *plan, const char *text)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct span rest = span_text(text);
    struct span word;
    bool fresh = true;

    plan_init(plan);
    while (span_next(&rest, ' ', &word)) {
        struct err err = {0};
        struct span value = word;
        struct span name;

        if (span_is(word, ":")) {
            fresh = true;
        } else if (fresh) {
            seen.step = 0;
            fresh = false;
            ck_assert_int_eq(plan_add(plan, op_index(word), &limits, &err), ERR_OK);
        } else {
            ck_assert(span_next(&value, '=', &name));
            ck_assert_msg(plan_set(plan, &seen, true, name, value, &err) == ERR_OK, "%s",
                          err.detail);
        }
    }
}

static struct image_info picture(uint32_t width, uint32_t height)
{
    return (struct image_info){.format = FORMAT_JPEG,
                               .width = width,
                               .height = height,
                               .frames = 1,
                               .orientation = 1,
                               .bands = 3,
                               .bits = 8};
}

static const struct {
    const char *text;
    uint32_t width, height;
    uint8_t orientation;
    struct size result;
} shapes[] = {
    {"convert", 640, 480, 1, {640, 480}},
    {"convert", 640, 480, 4, {640, 480}},
    {"convert", 640, 480, 5, {480, 640}},
    {"convert", 640, 480, 8, {480, 640}},
    {"convert orient=false", 640, 480, 6, {640, 480}},
    {"resize width=320", 640, 480, 1, {320, 240}},
    {"resize width=320", 640, 480, 6, {320, 427}},
    {"resize width=320 orient=false", 640, 480, 6, {320, 240}},
    {"resize width=320 height=320 fit=cover", 640, 480, 1, {320, 320}},
    {"resize width=2000", 640, 480, 1, {640, 480}},
    {"resize width=1280 enlarge=true", 640, 480, 1, {1280, 960}},
    {"resize width=1", 65535, 1, 1, {1, 1}},
    {"crop x=10 y=20 width=50% height=25%", 640, 480, 1, {320, 120}},
    {"rotate angle=90", 640, 480, 1, {480, 640}},
    {"rotate angle=-180", 640, 480, 1, {640, 480}},
    {"rotate angle=270", 640, 480, 6, {640, 480}},
    {"rotate angle=45", 100, 100, 1, {141, 141}},
    {"rotate angle=90 : resize width=240 : flip", 640, 480, 1, {240, 320}},
    {"crop width=100 height=50 : rotate angle=90 : crop width=50 height=100",
     640,
     480,
     1,
     {50, 100}},
};

START_TEST(size_is_told_after_orientation_and_all_steps)
{
    const struct limits limits = limits_default();
    struct image_info info = picture(shapes[_i].width, shapes[_i].height);
    struct size size = {0, 0};
    struct plan plan;
    struct err err = {0};

    build(&plan, shapes[_i].text);
    info.orientation = shapes[_i].orientation;
    ck_assert_msg(plan_shape(&plan, &info, &limits, &size, &err) == ERR_OK, "%s", err.detail);
    ck_assert_uint_eq(size.width, shapes[_i].result.width);
    ck_assert_uint_eq(size.height, shapes[_i].result.height);
}
END_TEST

static const struct {
    const char *text;
    uint32_t width, height, frames;
    enum err_code code;
    double limit, actual;
} refused[] = {
    {"convert", 10001, 10000, 1, ERR_IMAGE_TOO_LARGE, 100e6, 100010000},
    {"convert", INT32_MAX, INT32_MAX, 1, ERR_IMAGE_TOO_LARGE, 100e6, 4611686014132420609.0},
    {"resize width=10", 65536, 65536, 1, ERR_IMAGE_TOO_LARGE, 100e6, 4294967296.0},
    {"resize width=10 format=gif", 1000, 1000, 101, ERR_IMAGE_TOO_LARGE, 100e6, 101e6},
    {"resize width=10 format=gif", 10, 10, 513, ERR_FRAMES, 512, 513},
    {"convert", 10000, 10000, 1, ERR_RESULT_TOO_LARGE, 50e6, 100e6},
    {"resize width=60000 enlarge=true", 10, 10, 1, ERR_RESULT_TOO_LARGE, 50e6, 3600e6},
    /* On the way counts too. */
    {"resize width=60000 enlarge=true : resize width=10", 10, 10, 1, ERR_RESULT_TOO_LARGE, 50e6,
     3600e6},
    /* Sides stop at INT32_MAX rather than overflow. */
    {"resize width=65535 enlarge=true", 1, INT32_MAX / 64, 1, ERR_RESULT_TOO_LARGE, 50e6,
     65535.0 * INT32_MAX},
    {"resize width=2000 height=2000 enlarge=true format=webp", 100, 100, 13, ERR_RESULT_TOO_LARGE,
     50e6, 52e6},
    {"crop x=600 y=0 width=41 height=1", 640, 480, 1, ERR_OUT_OF_PICTURE, 0, 0},
    {"resize width=100 : crop width=101 height=1", 640, 480, 1, ERR_OUT_OF_PICTURE, 0, 0},
    {"convert format=webp", 16384, 1, 1, ERR_UNSUPPORTED_RESULT, 16383, 16384},
    {"convert format=avif", 1, 16385, 1, ERR_UNSUPPORTED_RESULT, 16384, 16385},
    {"convert format=jpeg", 65501, 1, 1, ERR_UNSUPPORTED_RESULT, 65500, 65501},
    {"convert format=gif", 65536, 1, 1, ERR_UNSUPPORTED_RESULT, 65535, 65536},
};

START_TEST(too_much_is_refused_with_limit_and_actual)
{
    const struct limits limits = limits_default();
    struct image_info info = picture(refused[_i].width, refused[_i].height);
    struct size size = {7, 7};
    struct plan plan;
    struct err err = {0};

    build(&plan, refused[_i].text);
    info.frames = refused[_i].frames;
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, &err), refused[_i].code);
    ck_assert_int_eq(err.code, refused[_i].code);
    ck_assert(err.limit == refused[_i].limit);
    ck_assert(err.actual == refused[_i].actual);
    ck_assert(size.width == 7 && size.height == 7); /* untouched */
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, NULL), refused[_i].code);
}
END_TEST

START_TEST(exactly_the_limit_is_allowed)
{
    struct limits limits = limits_default();
    const struct image_info info = picture(100, 100);
    struct size size;
    struct plan plan;

    build(&plan, "convert format=png");
    limits.input_pixels = 10000;
    limits.output_pixels = 10000;
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, NULL), ERR_OK);
    limits.output_pixels = 9999;
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, NULL), ERR_RESULT_TOO_LARGE);
    limits.input_pixels = 9999;
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, NULL), ERR_IMAGE_TOO_LARGE);
}
END_TEST

static uint64_t memory(const char *text, const struct image_info *info)
{
    const struct limits limits = limits_default();
    struct plan plan;

    build(&plan, text);
    return plan_memory(&plan, info, 5 * MB, &limits);
}

START_TEST(streamed_picture_costs_less_than_a_held_one)
{
    const char *const resize = "resize width=400 format=jpeg";
    struct image_info info = picture(4000, 3000);
    const uint64_t streamed = memory(resize, &info);

    ck_assert_uint_lt(streamed, 60 * MB);
    ck_assert_uint_gt(memory("rotate angle=90 format=jpeg", &info), streamed + 2 * 4 * 12 * MB);
    info.progressive = true;
    ck_assert_uint_gt(memory(resize, &info), streamed + 2 * 4 * 12 * MB);
    info.progressive = false;
    info.orientation = 6;
    ck_assert_uint_gt(memory(resize, &info), streamed + 2 * 4 * 12 * MB);
    info.orientation = 1;
    info.bits = 16;
    ck_assert_uint_gt(memory(resize, &info), streamed);
    ck_assert_uint_gt(memory("convert format=avif", &info), memory("convert format=jpeg", &info));
}
END_TEST

START_TEST(memory_of_any_claimed_size_is_bounded_and_does_not_wrap)
{
    const uint64_t most = UINT64_C(8) * (3 * 100 + 11 * 50) * MB + 100 * MB;
    struct image_info info = picture(INT32_MAX, INT32_MAX);

    info.frames = UINT32_MAX;
    info.progressive = true;
    info.animated = true;
    ck_assert_uint_gt(memory("convert format=webp", &info), UINT64_C(1000) * MB);
    ck_assert_uint_le(memory("convert format=avif max_bytes=1000", &info), most);
    info = (struct image_info){.format = FORMAT_TIFF, .frames = 1, .orientation = 1};
    ck_assert_uint_gt(memory("resize width=10", &info), UINT64_C(1000) * MB);
    ck_assert_uint_le(memory("resize width=10", &info), most);
}
END_TEST

START_TEST(moving_picture_of_unknown_length_is_charged_as_the_longest)
{
    struct image_info info = picture(200, 200);

    info.format = FORMAT_GIF;
    info.animated = true;
    info.progressive = true;
    const uint64_t moving = memory("convert format=gif", &info);

    info.frames = 10;
    ck_assert_uint_lt(memory("convert format=gif", &info), moving);
    info.frames = 1;
    ck_assert_uint_lt(memory("convert format=png", &info), moving / 2);
}
END_TEST

START_TEST(picked_frame_is_charged_alone)
{
    const struct limits limits = limits_default();
    struct image_info info = picture(200, 200);
    struct plan plan;
    struct size size;

    info.format = FORMAT_GIF;
    info.animated = true;
    info.frames = 500;
    build(&plan, "zoom factor=3 format=gif");
    ck_assert_int_eq(plan_frame(&plan), -1);
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, NULL), ERR_RESULT_TOO_LARGE);
    build(&plan, "zoom factor=3 format=gif : page index=499");
    ck_assert_int_eq(plan_frame(&plan), 499);
    ck_assert_int_eq(plan_shape(&plan, &info, &limits, &size, NULL), ERR_OK);
    ck_assert_uint_lt(memory("page index=499 format=gif", &info), 60 * MB);
}
END_TEST

START_TEST(rest_of_a_plan_is_checked_for_the_size_found)
{
    const struct limits limits = limits_default();
    const struct size flat = {10000, 1};
    const struct size small = {10, 10};
    struct err err = {0};
    struct plan plan;

    build(&plan, "trim : resize height=100 enlarge=true format=png");
    ck_assert(plan_size_depends(&plan));
    ck_assert_int_eq(plan_shape_rest(&plan, 1, 1, &limits, &small, &err), ERR_OK);
    ck_assert_int_eq(plan_shape_rest(&plan, 1, 1, &limits, &flat, &err), ERR_RESULT_TOO_LARGE);
    ck_assert_int_eq(plan_shape_rest(&plan, 2, 1, &limits, &flat, &err), ERR_OK);
    build(&plan, "resize height=100 format=png");
    ck_assert(!plan_size_depends(&plan));
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {size_is_told_after_orientation_and_all_steps, ARRAY_LEN(shapes)},
        {too_much_is_refused_with_limit_and_actual, ARRAY_LEN(refused)},
        {exactly_the_limit_is_allowed, 0},
        {streamed_picture_costs_less_than_a_held_one, 0},
        {memory_of_any_claimed_size_is_bounded_and_does_not_wrap, 0},
        {moving_picture_of_unknown_length_is_charged_as_the_longest, 0},
        {picked_frame_is_charged_alone, 0},
        {rest_of_a_plan_is_checked_for_the_size_found, 0},
    };

    return suite_run("image/plan_shape", tests, ARRAY_LEN(tests), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
