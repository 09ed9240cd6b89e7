/* Moves in one order, samples along an axis, parts in frames: the geometry of the planar engine. */
#include "image/planar/course.h"

#include "image/planar/axis.h"
#include "image/planar/frame.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

static struct image_info picture(uint32_t width, uint32_t height, uint8_t orientation)
{
    return (struct image_info){.format = FORMAT_JPEG,
                               .width = width,
                               .height = height,
                               .frames = 1,
                               .orientation = orientation,
                               .bands = 3,
                               .bits = 8};
}

static bool course_for(const char *text, const struct image_info *info, struct course *course)
{
    struct plan plan;

    trial_plan(text, &plan);
    return course_of(&plan, info, course);
}

/* Where a pixel of the stored picture ends up, for turns and flips alone. */
static const struct {
    const char *text;
    uint8_t orientation;
    int quarters;
    bool flip;
} turns[] = {
    {"convert", 1, 0, false},
    {"convert", 2, 0, true},
    {"convert", 4, 2, true},
    {"convert", 6, 1, false},
    {"convert", 7, 3, true},
    {"rotate?angle=90 : rotate?angle=180", 1, 3, false},
    {"flip : rotate?angle=90", 1, 3, true}, /* a flip first turns the turn around */
    {"rotate?angle=90 : flip", 1, 1, true},
    {"flip : flip?direction=vertical", 1, 2, false},
    {"rotate?angle=90", 8, 0, false},
};

START_TEST(turns_and_flips_become_one)
{
    const struct image_info info = picture(40, 20, turns[_i].orientation);
    struct course course;

    ck_assert(course_for(turns[_i].text, &info, &course));
    ck_assert_int_eq(course.quarters, turns[_i].quarters);
    ck_assert_int_eq(course.flip, turns[_i].flip);
    ck_assert(!course_scales(&course));
}
END_TEST

/* Cuts are told in the picture as it is shown, and kept in the picture as it is stored. */
static const struct {
    const char *text;
    uint8_t orientation;
    struct box cut;
} cuts[] = {
    {"crop?x=1&y=2&width=10&height=5", 1, {1, 2, 10, 5}},
    {"crop?x=1&y=2&width=10&height=5", 6, {2, 9, 5, 10}},
    {"crop?x=1&y=2&width=10&height=5", 3, {29, 13, 10, 5}},
    {"flip : crop?x=1&y=2&width=10&height=5", 1, {29, 2, 10, 5}},
    {"crop?x=4&y=4&width=20&height=10 : crop?x=1&y=2&width=3&height=4", 1, {5, 6, 3, 4}},
    {"rotate?angle=90 : crop?x=0&y=0&width=4&height=6", 1, {0, 16, 6, 4}},
};

START_TEST(cuts_are_those_of_the_stored_picture)
{
    const struct image_info info = picture(40, 20, cuts[_i].orientation);
    struct course course;

    ck_assert(course_for(cuts[_i].text, &info, &course));
    ck_assert_uint_eq(course.cut.x, cuts[_i].cut.x);
    ck_assert_uint_eq(course.cut.y, cuts[_i].cut.y);
    ck_assert_uint_eq(course.cut.width, cuts[_i].cut.width);
    ck_assert_uint_eq(course.cut.height, cuts[_i].cut.height);
}
END_TEST

static const char *const disorders[] = {
    "resize?width=20 : resize?width=10",
    "resize?width=30&height=30&fit=contain : crop?x=0&y=0&width=4&height=4",
    "resize?width=30&height=30&fit=contain : resize?width=10",
    "blur",
    "rotate?angle=10",
    "crop?x=0&y=0&width=400&height=4",
};

START_TEST(what_cannot_be_ordered_is_no_course)
{
    const struct image_info info = picture(40, 20, 1);
    struct course course;

    ck_assert(!course_for(disorders[_i], &info, &course));
}
END_TEST

