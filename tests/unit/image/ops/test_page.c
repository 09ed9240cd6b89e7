#include "tests/support/sample.h"
#include "tests/support/suite.h"
#include "tests/support/tiffs.h"

enum { SECONDS = 60 };

static const struct {
    const char *kind, *output;
} moving[] = {{"gif-animated", "webp"}, {"webp-animated", "gif"}, {"gif-animated", "png"}};

START_TEST(contradictions_are_refused)
{
    sample_refused("page : page", ERR_PARAM_CONFLICT, "index");
}
END_TEST

START_TEST(frame_is_the_one_asked_for)
{
    struct trial trial;

    trial_init(&trial);
    char plan[64];

    trial_picture(&trial, moving[_i].kind);
    for (int index = 0; index < 3; index++) { /* green goes from 0 to 255 down all frames */
        (void)snprintf(plan, sizeof(plan), "page?index=%d&format=%s", index, moving[_i].output);
        trial_run(&trial, plan);
        trial_assert_size(&trial, 96, 64);
        ck_assert_uint_eq(trial.facts.frames, 1);
        trial_assert_pixel(&trial, 48, 32, 2, (double[]){128, 42.5 + 85 * index}, 14);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(frame_past_the_last_is_refused)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "gif-animated");
    trial_run(&trial, "page?index=3");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_picture(&trial, "jpeg");
    trial_run(&trial, "page?index=1");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_run(&trial, "page?index=0");
    trial_assert_size(&trial, 96, 64);
    trial_fini(&trial);
}
END_TEST

START_TEST(page_of_a_tiff_has_its_own_place)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *pages[2] = {trial_flat(50, 40, 3, (double[]){255, 0, 0}),
                           trial_flat(50, 40, 3, (double[]){0, 0, 255})};
    VipsImage *joined = NULL;

    ck_assert(!vips_arrayjoin(pages, &joined, 2, "across", 1, NULL));
    vips_image_set_int(joined, VIPS_META_PAGE_HEIGHT, 40);
    trial_save(&trial, joined, ".tif");
    trial_run(&trial, "page?index=1 : resize?width=10");
    trial_assert_size(&trial, 10, 8);
    trial_assert_pixel(&trial, 5, 5, 3, (double[]){0, 0, 255}, 0);
    trial_run(&trial, "page?index=2");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    g_object_unref(joined);
    g_object_unref(pages[0]);
    g_object_unref(pages[1]);
    trial_fini(&trial);
}
END_TEST

/* trial_run() sees to it that the directory of the page tells its size. */
START_TEST(page_of_a_tiff_has_its_own_size)
{
    struct trial trial;

    trial_init(&trial);
    tiff_two_pages(_i & 1 ? ORDER_BIG : ORDER_LITTLE, _i & 2, &trial.input);
    trial_run(&trial, "convert");
    trial_assert_size(&trial, 20, 10);
    trial_assert_pixel(&trial, 5, 5, 1, (double[]){100}, 0);
    trial_run(&trial, "page?index=1 : crop?x=40&y=20&width=20&height=20");
    trial_assert_size(&trial, 20, 20);
    trial_assert_pixel(&trial, 5, 5, 1, (double[]){200}, 0);
    trial_run(&trial, "page?index=2");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    sample_golden("page", "page", 0, 0);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {contradictions_are_refused, 0},      {frame_is_the_one_asked_for, ARRAY_LEN(moving)},
        {frame_past_the_last_is_refused, 0},  {page_of_a_tiff_has_its_own_place, 0},
        {page_of_a_tiff_has_its_own_size, 4}, {golden, 0},
    };

    return suite_run("image/ops/page", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
