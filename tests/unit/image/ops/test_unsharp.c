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
    {"unsharp", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
    {"unsharp?sigma=20&amount=10", 4, {9, 99, 255, 7}, 4, {9, 99, 255, 7}, 0},
    {"unsharp", 2, {9, 128}, 2, {9, 128}, 0},
    {"unsharp", 3, {65535, 1000, 0}, 3, {65535, 1000, 0}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

START_TEST(edge_gets_steeper_past_the_threshold)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *image = step();
    double high = 0;

    trial_save(&trial, image, ".png");
    trial_run(&trial, "unsharp?sigma=2&amount=1");
    ck_assert(!vips_max(trial.image, &high, NULL));
    ck_assert_double_gt(high, 180);
    trial_run(&trial, "unsharp?sigma=2&amount=1&threshold=30");
    ck_assert(!vips_max(trial.image, &high, NULL));
    ck_assert_double_le(high, 160);
    g_object_unref(image);
    trial_fini(&trial);
}
END_TEST

START_TEST(clear_colour_does_not_bleed)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *clear = trial_flat(60, 40, 4, (double[]){255, 0, 0, 0});
    VipsImage *pixels = vips_image_copy_memory(clear);

    ck_assert(
        !vips_draw_rect(pixels, (double[]){90, 90, 90, 255}, 4, 0, 0, 30, 40, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "unsharp?sigma=3&amount=3");
    trial_assert_pixel(&trial, 29, 20, 4, (double[]){90, 90, 90, 255}, 2);
    g_object_unref(pixels);
    g_object_unref(clear);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("blur?sigma=1.2 : unsharp?sigma=1.5&amount=1.5", "unsharp", 0.5, 6);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {edge_gets_steeper_past_the_threshold, 0},
        {clear_colour_does_not_bleed, 0},
        {golden, 0},
    };

    return suite_run("image/ops/unsharp", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
