/* Transforms between CMYK and RGB that are kept from picture to picture. */
#include "image/vips/cmyk.h"
#include "image/vips/link.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { SECONDS = 120, WIDTH = 90, HEIGHT = 70, THREADS = 4, ROUNDS = 20 };

/* Every ink from none to all of it, and none of a picture's profile. */
static VipsImage *all_inks(void)
{
    static unsigned char pixels[WIDTH * HEIGHT * 4];
    VipsImage *image, *inks = NULL;

    for (size_t i = 0; i < sizeof(pixels); i++)
        pixels[i] = (unsigned char)(i / 4 * (1 + 2 * (i % 4)) * 255 / 700);
    image = vips_image_new_from_memory(pixels, sizeof(pixels), WIDTH, HEIGHT, 4, VIPS_FORMAT_UCHAR);
    ck_assert(image != NULL);
    ck_assert(!vips_copy(image, &inks, "interpretation", VIPS_INTERPRETATION_CMYK, NULL));
    g_object_unref(image);
    return inks;
}

static void set_profile(VipsImage *image, const char *name)
{
    VipsBlob *blob = NULL;
    size_t len;

    ck_assert_int_eq(vips_profile_load(name, &blob, NULL), 0);
    const void *data = vips_blob_get(blob, &len);

    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, data, len);
    vips_area_unref(VIPS_AREA(blob));
}

static VipsImage *expected(VipsImage *inks, const char *rgb)
{
    VipsImage *image = NULL;

    ck_assert(!vips_icc_transform(inks, &image, rgb, "embedded", TRUE, "input_profile", "cmyk",
                                  "intent", VIPS_INTENT_RELATIVE, NULL));
    return image;
}

static void assert_same(VipsImage *have, VipsImage *want)
{
    ck_assert_int_eq(have->Bands, want->Bands);
    ck_assert_int_eq(have->Type, want->Type);
    ck_assert_int_eq(have->BandFmt, want->BandFmt);
    ck_assert(trial_difference(have, want).max <= 0);
}

static void assert_profile(VipsImage *image, const char *name)
{
    VipsBlob *blob = NULL;
    const void *have, *want;
    size_t len, built_in;

    ck_assert_int_eq(vips_profile_load(name, &blob, NULL), 0);
    want = vips_blob_get(blob, &built_in);
    ck_assert_int_eq(vips_image_get_blob(image, VIPS_META_ICC_NAME, &have, &len), 0);
    ck_assert(len == built_in && memcmp(have, want, len) == 0);
    vips_area_unref(VIPS_AREA(blob));
}

START_TEST(is_what_lcms_makes_of_it_by_way_of_libvips)
{
    static const char *const spaces[] = {"srgb", "p3", "srgb"}; /* the last one was kept */
    struct trial trial;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
        VipsImage *inks = all_inks();
        VipsImage *want = expected(inks, spaces[i]);
        VipsImage *have = NULL;

        ck_assert(cmyk_fits(inks));
        ck_assert_int_eq(cmyk_to_rgb(inks, spaces[i], &have), 0);
        g_object_unref(inks); /* the new picture holds it */
        assert_same(have, want);
        assert_profile(have, spaces[i]);
        g_object_unref(have);
        g_object_unref(want);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(the_way_back_is_what_lcms_makes_of_it)
{
    struct trial trial;
    VipsImage *back = NULL, *want = NULL, *rgb = NULL;

    trial_init(&trial);
    VipsImage *inks = all_inks();

    ck_assert_int_eq(cmyk_to_rgb(inks, "srgb", &rgb), 0);
    ck_assert(!vips_icc_transform(rgb, &want, "cmyk", "input_profile", "srgb", "intent",
                                  VIPS_INTENT_RELATIVE, NULL));
    ck_assert_int_eq(cmyk_from_srgb(rgb, inks, &back), 0);
    assert_same(back, want);
    assert_profile(back, "cmyk");
    g_object_unref(back);
    g_object_unref(want);
    g_object_unref(rgb);
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

/* A picture says of itself what it likes: neither it nor the next one may suffer. */
START_TEST(a_profile_that_is_none_of_cmyk_gives_way)
{
    static const char *const profiles[] = {"srgb", "", "no profile"};
    struct trial trial;

    trial_init(&trial);
    VipsImage *inks = all_inks();
    VipsImage *want = expected(inks, "srgb");

    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        VipsImage *odd = NULL, *have = NULL, *back = NULL;

        ck_assert(!vips_copy(inks, &odd, NULL));
        if (i == 0)
            set_profile(odd, profiles[i]);
        else
            vips_image_set_blob_copy(odd, VIPS_META_ICC_NAME, profiles[i], strlen(profiles[i]));
        ck_assert_int_eq(cmyk_to_rgb(odd, "srgb", &have), 0);
        assert_same(have, want);
        ck_assert_int_eq(cmyk_from_srgb(have, odd, &back), 0);
        assert_profile(back, "cmyk");
        g_object_unref(back);
        g_object_unref(have);
        g_object_unref(odd);
    }
    g_object_unref(want);
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

/* One byte that the pixels do not depend on is another profile all the same. */
static VipsImage *marked(VipsImage *inks, int mark)
{
    VipsImage *image = NULL;
    const void *data;
    size_t len;

    ck_assert(!vips_copy(inks, &image, NULL));
    set_profile(image, "cmyk");
    ck_assert(!vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &len));
    unsigned char *copy = g_memdup2(data, len);

    copy[64] = (unsigned char)(mark % 4); /* the intent it was made for: ICC.1:2010, 7.2.15 */
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, copy, len);
    g_free(copy);
    return image;
}

