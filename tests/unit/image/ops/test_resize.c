#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 120 };

struct size_row {
    const char *plan;
    int width, height; /* of the source */
    uint32_t want_width, want_height;
};

/* The words of the design: one meaning each, with and without enlarging. */
static const struct size_row sizes[] = {
    {"resize?width=48", 96, 64, 48, 32},
    {"resize?height=16", 96, 64, 24, 16},
    {"resize?width=50&height=50", 96, 64, 50, 33},
    {"resize?width=50&height=50&fit=outside", 96, 64, 75, 50},
    {"resize?width=50&height=50&fit=cover", 96, 64, 50, 50},
    {"resize?width=50&height=50&fit=contain", 96, 64, 50, 50},
    {"resize?width=50&height=50&fit=fill", 96, 64, 50, 50},
    {"resize?width=50&fit=fill", 96, 64, 50, 33},
    {"resize?width=200", 96, 64, 96, 64},
    {"resize?width=200&enlarge=true", 96, 64, 200, 133},
    {"resize?width=200&height=200&fit=cover", 96, 64, 96, 64},
    {"resize?width=200&height=200&fit=cover&enlarge=true", 96, 64, 200, 200},
    {"resize?width=200&height=200&fit=contain", 96, 64, 200, 200},
    {"resize?width=200&height=32&fit=fill", 96, 64, 96, 32},
    {"resize?width=200&height=32&fit=fill&enlarge=true", 96, 64, 200, 32},
    {"resize?width=10", 1000, 3, 10, 1},
    {"resize?height=10", 3, 1000, 1, 10},
    {"resize?width=1", 640, 480, 1, 1},
    {"resize?width=1&height=1&fit=cover", 640, 480, 1, 1},
    {"resize?width=333", 1001, 777, 333, 258},
    {"resize?width=7&height=11&fit=fill", 1001, 777, 7, 11},
    {"resize?width=3000&enlarge=true&kernel=nearest", 7, 5, 3000, 2143},
    {"resize?width=24&dpr=2", 96, 64, 48, 32},
    {"resize?width=33&dpr=1.5", 960, 640, 50, 33},
    {"resize?height=8&dpr=8", 960, 640, 96, 64},
    {"resize?width=25&height=25&fit=cover&dpr=2", 96, 64, 50, 50},
    {"resize?width=25&height=25&fit=contain&dpr=2", 96, 64, 50, 50},
    {"resize?width=25&height=10&fit=fill&dpr=3", 96, 64, 75, 30},
    {"resize?width=25&height=25&fit=outside&dpr=2", 96, 64, 75, 50},
    {"resize?width=60&dpr=2", 96, 64, 96, 64},
    {"resize?width=60&dpr=2&enlarge=true", 96, 64, 120, 80},
};

static const char *const kernels[] = {"nearest",  "linear",   "cubic",
                                      "mitchell", "lanczos2", "lanczos3"};

START_TEST(size_is_what_fit_and_enlarge_say)
{
    struct trial trial;

    trial_init(&trial);
    const struct size_row *row = &sizes[_i];

    trial_pattern(&trial, row->width, row->height, ".png");
    trial_run(&trial, row->plan);
    trial_assert_size(&trial, row->want_width, row->want_height);
    trial_fini(&trial);
}
END_TEST

START_TEST(size_is_the_same_after_shrink_on_load)
{
    struct trial trial;

    trial_init(&trial);
    const struct size_row *row = &sizes[_i];

    trial_pattern(&trial, row->width, row->height, ".jpg");
    trial_run(&trial, row->plan);
    trial_assert_size(&trial, row->want_width, row->want_height);
    trial_fini(&trial);
}
END_TEST