static const struct {
    const char *text;
    int shrink;
} shrinks[] = {
    {"resize?width=100", 8},
    {"resize?width=101", 4},
    {"resize?width=401", 1},
    {"resize?width=1600", 1},
    {"crop?x=0&y=0&width=1600&height=800 : resize?width=100", 8},
    {"crop?x=4&y=0&width=1592&height=800 : resize?width=90", 4}, /* aligned to 4 only */
    {"crop?x=1&y=0&width=1599&height=800 : resize?width=100", 1},
};

START_TEST(the_idct_scales_what_is_left_of_the_cut)
{
    const struct image_info info = picture(1600, 800, 1);
    struct course course;

    ck_assert(course_for(shrinks[_i].text, &info, &course));
    ck_assert_int_eq(course_shrink(&course, &info), shrinks[_i].shrink);
}
END_TEST

START_TEST(axis_covers_the_same_area_at_every_resolution)
{
    /* 641 pixels to 101; chroma of 321 samples to 51, which reach over the edge. */
    const struct axis luma = axis_of(&(struct axis_want){0, 641, 101, 0, 101, 0, 1, 1, 641});
    const struct axis chroma = axis_of(&(struct axis_want){0, 641, 101, 0, 101, 0, 2, 0.5, 321});

    ck_assert_uint_eq(luma.dst, 101);
    ck_assert_double_eq_tol(luma.span, 641, 1e-9);
    ck_assert_uint_eq(chroma.src, 321);
    ck_assert_uint_eq(chroma.dst, 51);
    ck_assert_double_eq_tol(chroma.span, 51 * 2 * 641 / 101.0 / 2, 1e-9);
    ck_assert_double_eq_tol(chroma.start, 0, 1e-9);
    ck_assert(!luma.plain && !chroma.plain);
}
END_TEST

START_TEST(axis_is_plain_where_samples_fall_on_samples)
{
    const struct axis even = axis_of(&(struct axis_want){6, 20, 20, 0, 20, 0, 2, 0.5, 40});
    const struct axis odd = axis_of(&(struct axis_want){7, 20, 20, 0, 20, 0, 2, 0.5, 40});
    const struct axis mirrored = axis_of(&(struct axis_want){0, 21, 21, 0, 21, 1, 2, 0.5, 11});

    ck_assert(even.plain);
    ck_assert_uint_eq(even.first, 3);
    ck_assert_int_eq(even.offset, 0);
    ck_assert(!odd.plain);
    ck_assert_double_eq_tol(odd.start, 0.5, 1e-9);
    ck_assert(!mirrored.plain);
    ck_assert_double_eq_tol(mirrored.start, -0.5, 1e-9);
    ck_assert_uint_eq(mirrored.dst, 11);
}
END_TEST

START_TEST(samples_across_an_edge_are_the_mean)
{
    /* A part of 3 pixels at 1 in a frame of 7: samples 0 and 1 are half ground and half part. */
    const struct frame_side x = frame_side(7, 1, 3, 2, false);
    const struct frame_side y = frame_side(1, 0, 1, 1, false);
    struct plane plane;

    ck_assert_uint_eq(x.lead, 1);
    ck_assert_uint_eq(x.size, 4);
    ck_assert(plane_init(&plane, 2, 1, 1));
    memset(plane.data, 100, 2);
    ck_assert(frame_lay(&plane, &x, &y, 200));
    ck_assert_uint_eq(plane.width, 4);
    ck_assert_uint_eq(plane.data[0], 150);
    ck_assert_uint_eq(plane.data[1], 100);
    ck_assert_uint_eq(plane.data[2], 200);
    plane_fini(&plane);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {turns_and_flips_become_one, ARRAY_LEN(turns)},
        {cuts_are_those_of_the_stored_picture, ARRAY_LEN(cuts)},
        {what_cannot_be_ordered_is_no_course, ARRAY_LEN(disorders)},
        {the_idct_scales_what_is_left_of_the_cut, ARRAY_LEN(shrinks)},
        {axis_covers_the_same_area_at_every_resolution, 0},
        {axis_is_plain_where_samples_fall_on_samples, 0},
        {samples_across_an_edge_are_the_mean, 0},
    };

    return suite_run("image/planar/course", rows, ARRAY_LEN(rows), 60) ? 0 : 1;
}