static VipsImage *marked_inks(void)
{
    VipsImage *inks = all_inks();
    VipsImage *image = marked(inks, 1);

    g_object_unref(inks);
    return image;
}

static double ms_of(VipsImage *inks)
{
    struct timespec from, to;
    VipsImage *rgb = NULL;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    ck_assert_int_eq(cmyk_to_rgb(inks, "srgb", &rgb), 0);
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    g_object_unref(rgb);
    return 1e3 * (double)(to.tv_sec - from.tv_sec) + 1e-6 * (double)(to.tv_nsec - from.tv_nsec);
}

/* Three fit; the fourth takes the place of the one that was not used for longest. */
START_TEST(the_last_few_are_kept)
{
    VipsImage *marks[4];
    struct trial trial;

    trial_init(&trial);
    VipsImage *inks = all_inks();

    for (int i = 0; i < 4; i++)
        marks[i] = marked(inks, i);
    link_clear();
    const double first = ms_of(marks[0]);

    (void)ms_of(marks[1]);
    (void)ms_of(marks[2]);
    ck_assert_msg(ms_of(marks[0]) < first / 2, "the first of three is made again");
    (void)ms_of(marks[3]);
    ck_assert_msg(ms_of(marks[0]) < first / 2, "the one used last went");
    ck_assert_msg(ms_of(marks[1]) > first / 2, "the oldest of four is there still");
    for (int i = 0; i < 4; i++)
        g_object_unref(marks[i]);
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

struct many {
    VipsImage *inks[4], *want;
};

static void *convert_many(void *arg)
{
    const struct many *many = arg;
    size_t bad = 0;

    for (size_t i = 0; i < ROUNDS; i++) {
        VipsImage *have = NULL;
        double most = 255;
        VipsImage *apart = NULL;

        if (cmyk_to_rgb(many->inks[i % 4], "srgb", &have) != 0 ||
            vips_subtract(have, many->want, &apart, NULL) != 0 ||
            vips_max(apart, &most, NULL) != 0 || most > 0)
            bad++;
        g_clear_object(&apart);
        g_clear_object(&have);
    }
    vips_thread_shutdown();
    return (void *)bad;
}

/* More profiles than are kept: transforms go while others use them. */
START_TEST(threads_share_what_is_kept)
{
    pthread_t threads[THREADS];
    struct many many;
    struct trial trial;

    trial_init(&trial);
    VipsImage *inks = all_inks();

    for (int i = 0; i < 4; i++)
        many.inks[i] = marked(inks, i);
    many.want = expected(inks, "srgb");
    for (size_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, convert_many, &many), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *bad;

        ck_assert_int_eq(pthread_join(threads[i], &bad), 0);
        ck_assert_uint_eq((size_t)bad, 0);
    }
    for (int i = 0; i < 4; i++)
        g_object_unref(many.inks[i]);
    g_object_unref(many.want);
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

/* What a step passes on is not copied: a profile may be as large as an upload. */
START_TEST(a_profile_is_passed_on_as_it_is)
{
    VipsImage *rgb = NULL, *back = NULL;
    const void *own, *passed;
    size_t len, passed_len;
    struct trial trial;

    trial_init(&trial);
    VipsImage *inks = marked_inks();

    ck_assert_int_eq(cmyk_to_rgb(inks, "srgb", &rgb), 0);
    ck_assert_int_eq(cmyk_from_srgb(rgb, inks, &back), 0);
    ck_assert(!vips_image_get_blob(inks, VIPS_META_ICC_NAME, &own, &len));
    ck_assert(!vips_image_get_blob(back, VIPS_META_ICC_NAME, &passed, &passed_len));
    ck_assert(own == passed && len == passed_len);
    g_object_unref(back);
    g_object_unref(rgb);
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

/* Text is grey unless it is told; so are marks and second pictures. */
START_TEST(grey_is_laid_on_inks)
{
    static const char *const plans[] = {"text?text=hi&size=20", "watermark?scale=30",
                                        "montage?columns=2&width=40&height=40"};
    static const char *const files[] = {"jpeg", "tiff"};
    struct trial trial;
    char plan[200];

    trial_init(&trial);
    VipsImage *inks = _i == 0 ? all_inks() : marked_inks();

    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        trial_save(&trial, inks, i == 0 ? ".jpg" : ".tif");
        for (size_t p = 0; p < ARRAY_LEN(plans); p++) {
            trial_second(&trial, "png-grey-alpha");
            (void)snprintf(plan, sizeof(plan), "%s&profile=keep&format=%s", plans[p], files[i]);
            trial_run(&trial, plan);
            ck_assert_msg(trial.code == ERR_OK, "%s: %s (%s)", plan, trial.err.detail,
                          trial.err.note);
        }
    }
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {is_what_lcms_makes_of_it_by_way_of_libvips, 0},
        {the_way_back_is_what_lcms_makes_of_it, 0},
        {a_profile_that_is_none_of_cmyk_gives_way, 0},
        {the_last_few_are_kept, 0},
        {threads_share_what_is_kept, 0},
        {a_profile_is_passed_on_as_it_is, 0},
        {grey_is_laid_on_inks, 2},
    };

    return suite_run("image/vips/cmyk", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
