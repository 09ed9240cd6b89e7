/* Size targets: max_bytes, shrink=allow, quality=auto. */
#include "image/vips/similar.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 200, PLAN_MAX = 200, WIDTH = 480, HEIGHT = 320 };

/* Clouds of all sizes, as rich as a photograph; always the same ones. */
static void clouds(struct trial *trial, int width, int height, const char *suffix)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 8);

    ck_assert(!vips_perlin(&t[0], width, height, "cell_size", 64, "seed", 1, NULL) &&
              !vips_perlin(&t[1], width, height, "cell_size", 16, "seed", 2, NULL) &&
              !vips_perlin(&t[2], width, height, "cell_size", 4, "seed", 3, NULL) &&
              !vips_sum((VipsImage *[]){t[0], t[1], t[2]}, &t[3], 3, NULL) &&
              !vips_linear1(t[3], &t[4], 50, 128, "uchar", TRUE, NULL) &&
              !vips_bandjoin((VipsImage *[]){t[4], t[4], t[4]}, &t[5], 3, NULL) &&
              !vips_copy(t[5], &t[6], "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
    trial_save(trial, t[6], suffix);
    g_object_unref(scope);
}

static const struct {
    const char *format;
    double part; /* of the bytes at the default quality */
} qualities[] = {{"jpeg", 0.7}, {"jpeg", 0.3}, {"webp", 0.7}, {"webp", 0.3}, {"avif", 0.5}};

/* A few more in quality would be too much, as near as seven tries can tell. */
START_TEST(quality_is_the_highest_that_fits)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    clouds(&trial, WIDTH, HEIGHT, ".png");
    for (size_t i = 0; i < ARRAY_LEN(qualities); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?format=%s&effort=1", qualities[i].format);
        trial_run(&trial, plan);
        const unsigned most = trial.facts.quality;
        const int bytes = (int)(qualities[i].part * (double)trial.facts.bytes);

        (void)snprintf(plan, sizeof(plan), "convert?format=%s&max_bytes=%d&effort=1",
                       qualities[i].format, bytes);
        trial_run(&trial, plan);
        trial_assert_size(&trial, WIDTH, HEIGHT);
        ck_assert_uint_le(trial.facts.bytes, (unsigned)bytes);
        const unsigned quality = trial.facts.quality;

        ck_assert(quality >= 1 && quality < most);
        (void)snprintf(plan, sizeof(plan), "convert?format=%s&quality=%u&effort=1",
                       qualities[i].format, quality + 3);
        trial_run(&trial, plan);
        ck_assert_msg(trial.facts.bytes > (unsigned)bytes, "%s would fit in %d", plan, bytes);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(what_cannot_fit_is_refused_with_the_limit)
{
    static const char *const plans[] = {
        "convert?format=jpeg&max_bytes=1000", "convert?format=png&max_bytes=5000",
        "convert?format=webp&lossless=true&max_bytes=5000", "convert?format=gif&max_bytes=3000",
        "convert?format=tiff&max_bytes=9000"};
    struct trial trial;

    trial_init(&trial);
    clouds(&trial, WIDTH, HEIGHT, ".png");
    for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
        trial_run(&trial, plans[i]);
        ck_assert_msg(trial.code == ERR_MAX_BYTES, "%s: %s", plans[i], err_slug(trial.code));
        ck_assert(trial.err.has_limit && trial.err.actual > trial.err.limit);
    }
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *options;
    int bytes;
} shrunk[] = {
    {"format=jpeg", 4000},
    {"format=jpeg", 1000},
    {"format=jpeg&quality=20", 3000},
    {"format=webp", 2000},
    {"format=webp&lossless=true", 9000},
    {"format=png", 20000},
    {"format=png&colors=20", 9000},
    {"format=gif", 9000},
    {"format=tiff", 30000},
    {"format=avif&effort=1", 1500},
    {"format=jpeg&profile=p3", 5000},
};

/* The shape stays, quality stays presentable, and most of the bytes are used. */
START_TEST(a_smaller_picture_fits_where_it_is_allowed)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    clouds(&trial, WIDTH, HEIGHT, ".png");
    for (size_t i = 0; i < ARRAY_LEN(shrunk); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?%s&max_bytes=%d&shrink=allow",
                       shrunk[i].options, shrunk[i].bytes);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s: %s", plan, trial.err.detail);
        const struct run_facts *facts = &trial.facts;

        ck_assert_msg(facts->bytes <= (unsigned)shrunk[i].bytes &&
                          facts->bytes * 10 >= (unsigned)shrunk[i].bytes * 6,
                      "%s: %lu bytes", plan, (unsigned long)facts->bytes);
        ck_assert_msg(facts->width < WIDTH && facts->width >= 8, "%s: %u wide", plan, facts->width);
        const double shape = (double)facts->width / facts->height * HEIGHT / WIDTH;

        ck_assert_msg(shape > 0.95 && shape < 1.05, "%s: %ux%u", plan, facts->width, facts->height);
        if (facts->quality > 0)
            ck_assert_uint_eq(facts->quality, strstr(plan, "quality=20") ? 20
                                              : strstr(plan, "lossless") ? 80
                                                                         : 40);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(every_frame_shrinks)
{
    static const char *const kinds[] = {"gif-animated", "webp-animated"};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        trial_picture(&trial, kinds[i]);
        trial_run(&trial, "convert?format=webp&lossless=true");
        ck_assert_int_eq(trial.code, ERR_OK);
        const uint32_t width = trial.facts.width;

        (void)snprintf(plan, sizeof(plan),
                       "convert?format=webp&lossless=true&shrink=allow&max_bytes=%lu",
                       (unsigned long)trial.facts.bytes * 2 / 3);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s", trial.err.detail);
        ck_assert_uint_eq(trial.facts.frames, 3);
        ck_assert_uint_lt(trial.facts.width, width);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(what_fits_is_not_shrunk)
{
    struct trial trial;

    trial_init(&trial);
    clouds(&trial, WIDTH, HEIGHT, ".png");
    trial_run(&trial, "convert?format=jpeg&max_bytes=200000&shrink=allow");
    trial_assert_size(&trial, WIDTH, HEIGHT);
    ck_assert_uint_eq(trial.facts.quality, 80);
    trial_run(&trial, "convert?format=jpeg&max_bytes=100&shrink=allow");
    ck_assert_int_eq(trial.code, ERR_MAX_BYTES);
    trial_fini(&trial);
}
END_TEST

static void luma_of(VipsImage *image, unsigned char *luma)
{
    VipsImage *grey = NULL;
    size_t len;

    ck_assert_int_eq(vips_extract_band(image, &grey, 0, NULL), 0);
    unsigned char *bytes = vips_image_write_to_memory(grey, &len);

    memcpy(luma, bytes, len);
    g_free(bytes);
    g_object_unref(grey);
}

/* The picture is no larger than the sample may be, so the sample is all of it: 0.96 is kept, and
 * the next lower choice does not keep it. */
START_TEST(auto_is_the_lowest_choice_that_is_similar)
{
    static const char *const formats[] = {"jpeg", "webp", "avif&effort=1"};
    static unsigned char before[256 * 192], after[256 * 192];
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    clouds(&trial, 256, 192, ".png");
    VipsImage *source = trial_decode(buf_span(&trial.input));

    luma_of(source, before);
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?quality=auto&format=%s", formats[i]);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s: %s", plan, trial.err.detail);
        const unsigned quality = trial.facts.quality;
        const unsigned lowest = i == 2 ? 28 : 46;

        ck_assert_msg(quality >= lowest && quality <= lowest + 42 && (quality - lowest) % 6 == 0,
                      "%s: %u", plan, quality);
        luma_of(trial.image, after);
        if (quality < lowest + 42)
            ck_assert_double_ge(similar_ssim(before, after, 256, 192), SIMILAR_SSIM - 0.002);
        if (quality == lowest)
            continue;
        (void)snprintf(plan, sizeof(plan), "convert?quality=%u&format=%s", quality - 6, formats[i]);
        trial_run(&trial, plan);
        luma_of(trial.image, after);
        ck_assert_double_lt(similar_ssim(before, after, 256, 192), SIMILAR_SSIM + 0.002);
    }
    g_object_unref(source);
    trial_fini(&trial);
}
END_TEST

