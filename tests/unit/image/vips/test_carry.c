/* What results carry beside their pixels: the engines that do without libvips' pixels carry what
 * its own result does, under every policy. */
#include "image/vips/carry.h"

#include "tests/support/rivals.h"
#include "tests/support/sampled.h"
#include "tests/support/suite.h"
#include "tests/support/tagged.h"

#include <stdio.h>
#include <string.h>

enum { SECONDS = 120 };

static const struct {
    struct sampled picture;
    struct tagged tags;
    size_t icc; /* bytes of a profile: Display P3 and zeros behind it */
} inputs[] = {
    {{.width = 96, .height = 64, .h = 2, .v = 2}, {.orientation = 6, .xmp = true, .iptc = true}, 0},
    {{.width = 96, .height = 64, .h = 2, .v = 2, .dpi = 240},
     {.orientation = 1, .big = true, .xmp = true, .iptc = true},
     130000},
    {{.width = 96, .height = 64, .h = 1, .v = 1, .grey = true, .dpi = 72},
     {.orientation = 0},
     5000},
    {{.width = 96, .height = 64, .h = 2, .v = 1}, {.orientation = 3, .loops = true}, 0},
    {{.width = 96, .height = 64, .h = 2, .v = 1},
     {.orientation = 8, .claims = true, .big = true},
     0},
    {{.width = 96, .height = 64, .h = 1, .v = 1, .dpi = 300, .progressive = true},
     {.iptc = true},
     0},
    {{.width = 96, .height = 64, .h = 2, .v = 2}, {.xmp = true}, 0},
    {{.width = 96, .height = 64, .h = 2, .v = 2}, {.orientation = 0}, 0},
};

static const char *const policies[] = {
    "metadata=copyright&profile=keep",
    "metadata=nogps&profile=keep",
    "metadata=all&profile=keep",
    "metadata=none&profile=keep",
    "metadata=all",
    "metadata=nogps",
    "metadata=copyright",
    "metadata=all&profile=keep&orient=false",
};

static const char *const planar[] = {
    "resize?width=40&format=jpeg",
    "crop?x=1&y=1&width=31&height=33&format=jpeg&quality=80 : rotate?angle=90",
    "orient?orientation=1&format=jpeg&lossless=off",
    "resize?width=33&format=jpeg&quality=95 : grayscale",
    "resize?width=120&height=50&fit=fill&enlarge=true&format=webp",
    "grayscale?format=webp",
};

static const char *const lossless[] = {
    "convert?format=jpeg",
    "rotate?angle=90&format=jpeg",
    "flip?format=jpeg&effort=9",
    "orient?orientation=7&format=jpeg&progressive=true",
};

static void make_profile(size_t size, struct buf *out)
{
    VipsBlob *p3 = NULL;
    size_t len;

    ck_assert_int_eq(vips_profile_load("p3", &p3, NULL), 0);
    const void *data = vips_blob_get(p3, &len);

    buf_add(out, data, len);
    while (out->len < size)
        buf_char(out, 0);
    vips_area_unref(VIPS_AREA(p3));
}

static void make_input(struct trial *trial, size_t index)
{
    struct tagged tags = inputs[index].tags;
    struct buf plain;
    struct buf profile;

    buf_init(&plain, 1 << 20);
    buf_init(&profile, 1 << 20);
    if (inputs[index].icc > 0)
        make_profile(inputs[index].icc, &profile);
    tags.icc = buf_span(&profile);
    ck_assert(sampled_make(&inputs[index].picture, &plain));
    buf_clear(&trial->input);
    tagged_jpeg(&tags, buf_span(&plain), &trial->input);
    buf_fini(&profile);
    buf_fini(&plain);
}

/* The output's parameters go behind those of the first step. */
static void read_plan(const char *text, const char *policy, struct plan *plan)
{
    char whole[256];
    const char *end = strstr(text, " : ");

    (void)snprintf(whole, sizeof(whole), "%.*s&%s%s", end ? (int)(end - text) : (int)strlen(text),
                   text, policy, end ? end : "");
    trial_plan(whole, plan);
}

/* An input in another profile than sRGB is left to libvips where the result must be in it. */
static bool is_converted(const char *policy, size_t index)
{
    return inputs[index].icc > 0 && !inputs[index].picture.grey && !strstr(policy, "keep");
}

/* Where nothing is to be carried, libvips 8.14 still writes an EXIF block of its own into a WebP.
 */
static bool is_empty(const char *text, const char *policy, size_t index)
{
    return strstr(text, "webp") && strstr(policy, "none") && inputs[index].icc == 0;
}

