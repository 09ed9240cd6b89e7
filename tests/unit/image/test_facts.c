/* The table of fields: reading a list of them, and what they say of a picture. */
#include "image/facts.h"

#include "image/run.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <ctype.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECONDS = 60, JSON_MAX = 1 << 20 };

static uint64_t fields_of(const char *list)
{
    uint64_t fields = 0;

    ck_assert_int_eq(facts_read(span_text(list), &fields, NULL), ERR_OK);
    return fields;
}

START_TEST(rows_are_whole)
{
    for (int i = 0; i < fact_count(); i++) {
        const struct fact *fact = fact_at(i);

        for (const char *c = fact->name; *c; c++)
            ck_assert(islower(*c) || *c == '_');
        ck_assert(strncmp(fact->schema, "type: ", 6) == 0);
        ck_assert(fact->doc[0] && fact->doc[strlen(fact->doc) - 1] == '.');
        ck_assert(fact->write != NULL);
        ck_assert_uint_eq(fields_of(fact->name), UINT64_C(1) << i);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(fact->name, fact_at(j)->name);
    }
}
END_TEST

START_TEST(list_is_read)
{
    ck_assert_uint_eq(fields_of("all"), facts_all());
    ck_assert_uint_eq(fields_of("width,phash"), fields_of("width") | fields_of("phash"));
    ck_assert(!facts_need_pixels(facts_default()));
    ck_assert(!facts_need_pixels(fields_of("exif,xmp,iptc,icc_name,width")));
    ck_assert(facts_need_pixels(fields_of("exif,opaque")));
}
END_TEST

static const struct {
    const char *list;
    enum err_code code;
    const char *says;
} refused[] = {
    {"", ERR_PARAM_INVALID, "There is no field"},
    {"blurhsh", ERR_PARAM_INVALID, "the nearest is \"blurhash\""},
    {"width,", ERR_PARAM_INVALID, "There is no field"},
    {",width", ERR_PARAM_INVALID, "There is no field"},
    {"width,all", ERR_PARAM_INVALID, "\"all\""},
    {"Width", ERR_PARAM_INVALID, "the nearest is \"width\""},
    {"width ,height", ERR_PARAM_INVALID, "the nearest is \"width\""},
    {"<script>", ERR_PARAM_INVALID, "There is no field \"\""},
    {"width,height,width", ERR_PARAM_REPEATED, "\"width\" stands twice"},
};

START_TEST(bad_list_is_refused)
{
    struct err err = {0};
    uint64_t fields = 7;

    ck_assert_int_eq(facts_read(span_text(refused[_i].list), &fields, &err), refused[_i].code);
    ck_assert_str_eq(err.param, "fields");
    ck_assert_msg(strstr(err.detail, refused[_i].says), "%s: %s", refused[_i].list, err.detail);
    ck_assert_uint_eq(fields, 7);
}
END_TEST

/* What is told of the trial's input. */
static void describe(struct trial *trial, const char *list, struct buf *json)
{
    const uint64_t fields = list ? fields_of(list) : facts_default();
    const int fd = memfd_create("info", MFD_CLOEXEC);
    static char text[JSON_MAX];

    trial->code = image_describe(fields, &trial->limits, buf_span(&trial->input), fd, &trial->facts,
                                 &trial->err);
    buf_clear(json);
    if (trial->code == ERR_OK) {
        const ssize_t len = pread(fd, text, sizeof(text), 0);

        ck_assert_uint_eq((uint64_t)len, trial->facts.bytes);
        buf_add(json, text, (size_t)len);
    }
    (void)close(fd);
}

static void assert_told(struct trial *trial, const char *list, const char *want)
{
    struct buf json;

    buf_init(&json, JSON_MAX);
    describe(trial, list, &json);
    ck_assert_msg(trial->code == ERR_OK, "%s: %s", list, trial->err.detail);
    ck_assert_msg(strcmp(buf_string(&json), want) == 0, "%s", buf_string(&json));
    buf_fini(&json);
}

