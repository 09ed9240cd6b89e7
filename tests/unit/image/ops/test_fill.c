#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"fill?region=0,0,100%,100%", 3, {9, 99, 255}, 3, {0, 0, 0}, 0},
    {"fill?region=0,0,100%,100%&color=336699", 4, {9, 99, 255, 7}, 4, {51, 102, 153, 255}, 0},
    {"fill?region=0,0,100%,100%&color=33669980",
     4,
     {60000, 0, 0, 0},
     4,
     {13107, 26214, 39321, 32896},
     0},
    {"fill?region=0,0,1,1", 1, {9}, 1, {9}, 0},
    {"fill?region=0,0,100%,100%&color=ffffff", 2, {60000, 9}, 2, {65535, 65535}, 0},
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

    trial_run(&trial, "fill?region=40,30,50,20");
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
    trial_run(&trial, "fill?region=60,60,100,100");
    trial_assert_size(&trial, 64, 64);
    trial_run(&trial, "fill?region=0,0,9,9;64,0,1,1");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_run(&trial, "fill?region=0,100%,9,9");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_fini(&trial);
}
END_TEST

START_TEST(box_in_a_tall_picture)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 100, 3000, ".jpg");
    trial_run(&trial, "fill?region=0,10,50,5;0,2900,50,50");
    trial_assert_size(&trial, 100, 3000);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("fill?color=c0ffee&region=20,20,100,60;75%,50%,50%,10%", "fill", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {only_the_box_changes, 0},
        {box_is_cut_at_the_edge_and_refused_outside, 0},
        {box_in_a_tall_picture, 0},
        {golden, 0},
    };

    return suite_run("image/ops/fill", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
