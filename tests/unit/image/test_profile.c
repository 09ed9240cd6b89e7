/* The colour space of the result: what profile=... makes of pixels and of the ICC profile. */
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 120, PLAN_MAX = 200 };

/* Length of a profile that is built into libvips; its releases have different ones. */
static size_t built_in_bytes(const char *name)
{
    VipsBlob *blob = NULL;
    size_t len = 0;

    ck_assert_int_eq(vips_profile_load(name, &blob, NULL), 0);
    (void)vips_blob_get(blob, &len);
    vips_area_unref(VIPS_AREA(blob));
    ck_assert_uint_gt(len, 0);
    return len;
}

static size_t profile_bytes(VipsImage *image)
{
    const void *data;
    size_t len = 0;

    if (vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0)
        ck_assert_int_eq(vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &len), 0);
    return len;
}

static void flat_input(struct trial *trial, int n, const double *values, const char *suffix)
{
    VipsImage *flat = trial_flat(48, 48, n, values);

    trial_save(trial, flat, suffix);
    g_object_unref(flat);
}

/* Make the last result the next input. */
static void feed_back(struct trial *trial)
{
    buf_clear(&trial->input);
    buf_add(&trial->input, trial->output.data, trial->output.len);
}

/* sRGB's red is 0.917488, 0.200287, 0.138561 of Display P3 (CSS Color 4, 10.4 and its matrices):
 * 234, 51, 35 of 255. */
START_TEST(p3_holds_the_same_colour_in_its_own_numbers)
{
    static const char *const outputs[] = {"jpeg&quality=100&chroma=444", "png",  "webp&quality=100",
                                          "webp&lossless=true",          "tiff", "avif&quality=90"};
    const double red[] = {255, 0, 0};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
        flat_input(&trial, 3, red, ".png");
        (void)snprintf(plan, sizeof(plan), "convert?profile=p3&format=%s", outputs[i]);
        trial_run(&trial, plan);
        trial_assert_pixel(&trial, 20, 20, 3, (double[]){234, 51, 35}, i == 2 ? 6 : 3);
        ck_assert_uint_eq(profile_bytes(trial.image), built_in_bytes("p3"));
        feed_back(&trial);
        trial_run(&trial, "convert?format=png");
        trial_assert_pixel(&trial, 20, 20, 3, red, i == 2 ? 10 : 4);
        ck_assert_uint_eq(profile_bytes(trial.image), 0);
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(p3_keeps_depth_alpha_and_grey)
{
    static const struct {
        const char *kind;
        bool profile;
        VipsBandFormat format;
        int bands;
    } rows[] = {{"png-16", true, VIPS_FORMAT_USHORT, 3},
                {"png-16-rgba", true, VIPS_FORMAT_USHORT, 4},
                {"png-rgba", true, VIPS_FORMAT_UCHAR, 4},
                {"jpeg-cmyk", true, VIPS_FORMAT_UCHAR, 3},
                {"tiff-cmyk", true, VIPS_FORMAT_UCHAR, 3},
                {"jpeg-grey", false, VIPS_FORMAT_UCHAR, 1},
                {"png-grey-alpha", false, VIPS_FORMAT_UCHAR, 2}};
    struct trial trial;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        trial_picture(&trial, rows[i].kind);
        trial_run(&trial, "resize?width=40&profile=p3&format=png");
        ck_assert_msg(trial.code == ERR_OK, "%s: %s", rows[i].kind, trial.err.note);
        ck_assert_msg(profile_bytes(trial.image) == (rows[i].profile ? built_in_bytes("p3") : 0),
                      "%s: %zu", rows[i].kind, profile_bytes(trial.image));
        ck_assert_int_eq(trial.image->BandFmt, rows[i].format);
        ck_assert_int_eq(trial.image->Bands, rows[i].bands);
    }
    trial_fini(&trial);
}
END_TEST

