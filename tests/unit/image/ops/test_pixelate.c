#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"pixelate", 3, {9, 99, 255}, 3, {9, 99, 255}, 1},
    {"pixelate?size=500", 4, {9, 99, 255, 9}, 4, {9, 99, 255, 9}, 8},
    {"pixelate?size=3", 2, {60000, 5}, 2, {60000, 5}, 20000},
    {"pixelate?size=7", 3, {65535, 1000, 0}, 3, {65535, 1000, 0}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
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

    trial_run(&trial, "pixelate?region=40,30,50,20");
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
    trial_run(&trial, "pixelate?region=60,60,100,100");
    trial_assert_size(&trial, 64, 64);
    trial_run(&trial, "pixelate?region=0,0,9,9;64,0,1,1");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_run(&trial, "pixelate?region=0,100%,9,9");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_fini(&trial);
}
END_TEST

START_TEST(box_in_a_tall_picture)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 100, 3000, ".jpg");
    trial_run(&trial, "pixelate?region=0,10,50,5;0,2900,50,50");
    trial_assert_size(&trial, 100, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(block_is_the_mean_of_its_pixels)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(20, 10, 1, (double[]){0});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(!vips_draw_rect(pixels, (double[]){200}, 1, 0, 0, 5, 10, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "pixelate?size=10");
    trial_assert_pixel(&trial, 9, 9, 1, (double[]){100}, 1);
    trial_assert_pixel(&trial, 10, 9, 1, (double[]){0}, 0);
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("pixelate?size=12&region=20,20,100,60", "pixelate", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {only_the_box_changes, 0},
        {box_is_cut_at_the_edge_and_refused_outside, 0},
        {box_in_a_tall_picture, 0},
        {block_is_the_mean_of_its_pixels, 0},
        {golden, 0},
    };

    return suite_run("image/ops/pixelate", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
