#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

START_TEST(colour_becomes_its_luma)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(64, 64, 3, (double[]){255, 0, 0});

    trial_save(&trial, flat, ".png");
    trial_run(&trial, "grayscale");
    trial_assert_size(&trial, 64, 64);
    ck_assert_int_eq(trial.image->Bands, 1);
    trial_assert_pixel(&trial, 3, 3, 1, (double[]){76}, 0.5); /* 0.299 * 255 */
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(grey_stays_as_it_is)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(64, 64, 3, (double[]){90, 90, 90});

    trial_save(&trial, flat, ".png");
    trial_run(&trial, "grayscale : grayscale");
    trial_assert_pixel(&trial, 3, 3, 1, (double[]){90}, 1);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

START_TEST(transparency_stays)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial_run(&trial, "grayscale");
    ck_assert_int_eq(trial.image->Bands, 2);
    trial_assert_pixel(&trial, 3, 3, 2, (double[]){63, 200}, 64);
    double *pixel = NULL;
    int n = 0;

    ck_assert_int_eq(vips_getpoint(trial.image, &pixel, &n, 50, 50, NULL), 0);
    ck_assert_double_eq(pixel[1], 200);
    g_free(pixel);
    trial_fini(&trial);
}
END_TEST

START_TEST(sixteen_bits_stay_sixteen)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-16");
    trial_run(&trial, "grayscale");
    ck_assert_int_eq(trial.image->BandFmt, VIPS_FORMAT_USHORT);
    ck_assert_int_eq(trial.image->Bands, 1);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "grayscale");
    trial_assert_golden(&trial, "grayscale", 0.5, 3);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {colour_becomes_its_luma, 0},
        {grey_stays_as_it_is, 0},
        {transparency_stays, 0},
        {sixteen_bits_stay_sixteen, 0},
        {golden, 0},
    };

    return suite_run("image/ops/grayscale", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
