#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

static const char *const lossless[] = {"png", "tiff", "webp&lossless=true"};

START_TEST(lossless_formats_keep_every_pixel)
{
    struct trial trial;

    trial_init(&trial);
    char plan[64];

    (void)snprintf(plan, sizeof(plan), "convert?format=%s", lossless[_i]);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, plan);
    trial_assert_size(&trial, 96, 64);
    VipsImage *source = trial_decode(buf_span(&trial.input));

    ck_assert(trial_difference(trial.image, source).max <= 0);
    g_object_unref(source);
    trial_fini(&trial);
}
END_TEST

/* AV1 has no RGB here: 4:4:4 of YCbCr rounds every colour, and nothing is lost but that. */
START_TEST(avif_without_loss_only_rounds)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, "convert?format=avif&lossless=true");
    VipsImage *source = trial_decode(buf_span(&trial.input));
    const double most = trial_difference(trial.image, source).max;

    ck_assert_msg(most <= 2, "off by %g", most);
    g_object_unref(source);
    trial_fini(&trial);
}
END_TEST

START_TEST(quality_decides_the_size)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, "convert?format=jpeg&quality=30");
    ck_assert_uint_eq(trial.facts.quality, 30);
    const uint64_t small = trial.facts.bytes;

    trial_run(&trial, "convert?format=jpeg&quality=90");
    ck_assert_uint_gt(trial.facts.bytes, small);
    trial_run(&trial, "convert?format=jpeg");
    ck_assert_uint_eq(trial.facts.quality, 80);
    trial_fini(&trial);
}
END_TEST

START_TEST(golden)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".jpg[Q=90]");
    trial_run(&trial, "convert");
    trial_assert_golden(&trial, "convert", 0.5, 8);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {lossless_formats_keep_every_pixel, ARRAY_LEN(lossless)},
        {avif_without_loss_only_rounds, 0},
        {quality_decides_the_size, 0},
        {golden, 0},
    };

    return suite_run("image/ops/convert", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
