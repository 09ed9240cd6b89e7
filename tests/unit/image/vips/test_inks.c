/* Steps on CMYK of every kind that a file may have. */
#include "image/vips/cmyk.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 120, WIDTH = 90, HEIGHT = 70 };

/* Every ink from none to all of it, by libvips' own profile. */
static VipsImage *all_inks(void)
{
    VipsImage *squares = NULL, *image = NULL, *inks = NULL;
    const double a[] = {1, 2.5, 3.3, 0.4}, b[] = {0, 20, 3, 5};

    ck_assert(!vips_xyz(&squares, WIDTH, HEIGHT, NULL));
    ck_assert(!vips_extract_band(squares, &image, 0, NULL));
    ck_assert(!vips_linear(image, &inks, a, b, 4, "uchar", TRUE, NULL));
    g_object_unref(squares);
    g_object_unref(image);
    ck_assert(!vips_copy(inks, &image, "interpretation", VIPS_INTERPRETATION_CMYK, NULL));
    g_object_unref(inks);
    return image;
}

/* Of 8 bits, of 16, and with an alpha. */
static VipsImage *inks_of_kind(int kind)
{
    VipsImage *inks = all_inks();
    VipsImage *image = NULL;
    int result = -1;

    if (kind == 0)
        result = vips_copy(inks, &image, NULL);
    else if (kind == 1)
        result = vips_cast(inks, &image, VIPS_FORMAT_USHORT, "shift", TRUE, NULL);
    else
        result = vips_bandjoin_const1(inks, &image, 200, NULL);
    ck_assert_int_eq(result, 0);
    g_object_unref(inks);
    return image;
}

/* libvips 8.14 aborts at them; a profile that does not fit is ignored. */
START_TEST(a_profile_of_four_other_colours_is_ignored)
{
    static const char *const plans[] = {"convert?format=png", "convert?format=tiff&profile=keep",
                                        "sepia?format=tiff&profile=keep", "sepia?format=jpeg",
                                        "pad?width=200&format=tiff&profile=keep"};
    struct trial trial;
    VipsBlob *blob = NULL;
    const void *data;
    size_t len;

    trial_init(&trial);
    VipsImage *inks = inks_of_kind(_i);

    ck_assert(!vips_profile_load("cmyk", &blob, NULL));
    data = vips_blob_get(blob, &len);
    unsigned char *copy = g_memdup2(data, len);

    for (size_t i = 0; i < 4; i++)
        copy[16 + i] = (unsigned char)"4CLR"[i];
    vips_area_unref(VIPS_AREA(blob));
    vips_image_set_blob_copy(inks, VIPS_META_ICC_NAME, copy, len);
    g_free(copy);
    trial_save(&trial, inks, ".tif");
    for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
        trial_run(&trial, plans[i]);
        ck_assert_msg(trial.code == ERR_OK, "%s: %s (%s)", plans[i], trial.err.detail,
                      trial.err.note);
    }
    g_object_unref(inks);
    trial_fini(&trial);
}
END_TEST

static void run_inks(struct trial *trial, int kind, const char *plan)
{
    VipsImage *inks = inks_of_kind(kind);

    trial_save(trial, inks, ".tif");
    g_object_unref(inks);
    trial_run(trial, plan);
    ck_assert_msg(trial->code == ERR_OK, "%s of kind %d: %s (%s)", plan, kind, trial->err.detail,
                  trial->err.note);
}

/* 16 bits of ink are 8 from the first step on; nothing else tells the two apart. */
START_TEST(inks_of_16_bits_are_those_of_8)
{
    static const char *const plans[] = {
        "convert?format=png",
        "invert?format=tiff&profile=keep",
        "pad?width=200&background=ff0000&format=tiff&profile=keep",
        "resize?width=200&height=40&fit=contain&background=ff0000&format=tiff&profile=keep",
        "convert?format=tiff&profile=cmyk",
        "text?text=hi&size=20&format=tiff&profile=keep"};
    struct trial trial;
    struct trial deep;

    trial_init(&trial);
    trial_init(&deep);
    run_inks(&trial, 0, plans[_i]);
    run_inks(&deep, 1, plans[_i]);
    ck_assert_int_eq(deep.image->Bands, trial.image->Bands);
    ck_assert_int_eq(deep.image->BandFmt, trial.image->BandFmt);
    ck_assert_int_eq(deep.image->Type, trial.image->Type);
    ck_assert(trial_difference(deep.image, trial.image).max <= 0);
    trial_fini(&deep);
    trial_fini(&trial);
}
END_TEST

/* It becomes RGB, which has one too; the colours are those of the inks without it. */
START_TEST(inks_keep_their_alpha)
{
    static const char *const plans[] = {"convert?format=png", "convert?format=tiff&profile=keep",
                                        "text?text=hi&size=20&x=0&format=tiff&profile=keep"};
    struct trial trial;
    struct trial opaque;
    VipsImage *colours = NULL;
    double *pixel = NULL;
    int n = 0;

    trial_init(&trial);
    trial_init(&opaque);
    run_inks(&trial, 2, plans[_i]);
    ck_assert_int_eq(trial.image->Bands, 4);
    ck_assert(!vips_getpoint(trial.image, &pixel, &n, WIDTH - 1, HEIGHT - 1, NULL));
    ck_assert(n == 4 && pixel[3] >= 200 && pixel[3] <= 200);
    g_free(pixel);
    run_inks(&opaque, 0, "convert?format=png");
    ck_assert(!vips_extract_band(trial.image, &colours, 0, "n", 3, NULL));
    ck_assert(_i == 2 || trial_difference(colours, opaque.image).max <= 0);
    g_object_unref(colours);
    trial_fini(&opaque);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_profile_of_four_other_colours_is_ignored, 3},
        {inks_of_16_bits_are_those_of_8, 6},
        {inks_keep_their_alpha, 3},
    };

    return suite_run("image/vips/inks", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
