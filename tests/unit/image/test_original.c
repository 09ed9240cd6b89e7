/* if_larger=original: when what came in stands for the result, and what of it goes out. */
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 120 };

static bool is_input(const struct trial *trial)
{
    return trial->output.len == trial->input.len &&
           memcmp(trial->output.data, trial->input.data, trial->input.len) == 0;
}

static bool holds(const struct trial *trial, const char *word)
{
    return memmem(trial->output.data, trial->output.len, word, strlen(word)) != NULL;
}

/* A picture of poor quality, which any better one is larger than, with a name in it. */
static void poor(struct trial *trial, const char *suffix, int orientation)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);

    trial_pattern(trial, 96, 64, ".png");
    t[0] = trial_decode(buf_span(&trial->input));
    ck_assert_int_eq(vips_copy(t[0], &t[1], NULL), 0);
    vips_image_set_string(t[1], "exif-ifd0-Copyright", "Eleonora");
    if (orientation)
        vips_image_set_int(t[1], VIPS_META_ORIENTATION, orientation);
    trial_save(trial, t[1], suffix);
    g_object_unref(scope);
}

static const struct {
    const char *suffix, *plan;
} verbatim[] = {
    {".jpg[Q=5]", "convert?format=jpeg&quality=95&metadata=all"},
    {".jpg[Q=5]", "resize?width=500&format=jpeg&quality=95&metadata=all"},
    {".jpg[Q=5]", "crop?x=0&y=0&width=96&height=64&format=jpeg&quality=95&metadata=all"},
    {".webp[Q=5]", "convert?format=webp&quality=100&metadata=all"},
    {".png[compression=9]", "convert?format=png&effort=1&metadata=all"},
    {".gif", "convert?format=gif&effort=1&metadata=all"},
};

START_TEST(original_goes_back_where_the_result_is_larger)
{
    struct trial trial;
    char plan[200];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(verbatim); i++) {
        poor(&trial, verbatim[i].suffix, 0);
        trial_run(&trial, verbatim[i].plan);
        ck_assert_int_eq(trial.code, ERR_OK);
        ck_assert_uint_eq(trial.facts.original, 0);
        const bool larger = trial.output.len > trial.input.len;

        (void)snprintf(plan, sizeof(plan), "%s&if_larger=original", verbatim[i].plan);
        trial_run(&trial, plan);
        ck_assert_int_eq(trial.code, ERR_OK);
        ck_assert_msg(larger || i >= 4, "%s is not larger", plan);
        ck_assert_uint_eq(trial.facts.original, larger);
        ck_assert_msg(is_input(&trial) == larger, "%s", plan);
        ck_assert_uint_eq(trial.facts.width, 96);
    }
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *suffix, *plan;
} stripped[] = {
    {".jpg[Q=5]", "convert?format=jpeg&quality=95&if_larger=original"},
    {".jpg[Q=5,interlace]", "convert?format=jpeg&quality=95&if_larger=original"},
    {".jpg[Q=5,interlace]", "convert?format=jpeg&quality=95&if_larger=original&interlace=true"},
    {".webp[Q=5]", "convert?format=webp&quality=100&if_larger=original"},
};

START_TEST(original_loses_its_metadata_where_none_is_kept)
{
    struct trial trial;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(stripped); i++) {
        poor(&trial, stripped[i].suffix, 0);
        VipsImage *source = trial_decode(buf_span(&trial.input));

        ck_assert(memmem(trial.input.data, trial.input.len, "Eleonora", 8));
        trial_run(&trial, stripped[i].plan);
        ck_assert_int_eq(trial.code, ERR_OK);
        ck_assert_uint_eq(trial.facts.original, 1);
        ck_assert_uint_eq(trial.facts.quality, 0);
        ck_assert(!holds(&trial, "Eleonora") && !holds(&trial, "Exif"));
        ck_assert_uint_lt(trial.output.len, trial.input.len);
        ck_assert(trial_difference(source, trial.image).max <= 0);
        g_object_unref(source);
    }
    trial_fini(&trial);
}
END_TEST

static const char *const changed[] = {
    "resize?width=80&format=jpeg&quality=95",
    "flip?direction=horizontal&format=jpeg&quality=95",
    "grayscale?format=jpeg&quality=95",
    "blur?sigma=1&format=jpeg&quality=95",
    "convert?format=webp&quality=100",
    "convert?format=jpeg&quality=95&interlace=true",
    "convert?format=jpeg&quality=95&chroma=444",
    "convert?format=jpeg&quality=95&profile=p3",
    "convert?format=jpeg&quality=95&metadata=nogps",
    "convert?format=png",
};

START_TEST(result_stays_where_the_original_is_not_what_was_asked_for)
{
    struct trial trial;
    char plan[200];

    trial_init(&trial);
    poor(&trial, ".jpg[Q=5]", 0);
    for (size_t i = 0; i < ARRAY_LEN(changed); i++) {
        (void)snprintf(plan, sizeof(plan), "%s&if_larger=original", changed[i]);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s: %s", plan, trial.err.detail);
        ck_assert_msg(trial.facts.original == 0 && !is_input(&trial), "%s", plan);
    }
    poor(&trial, ".avif[Q=5,effort=0]", 0); /* its profile is not known here */
    trial_run(&trial, "convert?format=avif&quality=95&effort=1&metadata=all&if_larger=original");
    ck_assert_uint_gt(trial.output.len, trial.input.len);
    ck_assert_uint_eq(trial.facts.original, 0);
    poor(&trial, ".jpg[Q=5]", 6);
    trial_run(&trial, "convert?format=jpeg&quality=95&metadata=all&if_larger=original");
    ck_assert_uint_eq(trial.facts.original, 0);
    trial_assert_size(&trial, 64, 96);
    trial_run(&trial, "convert?format=jpeg&quality=95&orient=false&if_larger=original");
    ck_assert_uint_eq(trial.facts.original, 1);
    trial_assert_size(&trial, 96, 64);
    trial_fini(&trial);
}
END_TEST

START_TEST(smaller_result_stays)
{
    struct trial trial;

    trial_init(&trial);
    poor(&trial, ".jpg[Q=98]", 0);
    trial_run(&trial, "convert?format=jpeg&quality=40&if_larger=original");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_uint_eq(trial.facts.original, 0);
    ck_assert_uint_eq(trial.facts.quality, 40);
    trial_fini(&trial);
}
END_TEST

/* Damage is found before the file is handed back. */
START_TEST(damaged_original_is_not_handed_back)
{
    struct trial trial;

    trial_init(&trial);
    poor(&trial, ".jpg[Q=5]", 0);
    trial.input.len = trial.input.len * 3 / 4;
    trial_run(&trial, "convert?format=jpeg&quality=95&metadata=all&if_larger=original");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {original_goes_back_where_the_result_is_larger, 0},
        {original_loses_its_metadata_where_none_is_kept, 0},
        {result_stays_where_the_original_is_not_what_was_asked_for, 0},
        {smaller_result_stays, 0},
        {damaged_original_is_not_handed_back, 0},
    };

    return suite_run("image/original", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
