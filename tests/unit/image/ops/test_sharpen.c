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
    trial_run(&trial, "sharpen?sigma=2&amount=5");
    trial_assert_size(&trial, 90, 700);
    trial_assert_pixel(&trial, 45, 350, 3, grey, 2);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(edge_gets_steeper)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(60, 40, 3, (double[]){100, 100, 100});
    VipsImage *pixels = vips_image_copy_memory(flat);
    double high = 0;

    ck_assert(
        !vips_draw_rect(pixels, (double[]){160, 160, 160}, 3, 0, 0, 30, 40, "fill", TRUE, NULL));
    trial_save(&trial, pixels, ".png");
    trial_run(&trial, "sharpen?sigma=1.5&amount=3");
    ck_assert_int_eq(vips_max(trial.image, &high, NULL), 0);
    ck_assert_double_gt(high, 165);
    trial_run(&trial, "sharpen?amount=0");
    ck_assert_int_eq(vips_max(trial.image, &high, NULL), 0);
    ck_assert_double_le(high, 162);
    g_object_unref(pixels);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(transparency_stays)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial_run(&trial, "sharpen");
    ck_assert_int_eq(trial.image->Bands, 4);
    trial_assert_pixel(&trial, 50, 30, 4, (double[]){132, 119, 128, 200}, 6);
    trial_fini(&trial);
}
END_TEST

START_TEST(depth_and_grey_stay)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-16");
    trial_run(&trial, "sharpen");
    ck_assert_int_eq(trial.image->BandFmt, VIPS_FORMAT_USHORT);
    trial_picture(&trial, "jpeg-grey");
    trial_run(&trial, "sharpen");
    ck_assert_int_eq(trial.image->Bands, 1);
    trial_fini(&trial);
}
END_TEST

START_TEST(large_picture_streams)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 3000, ".jpg");
    trial_run(&trial, "sharpen?sigma=5");
    trial_assert_size(&trial, 300, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "blur?sigma=1.2 : sharpen?sigma=1.5&amount=4");
    trial_assert_golden(&trial, "sharpen", 0.5, 6);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {flat_picture_stays, 0},  {edge_gets_steeper, 0},     {transparency_stays, 0},
        {depth_and_grey_stay, 0}, {large_picture_streams, 0}, {golden, 0},
    };

    return suite_run("image/ops/sharpen", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