/* A colour that an operation brings along lies in the picture's space like the rest. */
START_TEST(colours_of_steps_are_those_of_the_space)
{
    const double green[] = {0, 255, 0};
    struct trial trial;

    trial_init(&trial);
    flat_input(&trial, 3, green, ".png");
    trial_run(&trial, "pad?left=20&background=ff0000 : convert?profile=p3");
    trial_assert_pixel(&trial, 5, 20, 3, (double[]){234, 51, 35}, 3);
    feed_back(&trial);
    trial_run(&trial, "convert?profile=srgb");
    trial_assert_pixel(&trial, 5, 20, 3, (double[]){255, 0, 0}, 4);
    trial_assert_pixel(&trial, 50, 20, 3, green, 4);
    trial_fini(&trial);
}
END_TEST

START_TEST(cmyk_is_made_of_everything_and_comes_back)
{
    static const char *const kinds[] = {"png",       "png-rgba",    "png-16", "jpeg-grey",
                                        "jpeg-cmyk", "png-palette", "gif"};
    static const char *const outputs[] = {"jpeg&quality=100&chroma=444", "tiff"};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(kinds) * ARRAY_LEN(outputs); i++) {
        trial_picture(&trial, kinds[i / 2]);
        (void)snprintf(plan, sizeof(plan), "convert?profile=cmyk&format=%s", outputs[i % 2]);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s on %s: %s (%s)", plan, kinds[i / 2],
                      trial.err.detail, trial.err.note);
        ck_assert_int_eq(trial.image->Type, VIPS_INTERPRETATION_CMYK);
        ck_assert_int_eq(trial.image->Bands, 4);
        ck_assert_uint_eq(profile_bytes(trial.image), built_in_bytes("cmyk"));
    }
    trial_fini(&trial);
}
END_TEST

/* A muted colour lies inside the gamut of print. */
START_TEST(cmyk_shows_the_same_colour)
{
    const double muted[] = {150, 120, 110};
    struct trial trial;

    trial_init(&trial);
    flat_input(&trial, 3, muted, ".png");
    trial_run(&trial, "convert?profile=cmyk&format=tiff");
    ck_assert_int_eq(trial.image->Bands, 4);
    feed_back(&trial);
    trial_run(&trial, "convert?format=png");
    trial_assert_pixel(&trial, 20, 20, 3, muted, 4);
    trial_fini(&trial);
}
END_TEST

START_TEST(cmyk_stays_itself_where_it_was)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "tiff-cmyk");
    VipsImage *source = trial_decode(buf_span(&trial.input));

    trial_run(&trial, "convert?profile=cmyk&format=tiff");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert(trial_difference(source, trial.image).max <= 0);
    ck_assert_uint_eq(profile_bytes(trial.image), built_in_bytes("cmyk"));
    g_object_unref(source);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *options;
    enum err_code code;
    const char *param;
} refused[] = {
    {"format=png&profile=cmyk", ERR_UNSUPPORTED_RESULT, "profile"},
    {"format=webp&profile=cmyk", ERR_UNSUPPORTED_RESULT, "profile"},
    {"format=avif&profile=cmyk", ERR_UNSUPPORTED_RESULT, "profile"},
    {"format=gif&profile=cmyk", ERR_UNSUPPORTED_RESULT, "profile"},
    {"format=gif&profile=p3", ERR_UNSUPPORTED_RESULT, "profile"},
    {"format=tiff&profile=cmyk&bitdepth=16", ERR_PARAM_CONFLICT, "bitdepth"},
};

START_TEST(what_a_format_cannot_hold_is_refused_by_name)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    trial_picture(&trial, "png");
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?%s", refused[i].options);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == refused[i].code, "%s: %s", plan, err_slug(trial.code));
        ck_assert_str_eq(trial.err.param, refused[i].param);
    }
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {p3_holds_the_same_colour_in_its_own_numbers, 0},
        {p3_keeps_depth_alpha_and_grey, 0},
        {colours_of_steps_are_those_of_the_space, 0},
        {cmyk_is_made_of_everything_and_comes_back, 0},
        {cmyk_shows_the_same_colour, 0},
        {cmyk_stays_itself_where_it_was, 0},
        {what_a_format_cannot_hold_is_refused_by_name, 0},
    };

    return suite_run("image/profile", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
