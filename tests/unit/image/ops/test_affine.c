#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

static const struct {
    const char *plan, *same;
} exact[] = {
    {"affine?matrix=1,0,0,1", "convert"},
    {"affine?matrix=-1,0,0,1", "flip?direction=horizontal"},
    {"affine?matrix=1,0,0,-1", "flip?direction=vertical"},
    {"affine?matrix=0,-1,1,0", "rotate?angle=90"},
    {"affine?matrix=-1,0,0,-1", "rotate?angle=180"},
    {"affine?matrix=1,0,0,1&x=7&y=9", "convert"},
    {"affine?matrix=1,0,0,1&x=-7&y=-9&width=50&height=40", "crop?x=7&y=9&width=50&height=40"},
    {"affine?matrix=2,0,0,2&interpolator=nearest",
     "resize?width=192&height=128&fit=fill&enlarge=true&kernel=nearest"},
};

START_TEST(some_matrices_are_other_operations)
{
    sample_same(exact[_i].plan, exact[_i].same);
}
END_TEST

static const struct {
    const char *plan;
    uint32_t width, height; /* of 96x64 pixels */
} sizes[] = {
    {"affine?matrix=1.5,0,0,0.5", 144, 32},
    {"affine?matrix=1,0.5,0,1", 128, 64},
    {"affine?matrix=1,-0.5,-0.25,1", 128, 88},
    {"affine?matrix=0.001,0,0,0.001", 1, 1},
    {"affine?matrix=0.6,-0.8,0.8,0.6", 110, 116}, /* -51.2 to 57.6, 0 to 115.2 */
    {"affine?matrix=1,0,0,1&width=10", 10, 64},
    {"affine?matrix=9,0,0,9&height=10", 864, 10},
    {"affine?matrix=1,0,0,1&x=500&width=10&height=9", 10, 9},
};

START_TEST(size_is_the_box_around_all)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, sizes[_i].plan);
    trial_assert_size(&trial, sizes[_i].width, sizes[_i].height);
    trial_fini(&trial);
}
END_TEST

START_TEST(what_lies_beside_has_the_background)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, "affine?matrix=1,1,0,1&background=336699");
    trial_assert_size(&trial, 160, 64);
    trial_assert_pixel(&trial, 120, 2, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_assert_pixel(&trial, 2, 60, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_run(&trial, "affine?matrix=1,0,0,1&x=200&width=9&height=9&background=336699");
    trial_assert_pixel(&trial, 4, 4, 3, (double[]){0x33, 0x66, 0x99}, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(transparent_edge_keeps_its_colour)
{
    const double white[] = {255, 255, 255, 255};
    struct trial trial;

    trial_init(&trial);
    VipsImage *image = trial_flat(64, 64, 4, white);

    trial_save(&trial, image, ".png");
    g_object_unref(image);
    trial_run(&trial, "affine?matrix=0.9,0.3,-0.3,0.9&background=00000000");
    double *pixel = NULL;
    int n = 0;

    for (int x = 0; x < trial.image->Xsize; x++) {
        ck_assert(!vips_getpoint(trial.image, &pixel, &n, x, trial.image->Ysize / 2, NULL));
        ck_assert_msg(pixel[3] < 8 || pixel[0] > 250, "%g of alpha %g", pixel[0], pixel[3]);
        g_free(pixel);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(small_result_leaves_no_pixel_out)
{
    sample_mixed("affine?matrix=0.1,0.01,0,0.1&background=808080");
}
END_TEST

static const struct {
    const char *plan, *param;
    enum err_code code;
} refused[] = {
    {"affine", "matrix", ERR_PARAM_MISSING},
    {"affine?matrix=1,0,0", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=1,0,0,1,0,0", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=0,0,0,0", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=1,2,2,4", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=1,0,0,1e-5", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=1e-300,0,0,1e-300", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=nan,0,0,1", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=1,0,0,inf", "matrix", ERR_PARAM_INVALID},
    {"affine?matrix=101,0,0,1", "matrix", ERR_PARAM_RANGE},
};

START_TEST(matrix_without_an_inverse_is_refused)
{
    sample_refused(refused[_i].plan, refused[_i].code, refused[_i].param);
}
END_TEST

static const char *const huge[] = {
    "affine?matrix=100,100,100,-100",
    "affine?matrix=1,0,0,1&width=65535&height=65535",
    "affine?matrix=100,0,0,100 : affine?matrix=100,0,0,100",
};

START_TEST(huge_result_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 300, 200, ".png");
    trial_run(&trial, huge[_i]);
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("affine?matrix=0.8,0.3,-0.2,0.9&background=c0ffee", "affine", 0.5, 12);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {some_matrices_are_other_operations, ARRAY_LEN(exact)},
        {size_is_the_box_around_all, ARRAY_LEN(sizes)},
        {what_lies_beside_has_the_background, 0},
        {transparent_edge_keeps_its_colour, 0},
        {small_result_leaves_no_pixel_out, 0},
        {matrix_without_an_inverse_is_refused, ARRAY_LEN(refused)},
        {huge_result_is_refused, ARRAY_LEN(huge)},
        {golden, 0},
    };

    return suite_run("image/ops/affine", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