/* The promise that a field which is not asked for costs nothing. */
START_TEST(only_fields_about_pixels_decode)
{
    struct trial trial;
    struct buf json;

    trial_init(&trial);
    buf_init(&json, JSON_MAX);
    trial_picture(&trial, picture_kinds[_i]);
    describe(&trial, NULL, &json);
    ck_assert_uint_eq(trial.facts.decodes, 0);
    describe(&trial, "exif,xmp,iptc,icc_name", &json);
    ck_assert_uint_eq(trial.facts.decodes, 0);
    describe(&trial, "all", &json);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s", picture_kinds[_i], trial.err.detail);
    ck_assert_uint_eq(trial.facts.decodes, 1);
    for (int i = 0; i < fact_count(); i++)
        ck_assert_ptr_nonnull(strstr(buf_string(&json), fact_at(i)->name));
    buf_fini(&json);
    trial_fini(&trial);
}
END_TEST

/* A damaged picture has a header that can be told, and pixels that cannot. */
START_TEST(pixels_that_are_not_there_are_missed_only_when_asked_for)
{
    struct trial trial;
    struct buf json;

    trial_init(&trial);
    buf_init(&json, JSON_MAX);
    trial_picture(&trial, "png");
    trial.input.len /= 2;
    describe(&trial, NULL, &json);
    ck_assert_int_eq(trial.code, ERR_OK);
    describe(&trial, "mean", &json);
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    trial_picture(&trial, "png");
    trial.limits.input_pixels = 100;
    describe(&trial, "mean", &json);
    ck_assert_int_eq(trial.code, ERR_IMAGE_TOO_LARGE);
    buf_fini(&json);
    trial_fini(&trial);
}
END_TEST

static const struct {
    int n;
    double values[4];
    const char *suffix, *list, *json;
} flats[] = {
    {3,
     {10, 20, 30},
     ".png",
     "mean,entropy,sharpness,dominant,opaque",
     "{\"opaque\":true,\"mean\":[10,20,30],\"entropy\":0,\"sharpness\":0,"
     "\"dominant\":\"#0a141e\"}"},
    {1,
     {77},
     ".png",
     "mean,palette",
     "{\"mean\":[77,77,77],\"palette\":[{\"color\":\"#4d4d4d\",\"share\":1}]}"},
    {3,
     {65535, 0, 32896},
     ".png",
     "bits,mean,dominant",
     "{\"bits\":16,\"mean\":[255,0,128],\"dominant\":\"#ff0080\"}"},
    {4, {200, 100, 50, 254}, ".png", "opaque,mean", "{\"opaque\":false,\"mean\":[200,100,50]}"},
    {4,
     {200, 100, 50, 0},
     ".png",
     "opaque,mean,dominant,palette",
     "{\"opaque\":false,\"mean\":null,\"dominant\":null,\"palette\":[]}"},
    {2, {90, 255}, ".webp[lossless]", "opaque,mean", "{\"opaque\":true,\"mean\":[90,90,90]}"},
    {3, {10, 20, 30}, ".tif", "format,dominant", "{\"format\":\"tiff\",\"dominant\":\"#0a141e\"}"},
};

START_TEST(flat_picture_is_told)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(1300, 700, flats[_i].n, flats[_i].values);

    trial_save(&trial, flat, flats[_i].suffix);
    assert_told(&trial, flats[_i].list, flats[_i].json);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

/* One pixel in a million, which no shrunk picture shows. */
START_TEST(single_hole_is_noticed)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(1300, 700, 4, (const double[]){9, 9, 9, 255});
    VipsImage *memory = vips_image_copy_memory(flat);

    ck_assert_int_eq(vips_draw_point(memory, (double[]){9, 9, 9, 254}, 4, 1234, 321, NULL), 0);
    trial_save(&trial, memory, ".png");
    assert_told(&trial, "opaque,dominant", "{\"opaque\":false,\"dominant\":\"#090909\"}");
    g_object_unref(memory);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