START_TEST(every_kernel_keeps_a_flat_picture)
{
    struct trial trial;

    trial_init(&trial);
    const double orange[] = {250, 128, 3};
    VipsImage *flat = trial_flat(600, 700, 3, orange);
    char plan[64];

    (void)snprintf(plan, sizeof(plan), "resize?width=100&kernel=%s", kernels[_i]);
    trial_save(&trial, flat, ".png");
    trial_run(&trial, plan);
    trial_assert_size(&trial, 100, 117);
    trial_assert_pixel(&trial, 0, 0, 3, orange, 1);
    trial_assert_pixel(&trial, 99, 116, 3, orange, 1);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(shrink_on_load_looks_like_the_full_decode)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *shrunk;

    trial_pattern(&trial, 1600, 1200, ".jpg[Q=95]");
    trial_run(&trial, "resize?width=120");
    shrunk = trial.image;
    trial.image = NULL;
    trial_run(&trial, "convert : resize?width=120"); /* not the first step: decoded whole */
    const struct difference is = trial_difference(shrunk, trial.image);

    ck_assert_msg(is.mean < 4, "mean %g max %g", is.mean, is.max);
    g_object_unref(shrunk);
    trial_fini(&trial);
}
END_TEST

static const char *const fits[] = {"inside", "cover", "contain", "fill", "outside"};
static const uint32_t fitted[][2] = {{60, 45}, {60, 50}, {60, 50}, {60, 50}, {67, 50}};

