#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

START_TEST(flat_picture_stays)
{
    struct trial trial;

    trial_init(&trial);
    const double grey[] = {10, 128, 250};
    VipsImage *flat = trial_flat(90, 700, 3, grey);

    trial_save(&trial, flat, ".png");
    trial_run(&trial, "blur?sigma=12");
    trial_assert_size(&trial, 90, 700);
    trial_assert_pixel(&trial, 0, 0, 3, grey, 1);
    trial_assert_pixel(&trial, 89, 699, 3, grey, 1);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(more_sigma_leaves_less_detail)
{
    struct trial trial;

    trial_init(&trial);
    double mild = 0;
    double strong = 0;

    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "grayscale : blur?sigma=0.6");
    ck_assert_int_eq(vips_deviate(trial.image, &mild, NULL), 0);
    trial_run(&trial, "grayscale : blur?sigma=8");
    ck_assert_int_eq(vips_deviate(trial.image, &strong, NULL), 0);
    ck_assert_double_lt(strong, mild * 0.95);
    trial_fini(&trial);
}
END_TEST

START_TEST(transparent_colour_does_not_bleed)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *clear = trial_flat(60, 40, 4, (double[]){255, 0, 0, 0});
    VipsImage *pixels = vips_image_copy_memory(clear);

    ck_assert(
        !vips_draw_rect(pixels, (double[]){0, 0, 255, 255}, 4, 0, 0, 30, 40, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "blur?sigma=3");
    trial_assert_pixel(&trial, 30, 20, 3, (double[]){0, 0, 255}, 3);
    g_object_unref(pixels);
    g_object_unref(clear);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "blur?sigma=20");
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

/* Outside the box every pixel stays; inside something happens. */
START_TEST(only_the_box_changes)
{
    struct trial trial;
    VipsImage *parts[4] = {NULL};

    trial_init(&trial);
    trial_pattern(&trial, 200, 120, ".jpg[Q=95]");
    VipsImage *whole = trial_decode(buf_span(&trial.input));

    trial_run(&trial, "blur?sigma=5&region=40,30,50,20");
    ck_assert(!vips_extract_area(whole, &parts[0], 0, 50, 200, 70, NULL));
    ck_assert(!vips_extract_area(trial.image, &parts[1], 0, 50, 200, 70, NULL));
    ck_assert(trial_difference(parts[0], parts[1]).max <= 0);
    ck_assert(!vips_extract_area(whole, &parts[2], 40, 30, 50, 20, NULL));
    ck_assert(!vips_extract_area(trial.image, &parts[3], 40, 30, 50, 20, NULL));
    ck_assert(trial_difference(parts[2], parts[3]).mean > 10);
    for (int i = 0; i < 4; i++)
        g_object_unref(parts[i]);
    g_object_unref(whole);
    trial_fini(&trial);
}
END_TEST

START_TEST(box_is_cut_at_the_edge_and_refused_outside)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 64, 64, ".png");
    trial_run(&trial, "blur?sigma=5&region=60,60,100,100");
    trial_assert_size(&trial, 64, 64);
    trial_run(&trial, "blur?sigma=5&region=0,0,9,9;64,0,1,1");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_run(&trial, "blur?sigma=5&region=0,100%,9,9");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_fini(&trial);
}
END_TEST

START_TEST(box_in_a_tall_picture)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 100, 3000, ".jpg");
    trial_run(&trial, "blur?sigma=5&region=0,10,50,5;0,2900,50,50");
    trial_assert_size(&trial, 100, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "blur?sigma=2.5");
    trial_assert_golden(&trial, "blur", 0.5, 4);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {flat_picture_stays, 0},
        {more_sigma_leaves_less_detail, 0},
        {transparent_colour_does_not_bleed, 0},
        {large_picture_streams, 0},
        {only_the_box_changes, 0},
        {box_is_cut_at_the_edge_and_refused_outside, 0},
        {box_in_a_tall_picture, 0},
        {golden, 0},
    };

    return suite_run("image/ops/blur", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
