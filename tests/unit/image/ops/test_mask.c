#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct {
    const char *plan;
    int n;
    double in[4];
    int n_mask;
    double mask[4];
    int n_out;
    double out[4];
} rows[] = {
    {"mask", 3, {9, 99, 255}, 1, {51}, 4, {9, 99, 255, 51}},
    {"mask?invert=true", 3, {9, 99, 255}, 1, {51}, 4, {9, 99, 255, 204}},
    {"mask", 3, {9, 99, 255}, 4, {0, 0, 0, 51}, 4, {9, 99, 255, 51}},
    {"mask?channel=luma", 3, {9, 99, 255}, 4, {255, 255, 255, 51}, 4, {9, 99, 255, 255}},
    {"mask?channel=luma", 3, {9, 99, 255}, 3, {0, 255, 0}, 4, {9, 99, 255, 182}},
    {"mask?channel=alpha", 3, {9, 99, 255}, 3, {0, 255, 0}, 4, {9, 99, 255, 255}},
    {"mask?channel=alpha", 3, {9, 99, 255}, 2, {0, 102}, 4, {9, 99, 255, 102}},
    {"mask", 1, {9}, 1, {51}, 2, {9, 51}},
    {"mask", 2, {9, 100}, 1, {51}, 2, {9, 20}},
    {"mask", 4, {9, 99, 255, 100}, 1, {51}, 4, {9, 99, 255, 20}},
    {"mask", 3, {60000, 9, 9}, 1, {51}, 4, {60000, 9, 9, 13107}},
    {"mask?invert=true", 4, {60000, 9, 9, 60000}, 1, {0}, 4, {60000, 9, 9, 60000}},
};

static void set_pictures(struct trial *trial, int i)
{
    /* Of another size: it is drawn out. */
    VipsImage *mask = trial_flat(17, 300, rows[i].n_mask, rows[i].mask);
    VipsImage *flat = trial_flat(64, 48, rows[i].n, rows[i].in);

    trial_save(trial, mask, ".png");
    trial_swap(trial);
    trial_save(trial, flat, ".png");
    g_object_unref(mask);
    g_object_unref(flat);
}

START_TEST(alpha_is_what_the_second_image_says)
{
    struct trial trial;

    trial_init(&trial);
    set_pictures(&trial, _i);
    trial_run(&trial, rows[_i].plan);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s (%s)", rows[_i].plan, trial.err.detail,
                  trial.err.note);
    ck_assert_int_eq(trial.image->Bands, rows[_i].n_out);
    for (int corner = 0; corner < 4; corner++)
        trial_assert_pixel(&trial, corner & 1 ? 63 : 0, corner & 2 ? 47 : 0, rows[_i].n_out,
                           rows[_i].out, 1);
    trial_fini(&trial);
}
END_TEST

START_TEST(sides_of_any_length_are_met)
{
    static const int sides[][4] = {{1, 1, 301, 299}, {300, 7, 1, 1}, {97, 89, 83, 211}};
    struct trial trial;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        trial_pattern(&trial, sides[i][0], sides[i][1], ".png");
        trial_swap(&trial);
        trial_pattern(&trial, sides[i][2], sides[i][3], ".jpg");
        trial_run(&trial, "mask");
        trial_assert_size(&trial, (uint32_t)sides[i][2], (uint32_t)sides[i][3]);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(parameters_are_checked)
{
    sample_refused("mask?part=Upper", ERR_PARAM_INVALID, "part");
    sample_refused("mask?asset=..", ERR_PARAM_INVALID, "asset");
    sample_refused("mask?channel=red", ERR_PARAM_INVALID, "channel");
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 64, 64, ".png");
    trial_swap(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "mask");
    trial_assert_golden(&trial, "mask", 0.5, 3);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {alpha_is_what_the_second_image_says, ARRAY_LEN(rows)},
        {sides_of_any_length_are_met, 0},
        {parameters_are_checked, 0},
        {golden, 0},
    };

    return suite_run("image/ops/mask", tests, ARRAY_LEN(tests), SECONDS) ? 0 : 1;
}