/* On each engine: the size is the fit's, whatever the kernel, and a flat picture stays flat. */
START_TEST(every_fit_works_with_every_kernel)
{
    static const char *const suffixes[] = {".png", ".jpg"};
    const double orange[] = {250, 128, 3};
    struct trial trial;
    char plan[160];

    trial_init(&trial);
    VipsImage *flat = trial_flat(400, 300, 3, orange);

    for (size_t i = 0; i < ARRAY_LEN(fits) * ARRAY_LEN(kernels) * ARRAY_LEN(suffixes); i++) {
        const size_t fit = i / 2 % ARRAY_LEN(fits);

        (void)snprintf(plan, sizeof(plan),
                       "resize?width=30&height=25&dpr=2&background=fa8003&fit=%s&kernel=%s&"
                       "format=%s",
                       fits[fit], kernels[i / 2 / ARRAY_LEN(fits)], i % 2 ? "jpeg" : "png");
        trial_save(&trial, flat, suffixes[i % 2]);
        trial_run(&trial, plan);
        trial_assert_size(&trial, fitted[fit][0], fitted[fit][1]);
        trial_assert_pixel(&trial, 0, 0, 3, orange, 3);
        trial_assert_pixel(&trial, 30, 25, 3, orange, 3);
    }
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(cover_keeps_the_place_that_gravity_names)
{
    struct trial trial;

    trial_init(&trial);
    double red[] = {255, 0, 0};
    VipsImage *flat = trial_flat(200, 100, 3, (double[]){0, 0, 255});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(!vips_draw_rect(pixels, red, 3, 0, 0, 100, 100, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "resize?width=40&height=40&fit=cover&gravity=west");
    trial_assert_pixel(&trial, 35, 20, 1, (double[]){255}, 1);
    trial_run(&trial, "resize?width=40&height=40&fit=cover&gravity=east");
    trial_assert_pixel(&trial, 5, 20, 1, (double[]){0}, 1);
    trial_run(&trial, "resize?width=40&height=40&fit=cover&gravity=0.5,0.5");
    trial_assert_pixel(&trial, 5, 20, 1, (double[]){255}, 1);
    trial_assert_pixel(&trial, 35, 20, 1, (double[]){0}, 1);
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(attention_finds_the_odd_thing)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(600, 200, 3, (double[]){200, 205, 210});
    VipsImage *pixels = vips_image_copy_memory(flat);

    for (int i = 0; i < 8; i++) /* a striped, saturated thing far to the right */
        ck_assert(!vips_draw_rect(pixels, (double[]){i % 2 ? 255 : 120, 30, 10}, 3, 500 + 6 * i, 70,
                                  6, 60, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "resize?width=100&height=100&fit=cover&gravity=attention");
    trial_assert_size(&trial, 100, 100);
    double low = 255;

    ck_assert_int_eq(vips_min(trial.image, &low, NULL), 0);
    ck_assert_msg(low < 60, "the thing was cut away");
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

/* Four gigapixels would be made to keep 1.2 million of them. */
START_TEST(attention_does_not_enlarge_what_it_cuts)
{
    static const char *const gravities[] = {"attention", "entropy"};
    struct trial trial;
    char plan[100];
    double low = 255;

    trial_init(&trial);
    VipsImage *flat = trial_flat(60, 600, 3, (double[]){200, 205, 210});
    VipsImage *pixels = vips_image_copy_memory(flat);

    for (int i = 0; i < 10; i++)
        ck_assert(!vips_draw_rect(pixels, (double[]){i % 2 ? 255 : 120, 30, 10}, 3, 6 * i, 480, 6,
                                  60, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    (void)snprintf(plan, sizeof(plan), "thumbnail?width=20000&height=60&gravity=%s&format=png",
                   gravities[_i]);
    trial_run(&trial, plan);
    trial_assert_size(&trial, 20000, 60);
    ck_assert_int_eq(vips_min(trial.image, &low, NULL), 0);
    ck_assert_msg(_i == 1 || low < 60, "the thing was cut away");
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(contain_pads_with_the_background)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, "resize?width=50&height=50&fit=contain&background=336699");
    trial_assert_pixel(&trial, 0, 0, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_assert_pixel(&trial, 49, 49, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_run(&trial, "resize?width=50&height=50&fit=contain&background=336699&gravity=north");
    trial_assert_pixel(&trial, 2, 2, 3, (double[]){255, 255, 255}, 12);
    trial_fini(&trial);
}
END_TEST

START_TEST(contain_pads_a_cmyk_picture_with_the_same_colour)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "jpeg-cmyk");
    trial_run(&trial, "resize?width=50&height=50&fit=contain&background=ffffff");
    trial_assert_pixel(&trial, 0, 0, 3, (double[]){255, 255, 255}, 3);
    trial_run(&trial, "resize?width=50&height=50&fit=contain&background=808080");
    /* Eight bits of four inks hold no better grey; libvips 8.16 comes out 9 levels away. */
    trial_assert_pixel(&trial, 0, 0, 3, (double[]){128, 128, 128}, 10);
    trial_fini(&trial);
}
END_TEST

START_TEST(transparent_colour_does_not_bleed)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *clear = trial_flat(100, 100, 4, (double[]){255, 0, 0, 0});
    VipsImage *pixels = vips_image_copy_memory(clear);

    ck_assert(
        !vips_draw_rect(pixels, (double[]){0, 0, 255, 255}, 4, 0, 0, 55, 100, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "resize?width=10");
    trial_assert_pixel(&trial, 5, 5, 3, (double[]){0, 0, 255}, 2);
    trial_assert_pixel(&trial, 0, 5, 4, (double[]){0, 0, 255, 255}, 0);
    g_object_unref(pixels);
    g_object_unref(clear);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "resize?width=80&height=80&fit=contain&background=c0ffee");
    trial_assert_golden(&trial, "resize", 0.5, 12);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {size_is_what_fit_and_enlarge_say, ARRAY_LEN(sizes)},
        {size_is_the_same_after_shrink_on_load, ARRAY_LEN(sizes)},
        {every_kernel_keeps_a_flat_picture, ARRAY_LEN(kernels)},
        {shrink_on_load_looks_like_the_full_decode, 0},
        {every_fit_works_with_every_kernel, 0},
        {cover_keeps_the_place_that_gravity_names, 0},
        {attention_finds_the_odd_thing, 0},
        {attention_does_not_enlarge_what_it_cuts, 2},
        {contain_pads_with_the_background, 0},
        {contain_pads_a_cmyk_picture_with_the_same_colour, 0},
        {transparent_colour_does_not_bleed, 0},
        {golden, 0},
    };

    return suite_run("image/ops/resize", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
