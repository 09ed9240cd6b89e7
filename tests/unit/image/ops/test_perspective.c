#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

#define WHOLE "corners=0,0;100%,0;100%,100%;0,100%"

static const struct {
    const char *plan, *same;
} exact[] = {
    {"perspective?" WHOLE, "convert"},
    {"perspective?way=distort&" WHOLE, "convert"},
    {"perspective?corners=100%,0;100%,100%;0,100%;0,0", "rotate?angle=270"},
    {"perspective?corners=10,20;70,20;70,60;10,60", "crop?x=10&y=20&width=60&height=40"},
    {"perspective?interpolator=nearest&width=192&height=128&" WHOLE,
     "resize?width=192&height=128&fit=fill&enlarge=true&kernel=nearest"},
};

START_TEST(some_corners_are_other_operations)
{
    sample_same(exact[_i].plan, exact[_i].same);
}
END_TEST

static const struct {
    const char *plan;
    uint32_t width, height; /* of 96x64 pixels */
} sizes[] = {
    {"perspective?corners=0,0;30,40;10,60;0,30", 50, 30}, /* sides 50, 28.3, 31.6 and 30 */
    {"perspective?corners=0,0;30,40;10,60;0,30&width=7", 7, 30},
    {"perspective?corners=0,0;30,40;10,60;0,30&height=700", 50, 700},
    {"perspective?corners=0,0;30,40;10,60;0,30&way=distort", 96, 64},
    {"perspective?corners=0,0;2,0;2,2;0,2&width=1000&height=1000", 1000, 1000},
};

START_TEST(size_is_that_of_the_longer_sides)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, sizes[_i].plan);
    trial_assert_size(&trial, sizes[_i].width, sizes[_i].height);
    trial_fini(&trial);
}
END_TEST

/* A picture drawn to corners and straightened from there is the picture again. */
START_TEST(straightening_undoes_distorting)
{
    static const char corners[] = "corners=40,10;380,30;330,290;10,240";
    char plan[200];
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 400, 300, ".png");
    trial_run(&trial, "blur?sigma=4 : crop?x=8&y=8&width=380&height=280");
    ck_assert_int_eq(trial.code, ERR_OK);
    VipsImage *source = g_object_ref(trial.image);

    (void)snprintf(plan, sizeof(plan),
                   "blur?sigma=4 : perspective?way=distort&%s : "
                   "perspective?width=400&height=300&%s : crop?x=8&y=8&width=380&height=280",
                   corners, corners);
    trial_run(&trial, plan);
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_double_lt(trial_difference(trial.image, source).mean, 1);
    g_object_unref(source);
    trial_fini(&trial);
}
END_TEST

/* Corners of the picture go where the parameter says, and nowhere else is anything. */
START_TEST(distorted_picture_lies_between_the_corners)
{
    const double red[] = {255, 0, 0};
    const double ground[] = {0x33, 0x66, 0x99};
    struct trial trial;

    trial_init(&trial);
    VipsImage *image = trial_flat(200, 100, 3, red);

    trial_save(&trial, image, ".png");
    g_object_unref(image);
    trial_run(&trial, "perspective?way=distort&corners=90,5;110,5;190,95;10,95&background=336699");
    for (int y = 10; y < 90; y += 10) {
        const int half = 10 + (y - 5) * 8 / 9;

        trial_assert_pixel(&trial, 100 - half + 3, y, 3, red, 0);
        trial_assert_pixel(&trial, 100 + half - 4, y, 3, red, 0);
        trial_assert_pixel(&trial, 100 - half - 4, y, 3, ground, 0);
        trial_assert_pixel(&trial, 100 + half + 3, y, 3, ground, 0);
    }
    trial_assert_pixel(&trial, 100, 0, 3, ground, 0); /* behind the horizon too */
    trial_fini(&trial);
}
END_TEST

START_TEST(small_result_leaves_no_pixel_out)
{
    sample_mixed("perspective?width=80&height=60&" WHOLE);
}
END_TEST

static const struct {
    const char *plan, *param;
    enum err_code code;
} refused[] = {
    {"perspective", "corners", ERR_PARAM_MISSING},
    {"perspective?corners=0,0;nan,0;9,9;0,9", "corners", ERR_PARAM_INVALID},
    {"perspective?corners=0,0;9,0;9,9", "corners", ERR_PARAM_INVALID},
    {"perspective?way=distort&width=9&" WHOLE, "width", ERR_PARAM_CONFLICT},
    {"perspective?way=distort&height=9&" WHOLE, "height", ERR_PARAM_CONFLICT},
};

START_TEST(what_contradicts_itself_is_refused)
{
    sample_refused(refused[_i].plan, refused[_i].code, refused[_i].param);
}
END_TEST

static const struct {
    const char *plan;
    enum err_code code;
} misfits[] = {
    {"perspective?corners=0,0;20,0;40,0;0,40", ERR_PARAM_INVALID},     /* three on a line */
    {"perspective?corners=0,0;40,40;20,20;9,9", ERR_PARAM_INVALID},    /* all of them */
    {"perspective?corners=5,5;5,5;5,5;5,5", ERR_PARAM_INVALID},        /* a point */
    {"perspective?corners=0,0;40,40;40,0;0,40", ERR_PARAM_INVALID},    /* crossing itself */
    {"perspective?corners=0,0;0,40;40,40;40,0", ERR_PARAM_INVALID},    /* the other way round */
    {"perspective?corners=0,0;40,0;5,5;0,40", ERR_PARAM_INVALID},      /* a bay */
    {"perspective?corners=0,0;97,0;40,40;0,40", ERR_OUT_OF_PICTURE},   /* 96 wide */
    {"perspective?corners=0,0;40,0;40,64.5;0,40", ERR_OUT_OF_PICTURE}, /* 64 high */
    {"perspective?width=65535&height=65535&" WHOLE, ERR_RESULT_TOO_LARGE},
};

START_TEST(corners_of_no_rectangle_are_refused)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, misfits[_i].plan);
    ck_assert_int_eq(trial.code, misfits[_i].code);
    if (trial.code != ERR_RESULT_TOO_LARGE)
        ck_assert_str_eq(trial.err.param, "corners");
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("perspective?corners=30,10;180,0;150,128;0,100", "perspective", 0.5, 12);
}
END_TEST

START_TEST(golden_of_a_distorted_picture)
{
    sample_golden("perspective?way=distort&corners=30,10;180,0;150,128;0,100&background=c0ffee",
                  "perspective-distort", 0.5, 12);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {some_corners_are_other_operations, ARRAY_LEN(exact)},
        {size_is_that_of_the_longer_sides, ARRAY_LEN(sizes)},
        {straightening_undoes_distorting, 0},
        {distorted_picture_lies_between_the_corners, 0},
        {small_result_leaves_no_pixel_out, 0},
        {what_contradicts_itself_is_refused, ARRAY_LEN(refused)},
        {corners_of_no_rectangle_are_refused, ARRAY_LEN(misfits)},
        {golden, 0},
        {golden_of_a_distorted_picture, 0},
    };

    return suite_run("image/ops/perspective", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
