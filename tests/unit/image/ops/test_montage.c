#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const double red[] = {255, 0, 0};
static const double blue[] = {0, 0, 255};
static const double white[] = {255, 255, 255};

/* A red picture of 40x20 and a blue one of 20x40. */
static void set_pictures(struct trial *trial)
{
    VipsImage *second = trial_flat(20, 40, 3, blue);
    VipsImage *first = trial_flat(40, 20, 3, red);

    trial_save(trial, second, ".png");
    trial_swap(trial);
    trial_save(trial, first, ".png");
    g_object_unref(second);
    g_object_unref(first);
}

static const struct {
    const char *plan;
    uint32_t width, height;
} sizes[] = {
    {"montage", 110, 40},
    {"montage?gap=0", 80, 20},
    {"montage?columns=1&gap=5", 50, 55},
    {"montage?columns=16&gap=0", 80, 20},
    {"montage?width=10&height=30&gap=1", 23, 32},
    {"montage?gap=0&labels=a&label_size=10", 80, 36},
};

START_TEST(grid_has_the_size_of_its_cells)
{
    struct trial trial;

    trial_init(&trial);
    set_pictures(&trial);
    trial_run(&trial, sizes[_i].plan);
    trial_assert_size(&trial, sizes[_i].width, sizes[_i].height);
    trial_fini(&trial);
}
END_TEST

START_TEST(pictures_lie_in_the_middle_of_their_cells)
{
    struct trial trial;

    trial_init(&trial);
    set_pictures(&trial);
    trial_run(&trial, "montage");
    trial_assert_pixel(&trial, 0, 0, 3, white, 0);
    trial_assert_pixel(&trial, 10, 10, 3, red, 0);
    trial_assert_pixel(&trial, 49, 29, 3, red, 0);
    trial_assert_pixel(&trial, 55, 20, 3, white, 0);
    trial_assert_pixel(&trial, 80, 20, 3, blue, 0); /* 10x20, at 75,10 */
    trial_assert_pixel(&trial, 73, 20, 3, white, 0);
    trial_assert_pixel(&trial, 86, 20, 3, white, 0);
    trial_run(&trial, "montage?background=00ff00&gap=1 : crop?x=0&y=0&width=1&height=1");
    trial_assert_pixel(&trial, 0, 0, 3, (double[]){0, 255, 0}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(labels_stand_under_their_pictures)
{
    struct trial trial;

    trial_init(&trial);
    set_pictures(&trial);
    trial_run(&trial, "montage?gap=0&labels=|M&label_size=16");
    VipsImage *parts[2] = {NULL, NULL};
    double least[2];

    for (int i = 0; i < 2; i++) {
        ck_assert(!vips_extract_area(trial.image, &parts[i], 40 * i, 21, 40, 24, NULL));
        ck_assert(!vips_min(parts[i], &least[i], NULL));
        g_object_unref(parts[i]);
    }
    ck_assert_double_ge(least[0], 255); /* the first has none */
    ck_assert_double_lt(least[1], 60);
    trial_fini(&trial);
}
END_TEST

START_TEST(parameters_are_checked)
{
    sample_refused("montage?columns=17", ERR_PARAM_RANGE, "columns");
    sample_refused("montage?width=0", ERR_PARAM_RANGE, "width");
    sample_refused("montage?labels=\xFF", ERR_PARAM_INVALID, "labels");
}
END_TEST

START_TEST(result_too_large_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    set_pictures(&trial);
    trial_run(&trial, "montage?width=65535&height=65535");
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("montage?columns=1&width=96&height=64&gap=8&background=336699", "montage", 0.7,
                  12);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {grid_has_the_size_of_its_cells, ARRAY_LEN(sizes)},
        {pictures_lie_in_the_middle_of_their_cells, 0},
        {labels_stand_under_their_pictures, 0},
        {parameters_are_checked, 0},
        {result_too_large_is_refused, 0},
        {golden, 0},
    };

    return suite_run("image/ops/montage", tests, ARRAY_LEN(tests), SECONDS) ? 0 : 1;
}
