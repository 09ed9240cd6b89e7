#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"median", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
    {"median?radius=5", 4, {9, 99, 255, 255}, 4, {9, 99, 255, 255}, 0},
    {"median", 2, {90, 128}, 2, {90, 128}, 1},
    {"median", 3, {65535, 1000, 0}, 3, {65535, 1000, 0}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(speck_goes_and_edge_stays)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(60, 40, 1, (double[]){50});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(!vips_draw_rect(pixels, (double[]){200}, 1, 30, 0, 30, 40, "fill", TRUE, NULL));
    ck_assert(!vips_draw_rect(pixels, (double[]){255}, 1, 10, 10, 1, 1, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "median");
    trial_assert_pixel(&trial, 10, 10, 1, (double[]){50}, 0);
    trial_assert_pixel(&trial, 29, 20, 1, (double[]){50}, 0);
    trial_assert_pixel(&trial, 30, 20, 1, (double[]){200}, 0);
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "median?radius=5");
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("noise?amount=20 : median?radius=2", "median", 1, 20);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {speck_goes_and_edge_stays, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/median", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
