#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct {
    const char *plan;
    int n;
    double in[4];
    int n_second;
    double second[4];
    int n_out;
    double out[4];
} rows[] = {
    {"difference", 3, {9, 99, 255}, 3, {19, 99, 0}, 3, {10, 0, 255}},
    {"difference?amplify=10", 3, {9, 99, 255}, 3, {10, 97, 155}, 3, {10, 20, 255}},
    {"difference", 4, {9, 99, 255, 50}, 3, {19, 99, 0}, 4, {10, 0, 255, 50}},
    {"difference", 1, {9}, 3, {19, 19, 19}, 1, {10}},
    {"difference", 3, {9, 99, 255}, 1, {99}, 3, {90, 0, 156}},
    {"difference", 3, {25700, 514, 0}, 3, {100, 1, 1}, 3, {0, 257, 257}},
};

START_TEST(pixel_is_the_difference)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *second = trial_flat(17, 90, rows[_i].n_second, rows[_i].second);
    VipsImage *first = trial_flat(64, 48, rows[_i].n, rows[_i].in);

    trial_save(&trial, second, ".png");
    trial_swap(&trial);
    trial_save(&trial, first, ".png");
    trial_run(&trial, rows[_i].plan);
    ck_assert_msg(trial.code == ERR_OK, "%s (%s)", trial.err.detail, trial.err.note);
    ck_assert_int_eq(trial.image->Bands, rows[_i].n_out);
    trial_assert_pixel(&trial, 63, 47, rows[_i].n_out, rows[_i].out, 0);
    g_object_unref(second);
    g_object_unref(first);
    trial_fini(&trial);
}
END_TEST

START_TEST(parameters_are_checked)
{
    sample_refused("difference?amplify=0", ERR_PARAM_RANGE, "amplify");
    sample_refused("difference?part=", ERR_PARAM_INVALID, "part");
}
END_TEST

START_TEST(golden)
{
    sample_golden("difference?amplify=2", "difference", 0.7, 12);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {pixel_is_the_difference, ARRAY_LEN(rows)},
        {parameters_are_checked, 0},
        {golden, 0},
    };

    return suite_run("image/ops/difference", tests, ARRAY_LEN(tests), SECONDS) ? 0 : 1;
}
