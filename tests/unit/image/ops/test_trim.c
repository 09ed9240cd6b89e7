#include "tests/support/sample.h"
#include "tests/support/suite.h"

#include <string.h>

enum { SECONDS = 60 };

/* A 60x40 picture of the border's colour with a box at 10,5 of 30x20. */
static VipsImage *boxed(int n, const double *border, double *inside)
{
    VipsImage *flat = trial_flat(60, 40, n, border);
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(!vips_draw_rect(pixels, inside, n, 10, 5, 30, 20, "fill", TRUE, NULL));
    g_object_unref(flat);
    return pixels;
}

static const struct {
    const char *plan;
    int n;
    double border[4], inside[4];
    uint32_t width, height;
} boxes[] = {
    {"trim", 3, {255, 255, 255}, {0, 99, 255}, 30, 20},
    {"trim", 1, {255}, {240}, 30, 20},
    {"trim?threshold=20", 1, {255}, {240}, 60, 40},
    {"trim?threshold=0", 1, {255}, {254}, 30, 20},
    {"trim?margin=3", 3, {0, 0, 0}, {0, 99, 0}, 36, 26},
    {"trim?margin=1000", 3, {0, 0, 0}, {0, 99, 0}, 60, 40},
    {"trim?left=false", 3, {0, 0, 0}, {0, 99, 0}, 40, 20},
    {"trim?right=false&bottom=false", 3, {0, 0, 0}, {0, 99, 0}, 50, 35},
    {"trim?top=false", 3, {0, 0, 0}, {0, 99, 0}, 30, 25},
    {"trim?color=000", 3, {0, 0, 0}, {0, 99, 0}, 30, 20},
    {"trim?color=f00", 3, {0, 0, 0}, {0, 99, 0}, 60, 40},
    {"trim", 4, {9, 9, 9, 0}, {255, 255, 255, 255}, 30, 20},
    {"trim", 4, {255, 255, 255, 0}, {255, 255, 255, 255}, 30, 20},
    {"trim", 2, {255, 0}, {255, 255}, 30, 20},
    {"trim", 3, {65535, 65535, 65535}, {0, 9999, 65535}, 30, 20},
    {"trim", 3, {65535, 65535, 65535}, {65000, 65000, 65000}, 60, 40},
    {"trim", 3, {7, 7, 7}, {7, 7, 7}, 60, 40},
};

START_TEST(border_goes_and_the_rest_stays)
{
    struct trial trial;

    trial_init(&trial);
    double inside[4];

    memcpy(inside, boxes[_i].inside, sizeof(inside));
    VipsImage *image = boxed(boxes[_i].n, boxes[_i].border, inside);

    trial_save(&trial, image, ".png");
    trial_run(&trial, boxes[_i].plan);
    trial_assert_size(&trial, boxes[_i].width, boxes[_i].height);
    g_object_unref(image);
    trial_fini(&trial);
}
END_TEST

START_TEST(limits_hold_for_the_size_found)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *image = boxed(3, (double[]){0, 0, 0}, (double[]){255, 0, 0});

    trial_save(&trial, image, ".png");
    trial.limits.output_pixels = 15000; /* 60x40 at 150 wide is 150x100, 30x3 is 150x15 */
    trial_run(&trial, "trim : crop?x=0&y=0&width=30&height=20 : resize?width=150&enlarge=true");
    trial_assert_size(&trial, 150, 100);
    trial.limits.output_pixels = 14999;
    trial_run(&trial, "trim : resize?height=100&enlarge=true");
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    trial.limits.output_pixels = 100000;
    trial_run(&trial, "trim : crop?x=0&y=0&width=31&height=20");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    g_object_unref(image);
    trial_fini(&trial);
}
END_TEST

START_TEST(result_that_only_grows_by_the_trim_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(200, 200, 3, (double[]){0, 0, 0});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(!vips_draw_rect(pixels, (double[]){255, 0, 0}, 3, 0, 90, 200, 2, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial.limits.output_pixels = 200 * 200;
    trial_run(&trial, "trim?color=000 : resize?height=200&enlarge=true"); /* 20000x200 */
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(frames_are_cut_alike)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "gif-animated");
    trial_run(&trial, "trim?threshold=40 : convert?format=gif");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_uint_eq(trial.facts.frames, 3);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("border?width=20&color=c0ffee : trim?color=c0ffee", "trim", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {border_goes_and_the_rest_stays, ARRAY_LEN(boxes)},
        {limits_hold_for_the_size_found, 0},
        {result_that_only_grows_by_the_trim_is_refused, 0},
        {frames_are_cut_alike, 0},
        {golden, 0},
    };

    return suite_run("image/ops/trim", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
