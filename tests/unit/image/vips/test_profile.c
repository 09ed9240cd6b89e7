/* Profiles that lcms and libvips are kept from. */
#include "image/vips/profile.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 120, LEN = 400, TABLE_AT = 132, DATA_AT = 300 };

static const struct {
    const char *space;
    VipsInterpretation type;
    int bands;
    bool fits;
} spaces[] = {
    {"CMYK", VIPS_INTERPRETATION_CMYK, 4, true},
    {"CMYK", VIPS_INTERPRETATION_CMYK, 5, true},
    {"4CLR", VIPS_INTERPRETATION_CMYK, 4, false},
    {"RGB ", VIPS_INTERPRETATION_CMYK, 4, false},
    {"RGB ", VIPS_INTERPRETATION_sRGB, 3, true},
    {"RGB ", VIPS_INTERPRETATION_sRGB, 4, true},
    {"RGB ", VIPS_INTERPRETATION_RGB16, 3, true},
    {"4CLR", VIPS_INTERPRETATION_sRGB, 4, false},
    {"4CLR", VIPS_INTERPRETATION_RGB16, 4, false},
    {"CMYK", VIPS_INTERPRETATION_sRGB, 4, false},
    {"GRAY", VIPS_INTERPRETATION_sRGB, 3, false},
    {"GRAY", VIPS_INTERPRETATION_B_W, 1, true},
    {"GRAY", VIPS_INTERPRETATION_B_W, 2, true},
    {"RGB ", VIPS_INTERPRETATION_B_W, 1, true},
    {"4CLR", VIPS_INTERPRETATION_B_W, 4, false},
    {"4CLR", VIPS_INTERPRETATION_MULTIBAND, 4, false},
    {"Lab ", VIPS_INTERPRETATION_LAB, 3, true},
    {"4CLR", VIPS_INTERPRETATION_LAB, 4, false},
};

static VipsImage *picture(VipsInterpretation type, int bands)
{
    VipsImage *black = NULL;
    VipsImage *image = NULL;

    ck_assert(!vips_black(&black, 9, 7, "bands", bands, NULL));
    ck_assert(!vips_copy(black, &image, "interpretation", type, NULL));
    g_object_unref(black);
    return image;
}

static void put(unsigned char *to, const char *signature)
{
    for (size_t i = 0; i < 4; i++)
        to[i] = (unsigned char)signature[i];
}

/* A header, and a table of one tag whose data begins with `kind`. */
static void make(unsigned char profile[LEN], const char *space, const char *kind)
{
    memset(profile, 0, LEN);
    put(profile + 16, space);
    profile[131] = 1;
    put(profile + TABLE_AT, "A2B0");
    profile[TABLE_AT + 6] = DATA_AT >> 8;
    profile[TABLE_AT + 7] = DATA_AT & 0xff;
    put(profile + DATA_AT, kind);
}

static bool stays(VipsImage *image, const unsigned char *profile, size_t len)
{
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile, len);
    profile_drop_odd(image);
    return vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
}

START_TEST(a_profile_has_the_colours_of_its_picture)
{
    struct trial trial;
    unsigned char profile[LEN];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
        VipsImage *image = picture(spaces[i].type, spaces[i].bands);

        profile_drop_odd(image); /* there is none */
        make(profile, spaces[i].space, "mAB ");
        ck_assert_msg(stays(image, profile, LEN) == spaces[i].fits, "row %zu: %s", i,
                      spaces[i].space);
        make(profile, spaces[i].space, "mpet");
        ck_assert_msg(!stays(image, profile, LEN), "row %zu: elements", i);
        g_object_unref(image);
    }
    trial_fini(&trial);
}
END_TEST

/* Every length, and tables that point outside. */
START_TEST(a_profile_may_end_anywhere)
{
    struct trial trial;
    unsigned char profile[LEN];

    trial_init(&trial);
    VipsImage *image = picture(VIPS_INTERPRETATION_sRGB, 3);

    make(profile, "RGB ", "mpet");
    for (size_t len = 0; len <= LEN; len++) {
        unsigned char *copy = g_memdup2(profile, len ? len : 1); /* so that ASan sees the end */

        ck_assert_msg(stays(image, copy, len) == (len >= TABLE_AT && len < DATA_AT + 4), "%zu",
                      len);
        g_free(copy);
    }
    memset(profile + 128, 0xff, 4); /* 2^32 - 1 tags */
    ck_assert(!stays(image, profile, LEN));
    memset(profile + TABLE_AT + 4, 0xff, 4); /* the only tag that has a place has none now */
    ck_assert(stays(image, profile, DATA_AT));
    g_object_unref(image);
    trial_fini(&trial);
}
END_TEST

static void set_space(VipsImage *image, const char *name, const char *space)
{
    VipsBlob *blob = NULL;
    size_t len;

    ck_assert(!vips_profile_load(name, &blob, NULL));
    const void *data = vips_blob_get(blob, &len);
    unsigned char *copy = g_memdup2(data, len);

    put(copy + 16, space);
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, copy, len);
    g_free(copy);
    vips_area_unref(VIPS_AREA(blob));
}

/* libvips 8.14 aborts where a picture of four bands has a profile of four colours. */
START_TEST(four_other_colours_cost_no_worker)
{
    static const char *const files[] = {".png", ".webp", ".tif", ".jpg"};
    static const char *const plans[] = {
        "convert?format=png",
        "convert?format=tiff&profile=keep",
        "resize?width=200&height=40&fit=contain&background=ff0000&format=png",
        "pad?width=200&background=ff0000&format=tiff&profile=keep",
        "text?text=hi&size=20&format=png&profile=keep",
        "convert?format=png&profile=p3",
        "convert?format=jpeg&profile=cmyk"};
    struct trial trial;

    trial_init(&trial);
    for (int bands = 1; bands <= 4; bands++) {
        const VipsInterpretation type =
            bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
        VipsImage *image = picture(type, bands);

        set_space(image, "cmyk", "4CLR");
        trial_save(&trial, image, files[_i]);
        g_object_unref(image);
        for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
            trial_run(&trial, plans[i]);
            ck_assert_msg(trial.code == ERR_OK, "%s, %d bands, %s: %s (%s)", files[_i], bands,
                          plans[i], trial.err.detail, trial.err.note);
        }
    }
    trial_fini(&trial);
}
END_TEST

/* What a picture may keep and lcms cannot use is ignored, not taken for damage. */
START_TEST(a_profile_that_cannot_serve_is_ignored)
{
    static const char *const plans[] = {
        "text?text=hi&size=20&color=ff0000&format=tiff&profile=keep",
        "sepia?format=tiff&profile=keep",
        "pad?width=200&background=ff0000&format=tiff&profile=keep"};
    struct trial trial;
    unsigned char profile[LEN];

    trial_init(&trial);
    for (int bands = 1; bands <= 4; bands++) {
        const bool grey = bands < 3;
        VipsImage *image =
            picture(grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, bands);

        make(profile, grey ? "GRAY" : "RGB ", "mAB ");
        vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile, LEN);
        trial_save(&trial, image, ".tif");
        g_object_unref(image);
        for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
            trial_run(&trial, plans[i]);
            ck_assert_msg(trial.code == ERR_OK, "%d bands, %s: %s (%s)", bands, plans[i],
                          trial.err.detail, trial.err.note);
        }
    }
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_profile_has_the_colours_of_its_picture, 0},
        {a_profile_may_end_anywhere, 0},
        {four_other_colours_cost_no_worker, 4},
        {a_profile_that_cannot_serve_is_ignored, 0},
    };

    return suite_run("image/vips/profile", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