/* Noise needs a high quality, a smooth picture a low one. */
START_TEST(auto_depends_on_the_picture)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png");
    trial_run(&trial, "convert?format=jpeg&quality=auto");
    ck_assert_int_eq(trial.code, ERR_OK);
    const unsigned smooth = trial.facts.quality;

    clouds(&trial, 700, 500, ".png");
    trial_run(&trial, "noise?amount=20 : convert?format=jpeg&quality=auto");
    ck_assert_msg(trial.code == ERR_OK, "%s", trial.err.detail);
    ck_assert_msg(smooth < trial.facts.quality, "%u, and %u of noise", smooth, trial.facts.quality);
    trial_fini(&trial);
}
END_TEST

START_TEST(auto_works_on_every_kind_into_every_lossy_format)
{
    static const char *const formats[] = {"jpeg", "webp", "jpeg&profile=cmyk", "png"};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (int kind = 0; picture_kinds[kind]; kind++)
        for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
            trial_picture(&trial, picture_kinds[kind]);
            (void)snprintf(plan, sizeof(plan), "resize?width=50&quality=auto&format=%s",
                           formats[i]);
            trial_run(&trial, plan);
            ck_assert_msg(trial.code == ERR_OK, "%s on %s: %s (%s)", plan, picture_kinds[kind],
                          trial.err.detail, trial.err.note);
            ck_assert_int_eq(trial.facts.quality > 0, i < 3);
        }
    trial_pattern(&trial, 1, 1, ".png");
    trial_run(&trial, "convert?format=jpeg&quality=auto");
    ck_assert_int_eq(trial.code, ERR_OK);
    trial_fini(&trial);
}
END_TEST