/* Three quarters of one colour, a quarter of another; the first row is counted in the histogram. */
START_TEST(shares_are_those_of_the_picture)
{
    struct trial trial;
    struct buf json;

    trial_init(&trial);
    buf_init(&json, JSON_MAX);
    VipsImage *flat = trial_flat(400, 200, 3, (const double[]){200, 0, 0});
    VipsImage *memory = vips_image_copy_memory(flat);

    ck_assert_int_eq(
        vips_draw_rect(memory, (double[]){0, 0, 90}, 3, 0, 0, 100, 200, "fill", TRUE, NULL), 0);
    trial_save(&trial, memory, ".png");
    assert_told(&trial, "mean,entropy,palette",
                "{\"mean\":[150,0,22.5],\"entropy\":0.81,\"palette\":["
                "{\"color\":\"#c80000\",\"share\":0.75},{\"color\":\"#00005a\",\"share\":0.25}]}");
    describe(&trial, "histogram", &json);
    ck_assert_ptr_nonnull(strstr(buf_string(&json), "\"pixels\":80000,\"red\":[20000,0,"));
    buf_fini(&json);
    g_object_unref(memory);
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

/* A picture that is stored lying is hashed standing. */
START_TEST(orientation_is_applied_before_anything_is_told)
{
    struct trial trial;
    struct buf lying;
    struct buf standing;

    trial_init(&trial);
    buf_init(&lying, JSON_MAX);
    buf_init(&standing, JSON_MAX);
    trial_picture(&trial, "jpeg-exif-6");
    describe(&trial, "blurhash", &lying);
    trial_run(&trial, "convert?format=png");
    buf_clear(&trial.input);
    buf_add(&trial.input, trial.output.data, trial.output.len);
    describe(&trial, "blurhash", &standing);
    ck_assert_str_eq(buf_string(&lying), buf_string(&standing));
    buf_fini(&lying);
    buf_fini(&standing);
    trial_fini(&trial);
}
END_TEST

START_TEST(sharp_picture_is_sharper_than_a_blurred_one)
{
    struct trial trial;
    struct buf json;
    double sharp;
    double blurred;

    trial_init(&trial);
    buf_init(&json, JSON_MAX);
    trial_pattern(&trial, 300, 200, ".png");
    describe(&trial, "sharpness", &json);
    sharp = strtod(strchr(buf_string(&json), ':') + 1, NULL);
    trial_run(&trial, "blur?sigma=2&format=png");
    buf_clear(&trial.input);
    buf_add(&trial.input, trial.output.data, trial.output.len);
    describe(&trial, "sharpness", &json);
    blurred = strtod(strchr(buf_string(&json), ':') + 1, NULL);
    ck_assert_double_gt(sharp, 5 * blurred);
    ck_assert_double_gt(blurred, 0);
    buf_fini(&json);
    trial_fini(&trial);
}
END_TEST

START_TEST(memory_is_reckoned_by_the_fields)
{
    const struct limits limits = limits_default();
    const struct image_info info = {.format = FORMAT_GIF,
                                    .width = 4000,
                                    .height = 3000,
                                    .frames = 1,
                                    .bits = 8,
                                    .progressive = true};
    const uint64_t little = facts_memory(facts_default(), &info, 1000, &limits);
    const uint64_t much = facts_memory(facts_all(), &info, 1000, &limits);

    ck_assert_uint_gt(little, 1000);
    ck_assert_uint_gt(much, little + 4 * 4000 * 3000);
    /* what a picture is cut from is not decoded for its header either */
    struct image_info cut = info;

    cut.format = FORMAT_HEIF;
    cut.area = 2 * 4000 * 3000;
    ck_assert_uint_eq(facts_memory(facts_default(), &cut, 1000, &limits), little);
    ck_assert_uint_gt(facts_memory(facts_all(), &cut, 1000, &limits), much);
}
END_TEST

int main(void)
{
    int kinds = 0;

    while (picture_kinds[kinds])
        kinds++;
    const struct suite_row rows[] = {
        {rows_are_whole, 0},
        {list_is_read, 0},
        {bad_list_is_refused, ARRAY_LEN(refused)},
        {only_fields_about_pixels_decode, kinds},
        {pixels_that_are_not_there_are_missed_only_when_asked_for, 0},
        {flat_picture_is_told, ARRAY_LEN(flats)},
        {single_hole_is_noticed, 0},
        {shares_are_those_of_the_picture, 0},
        {orientation_is_applied_before_anything_is_told, 0},
        {sharp_picture_is_sharper_than_a_blurred_one, 0},
        {memory_is_reckoned_by_the_fields, 0},
    };

    return suite_run("image/facts", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
