#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct sample samples[] = {
    {"tile", 2, {9, 99}, 2, {9, 99}, 0},
};

START_TEST(pixel_is_what_the_formula_says)
{
    sample_check(&samples[_i]);
}
END_TEST

static const struct {
    const char *plan;
    int width, height; /* of the source */
    uint32_t want_width, want_height;
} sizes[] = {
    {"tile", 96, 64, 192, 128},
    {"tile?across=1&down=3", 96, 64, 96, 192},
    {"tile?across=3&down=1", 300, 3000, 900, 3000},
};

START_TEST(size_is_what_the_parameters_say)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, sizes[_i].width, sizes[_i].height, ".png");
    trial_run(&trial, sizes[_i].plan);
    trial_assert_size(&trial, sizes[_i].want_width, sizes[_i].want_height);
    trial_fini(&trial);
}
END_TEST

START_TEST(copies_are_alike)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".jpg");
    trial_run(&trial, "tile?across=2&down=2");
    VipsImage *parts[2] = {NULL, NULL};

    ck_assert(!vips_extract_area(trial.image, &parts[0], 0, 0, 96, 64, NULL));
    ck_assert(!vips_extract_area(trial.image, &parts[1], 96, 64, 96, 64, NULL));
    ck_assert(trial_difference(parts[0], parts[1]).max <= 0);
    g_object_unref(parts[0]);
    g_object_unref(parts[1]);
    trial_fini(&trial);
}
END_TEST

START_TEST(result_too_large_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png");
    trial_run(&trial, "tile?across=100&down=100 : tile?across=100&down=100");
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("resize?width=60 : tile?across=3&down=2", "tile", 0.7,
                  12); /* 8.14 and 8.16 round apart */
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixel_is_what_the_formula_says, ARRAY_LEN(samples)},
        {size_is_what_the_parameters_say, ARRAY_LEN(sizes)},
        {copies_are_alike, 0},
        {result_too_large_is_refused, 0},
        {golden, 0},
    };

    return suite_run("image/ops/tile", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
