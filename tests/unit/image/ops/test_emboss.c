#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

/* Left half dark, right half light. */
static VipsImage *step(void)
{
    VipsImage *flat = trial_flat(60, 40, 3, (double[]){60, 60, 60});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(
        !vips_draw_rect(pixels, (double[]){160, 160, 160}, 3, 30, 0, 30, 40, "fill", TRUE, NULL));
    g_object_unref(flat);
    return pixels;
}

static const struct sample samples[] = {
    {"emboss", 3, {9, 99, 255}, 1, {127.5}, 1},
    {"emboss", 2, {90, 128}, 2, {127.5, 128}, 1},
    {"emboss", 4, {65535, 1000, 0, 9}, 2, {32768, 9}, 1},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(light_comes_from_the_left)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *image = step();

    trial_save(&trial, image, ".png");
    trial_run(&trial, "emboss?amount=1");
    trial_assert_pixel(&trial, 30, 20, 1, (double[]){202}, 2); /* 127.5 + 100 * 3 / 4 */
    trial_assert_pixel(&trial, 10, 20, 1, (double[]){127.5}, 1);
    g_object_unref(image);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".png");
    trial_run(&trial, "emboss");
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("emboss?amount=2", "emboss", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {light_comes_from_the_left, 0},
        {large_picture_streams, 0},
        {golden, 0},
    };

    return suite_run("image/ops/emboss", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