static void compare(struct trial *trial, const char *text, const char *policy, enum engine engine)
{
    struct rival vips;
    struct rival other;
    struct plan plan;

    read_plan(text, policy, &plan);
    rival_run(&vips, trial, &plan, ENGINE_VIPS);
    rival_run(&other, trial, &plan, engine);
    ck_assert_msg(vips.code == ERR_OK, "%s: %s", text, vips.err.note);
    ck_assert_msg(other.code == ERR_OK, "%s: %s", text, other.err.note);
    if (engine == ENGINE_PLANAR)
        rivals_assert_alike(&vips, &other);
    rivals_assert_metadata(&vips, &other, text);
    rival_fini(&vips);
    rival_fini(&other);
}

START_TEST(engines_carry_the_same)
{
    const size_t index = (size_t)_i / ARRAY_LEN(policies);
    const char *policy = policies[(size_t)_i % ARRAY_LEN(policies)];
    struct trial trial;

    trial_init(&trial);
    make_input(&trial, index);
    for (size_t i = 0; i < ARRAY_LEN(planar) && !is_converted(policy, index); i++)
        if (!is_empty(planar[i], policy, index))
            compare(&trial, planar[i], policy, ENGINE_PLANAR);
    for (size_t i = 0; i < ARRAY_LEN(lossless) && !is_converted(policy, index); i++)
        compare(&trial, lossless[i], policy, ENGINE_LOSSLESS);
    trial_fini(&trial);
}
END_TEST

static bool carries(const struct trial *trial, const char *text)
{
    return memmem(trial->output.data, trial->output.len, text, strlen(text)) != NULL;
}

static const struct {
    const char *policy;
    bool artist, camera, place, byline, thumbnail;
} kept[] = {
    {"none", false, false, false, false, false},
    {"copyright", true, false, false, false, false},
    {"nogps", true, true, false, true, false},
    {"all", true, true, true, true, true},
};

static const struct {
    const char *plan;
    enum engine engine;
} makers[] = {
    {"resize?width=30&format=jpeg", ENGINE_PLANAR},
    {"resize?width=30&format=webp", ENGINE_PLANAR},
    {"convert?format=jpeg", ENGINE_LOSSLESS},
    {"blur?format=jpeg", ENGINE_VIPS},
    {"blur?format=webp", ENGINE_VIPS},
};

START_TEST(policy_says_what_is_kept)
{
    const size_t index = (size_t)_i / ARRAY_LEN(kept);
    const size_t policy = (size_t)_i % ARRAY_LEN(kept);
    const bool webp = strstr(makers[index].plan, "webp") != NULL; /* which has no place for IPTC */
    struct trial trial;
    char text[128];

    trial_init(&trial);
    make_input(&trial, 0);
    (void)snprintf(text, sizeof(text), "%s&metadata=%s", makers[index].plan, kept[policy].policy);
    trial_run(&trial, text);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s", text, trial.err.note);
    ck_assert_uint_eq(trial.facts.engine, makers[index].engine);
    ck_assert_int_eq(carries(&trial, TAGGED_ARTIST), kept[policy].artist);
    ck_assert_int_eq(carries(&trial, TAGGED_COPYRIGHT), kept[policy].artist);
    ck_assert_int_eq(carries(&trial, TAGGED_CAMERA), kept[policy].camera);
    ck_assert_int_eq(carries(&trial, TAGGED_PLACE), kept[policy].place);
    ck_assert_int_eq(carries(&trial, "small picture"), kept[policy].thumbnail);
    ck_assert_int_eq(carries(&trial, TAGGED_BYLINE), kept[policy].byline && !webp);
    ck_assert_int_eq(vips_image_get_typeof(trial.image, "exif-ifd3-GPSLatitude") != 0,
                     kept[policy].place);
    ck_assert_int_le(vips_image_get_orientation(trial.image), 1);
    trial_fini(&trial);
}
END_TEST

static int number_of(VipsImage *image, const char *field)
{
    const char *text;

    ck_assert_int_eq(vips_image_get_string(image, field, &text), 0);
    return (int)strtol(text, NULL, 10);
}

START_TEST(exif_tells_the_result_s_sides)
{
    const char *formats[] = {"jpeg", "webp"};
    struct trial trial;
    char text[128];

    trial_init(&trial);
    make_input(&trial, 0);
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        (void)snprintf(text, sizeof(text), "resize?width=30&metadata=all&format=%s", formats[i]);
        trial_run(&trial, text);
        trial_assert_size(&trial, 30, 45);
        ck_assert_uint_eq(trial.facts.engine, ENGINE_PLANAR);
        ck_assert_int_eq(number_of(trial.image, "exif-ifd2-PixelXDimension"), 30);
        ck_assert_int_eq(number_of(trial.image, "exif-ifd2-PixelYDimension"), 45);
    }
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {engines_carry_the_same, ARRAY_LEN(inputs) * ARRAY_LEN(policies)},
        {policy_says_what_is_kept, ARRAY_LEN(makers) * ARRAY_LEN(kept)},
        {exif_tells_the_result_s_sides, 0},
    };

    return suite_run("image/vips/carry", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