START_TEST(auto_and_max_bytes_go_together)
{
    struct trial trial;

    trial_init(&trial);
    clouds(&trial, WIDTH, HEIGHT, ".png");
    trial_run(&trial, "convert?format=jpeg&quality=auto&max_bytes=10000");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_uint_le(trial.facts.bytes, 10000);
    trial_fini(&trial);
}
END_TEST

START_TEST(ssim_is_one_for_equals_and_falls_with_noise)
{
    static unsigned char a[64 * 64], b[64 * 64];
    double last = 1;

    for (int i = 0; i < 64 * 64; i++)
        a[i] = b[i] = (unsigned char)(i * 7 + i / 64 * 3);
    ck_assert_double_eq_tol(similar_ssim(a, b, 64, 64), 1, 1e-9);
    for (int noise = 8; noise <= 64; noise *= 2) {
        for (int i = 0; i < 64 * 64; i++)
            b[i] = (unsigned char)(a[i] / 2 + 64 +
                                   ((unsigned)i * 2654435761u >> 16) % (unsigned)noise);
        const double now = similar_ssim(a, b, 64, 64);

        ck_assert_double_lt(now, last);
        last = now;
    }
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {quality_is_the_highest_that_fits, 0},
        {what_cannot_fit_is_refused_with_the_limit, 0},
        {a_smaller_picture_fits_where_it_is_allowed, 0},
        {every_frame_shrinks, 0},
        {what_fits_is_not_shrunk, 0},
        {auto_is_the_lowest_choice_that_is_similar, 0},
        {auto_depends_on_the_picture, 0},
        {auto_works_on_every_kind_into_every_lossy_format, 0},
        {auto_and_max_bytes_go_together, 0},
        {ssim_is_one_for_equals_and_falls_with_noise, 0},
    };

    return suite_run("image/targets", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
