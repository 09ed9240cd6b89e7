/* The PNG engine against libvips: moved pixels are the same, and whatever it does not take is
 * answered by libvips. */
#include "image/raster/raster.h"

#include "image/codec/png_file.h"
#include "tests/support/images.h"
#include "tests/support/outcome.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static const char *const moving[] = {
    "convert",
    "crop?x=5&y=7&width=50&height=33",
    "crop?x=0&y=0&width=1&height=1",
    "rotate?angle=90",
    "rotate?angle=180",
    "rotate?angle=270",
    "flip?direction=horizontal",
    "flip?direction=vertical",
    "flip?direction=both",
    "resize?width=200&height=150&fit=contain&background=40c080",
    "resize?width=200&height=150&fit=contain&background=40c08022&gravity=southeast",
    ("crop?x=3&y=4&width=60&height=40 : rotate?angle=90 : flip?direction=vertical : "
     "crop?width=20&height=30&gravity=east"),
};

START_TEST(moved_pixels_and_chunks_are_those_of_libvips)
{
    images_open();
    for (size_t k = 0; k < OUTCOME_KINDS; k++) {
        struct outcome own, vips;
        struct buf file;

        outcome_picture((int)k, 99, 70, &file);
        outcome_run(ENGINE_PNG, moving[_i], buf_span(&file), &own);
        outcome_run(ENGINE_VIPS, moving[_i], buf_span(&file), &vips);
        ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
        ck_assert_uint_eq(vips.facts.engine, ENGINE_VIPS);
        outcome_assert_facts(&own, &vips);
        outcome_assert_chunks(&own, &vips);
        ck_assert_msg(memcmp(own.pixels.data.data, vips.pixels.data.data, own.pixels.data.len) == 0,
                      "%s, kind %zu", moving[_i], k);
        outcome_fini(&own);
        outcome_fini(&vips);
        buf_fini(&file);
    }
}
END_TEST

START_TEST(a_copy_is_that_of_libvips)
{
    images_open();
    for (int engine = ENGINE_VIPS; engine < ENGINE_COUNT; engine++)
        for (int k = 0; k < OUTCOME_KINDS; k++) {
            struct outcome own, vips;
            struct buf file;

            outcome_picture(k, 99, 70, &file);
            outcome_run((enum engine)engine, "convert", buf_span(&file), &own);
            outcome_libvips(buf_span(&file), &vips);
            ck_assert_int_eq(own.code, ERR_OK);
            ck_assert_int_eq(vips.code, ERR_OK);
            outcome_assert_chunks(&own, &vips);
            ck_assert_uint_eq(own.pixels.bands, vips.pixels.bands);
            ck_assert_uint_eq(own.pixels.data.len, vips.pixels.data.len);
            ck_assert_mem_eq(own.pixels.data.data, vips.pixels.data.data, own.pixels.data.len);
            outcome_fini(&own);
            outcome_fini(&vips);
            buf_fini(&file);
        }
}
END_TEST

/* A chunk before the rest of a picture, of at most 255 bytes. */
static void add_chunk(struct buf *file, const char *type, const void *data, size_t len)
{
    struct buf with;

    buf_init(&with, PNGS_BYTES_MAX);
    buf_add(&with, file->data, 33); /* signature and IHDR */
    buf_add(&with, (unsigned char[]){0, 0, 0, (unsigned char)len}, 4);
    buf_text(&with, type);
    buf_add(&with, data, len);
    buf_add(&with, "\0\0\0\0", 4);
    buf_add(&with, file->data + 33, file->len - 33);
    pngs_repair(&with);
    buf_fini(file);
    *file = with;
}

/* EXIF with an orientation and nothing else: TIFF 6.0, one entry of type SHORT. */
START_TEST(exif_is_no_reason_to_leave_but_a_turn_or_keeping_it_is)
{
    unsigned char exif[] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3,
                            0,   1,   0,  0, 0, 1, 0, 0, 0, 0, 0,    0, 0};
    static const enum engine engines[] = {[1] = ENGINE_PNG, [6] = ENGINE_VIPS};
    struct trial trial;

    trial_init(&trial);
    for (unsigned char turn = 1; turn <= 6; turn = (unsigned char)(turn + 5)) {
        outcome_picture(2, 20, 10, &trial.input);
        exif[18] = turn;
        add_chunk(&trial.input, "eXIf", exif, sizeof(exif));
        trial_run(&trial, "resize?width=8&height=8&fit=fill");
        ck_assert_int_eq(trial.code, ERR_OK);
        ck_assert_uint_eq(trial.facts.engine, engines[turn]);
        trial_run(&trial, "resize?width=8&height=8&fit=fill&metadata=all");
        ck_assert_int_eq(trial.code, ERR_OK);
        ck_assert_uint_eq(trial.facts.engine, ENGINE_VIPS);
        buf_fini(&trial.input);
    }
    trial_fini(&trial);
}
END_TEST

/* The profile need not be one. */
static void add_profile(struct buf *file, const char *profile, size_t len)
{
    unsigned char data[256] = "name\0"; /* and method 0 */
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(6);
    const size_t packed = 6 + libdeflate_zlib_compress(deflater, profile, len, data + 6, 248);

    libdeflate_free_compressor(deflater);
    add_chunk(file, "iCCP", data, packed);
}

static const struct {
    const char *profile;
    int kind;
    enum engine engine;
} profiles[] = {{"desc sRGB IEC61966-2.1 ...", 2, ENGINE_PNG},
                {"desc sRGB IEC61966-2.1 ...", 5, ENGINE_PNG},
                {"desc sRGB IEC61966-2.", 2, ENGINE_VIPS},
                {"desc Display P3", 3, ENGINE_VIPS},
                {"desc Display P3", 0, ENGINE_PNG}};

START_TEST(pictures_of_other_colours_are_left_to_libvips)
{
    const char *profile = profiles[_i].profile;
    struct outcome own, vips;
    struct buf file;

    images_open();
    outcome_picture(profiles[_i].kind, 30, 20, &file);
    add_profile(&file, profile, strlen(profile));
    outcome_run(ENGINE_PNG, "convert", buf_span(&file), &own);
    outcome_libvips(buf_span(&file), &vips);
    ck_assert_int_eq(own.code, ERR_OK);
    ck_assert_uint_eq(own.facts.engine, profiles[_i].engine);
    outcome_assert_chunks(&own, &vips);
    ck_assert_mem_eq(own.pixels.data.data, vips.pixels.data.data, vips.pixels.data.len);
    outcome_fini(&own);
    outcome_run(ENGINE_PNG, "convert?profile=keep", buf_span(&file), &own);
    ck_assert_uint_eq(own.facts.engine, ENGINE_VIPS);
    outcome_fini(&own);
    outcome_fini(&vips);
    buf_fini(&file);
}
END_TEST

/* By a rounding step, where the exact value lies between two. */
START_TEST(grey_is_that_of_libvips)
{
    images_open();
    for (int k = 0; k < OUTCOME_KINDS; k++) {
        struct outcome own, vips;
        struct buf file;

        outcome_picture(k, 99, 70, &file);
        outcome_run(ENGINE_PNG, "grayscale", buf_span(&file), &own);
        outcome_run(ENGINE_VIPS, "grayscale", buf_span(&file), &vips);
        ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
        outcome_assert_facts(&own, &vips);
        outcome_assert_chunks(&own, &vips);
        for (size_t i = 0; i < own.pixels.data.len; i++)
            ck_assert_int_le(abs((unsigned char)own.pixels.data.data[i] -
                                 (unsigned char)vips.pixels.data.data[i]),
                             1);
        outcome_fini(&own);
        outcome_fini(&vips);
        buf_fini(&file);
    }
}
END_TEST

START_TEST(damage_is_answered_as_libvips_answers)
{
    struct buf file;

    images_open();
    outcome_picture(_i, 7, 5, &file);
    for (size_t i = 0; i < 2 * file.len; i++) {
        const size_t at = i / 2;
        struct outcome own, vips;
        struct buf bad;

        buf_init(&bad, PNGS_BYTES_MAX);
        buf_add(&bad, file.data, i % 2 ? file.len : at);
        if (i % 2)
            bad.data[at] = (char)(bad.data[at] ^ 0x10);
        outcome_run(ENGINE_PNG, "convert", buf_span(&bad), &own);
        outcome_libvips(buf_span(&bad), &vips);
        ck_assert_msg(own.code == vips.code, "byte %zu: %d, libvips %d", at, own.code, vips.code);
        ck_assert_uint_eq(own.pixels.data.len, vips.pixels.data.len);
        if (own.pixels.data.len > 0)
            ck_assert_mem_eq(own.pixels.data.data, vips.pixels.data.data, own.pixels.data.len);
        outcome_fini(&own);
        outcome_fini(&vips);
        buf_fini(&bad);
    }
    buf_fini(&file);
}
END_TEST

/* Also through libvips' steps, with our codec on both sides. */
START_TEST(density_goes_through)
{
    static const unsigned char phys[] = {0,    0, 0, 9,    'p',  'H', 'Y', 's', 0, 0, 0x2E,
                                         0x23, 0, 0, 0x0F, 0xA1, 1,   0,   0,   0, 0};
    struct png_file written;
    struct outcome own, vips;
    struct buf file, with;

    images_open();
    outcome_picture(2, 20, 10, &file);
    buf_init(&with, PNGS_BYTES_MAX);
    buf_add(&with, file.data, 33); /* signature and IHDR */
    buf_add(&with, phys, sizeof(phys));
    buf_add(&with, file.data + 33, file.len - 33);
    pngs_repair(&with);
    outcome_libvips(buf_span(&with), &vips);
    for (int engine = ENGINE_VIPS; engine < ENGINE_COUNT; engine++) {
        outcome_run((enum engine)engine, "resize?width=20 : flip", buf_span(&with), &own);
        outcome_assert_chunks(&own, &vips);
        ck_assert(png_file_open(buf_span(&own.out), &written));
        ck_assert_double_le(fabs((double)written.density_y - 4001), 1);
        outcome_fini(&own);
    }
    outcome_fini(&vips);
    buf_fini(&file);
    buf_fini(&with);
}
END_TEST

static const char *const foreign[] = {
    "convert?palette=true",
    "convert?progressive=true",
    "convert?max_bytes=100000",
    "convert?profile=keep&metadata=all&format=webp",
    "blur?sigma=1",
    "rotate?angle=30",
    "resize?width=20&kernel=nearest",
    "resize?width=20&height=20&fit=cover&gravity=attention",
};

START_TEST(plans_beyond_moves_run_on_libvips)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial_run(&trial, foreign[_i]);
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_uint_eq(trial.facts.engine, ENGINE_VIPS);
    trial_run(&trial, "convert");
    ck_assert_uint_eq(trial.facts.engine, ENGINE_PNG);
    trial_fini(&trial);
}
END_TEST

START_TEST(limits_are_kept_before_a_pixel_is_decoded)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial.limits.input_pixels = 96 * 64 - 1;
    trial_run(&trial, "convert");
    ck_assert_int_eq(trial.code, ERR_IMAGE_TOO_LARGE);
    trial.limits = limits_default();
    trial.limits.output_pixels = 100;
    trial_run(&trial, "convert");
    ck_assert_int_eq(trial.code, ERR_RESULT_TOO_LARGE);
    trial.limits = limits_default();
    trial.limits.formats_in = 1u << FORMAT_JPEG;
    trial_run(&trial, "convert");
    ck_assert_int_eq(trial.code, ERR_FORMAT_REFUSED);
    trial_fini(&trial);
}
END_TEST

START_TEST(memory_counts_every_canvas_that_is_held)
{
    const struct image_info info = {.format = FORMAT_PNG,
                                    .width = 2000,
                                    .height = 1000,
                                    .frames = 1,
                                    .orientation = 1,
                                    .bands = 4,
                                    .bits = 8,
                                    .alpha = true};
    const struct limits limits = limits_default();
    struct plan plan;

    trial_plan("resize?width=500 : rotate?angle=90", &plan);
    ck_assert(raster_takes(&plan, &info));
    ck_assert_uint_ge(raster_memory(&plan, &info, 1000), 8000000 + 2000000);
    ck_assert_uint_ge(plan_memory(&plan, &info, 1000, &limits), raster_memory(&plan, &info, 1000));
    trial_plan("resize?width=4000&enlarge=true : resize?width=10", &plan);
    ck_assert_uint_ge(raster_memory(&plan, &info, 1000), 8000000 + 32000000);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {moved_pixels_and_chunks_are_those_of_libvips, ARRAY_LEN(moving)},
        {a_copy_is_that_of_libvips, 0},
        {pictures_of_other_colours_are_left_to_libvips, ARRAY_LEN(profiles)},
        {grey_is_that_of_libvips, 0},
        {damage_is_answered_as_libvips_answers, OUTCOME_KINDS},
        {density_goes_through, 0},
        {exif_is_no_reason_to_leave_but_a_turn_or_keeping_it_is, 0},
        {plans_beyond_moves_run_on_libvips, ARRAY_LEN(foreign)},
        {limits_are_kept_before_a_pixel_is_decoded, 0},
        {memory_counts_every_canvas_that_is_held, 0},
    };

    return suite_run("image/raster", rows, ARRAY_LEN(rows), 200) ? EXIT_SUCCESS : EXIT_FAILURE;
}
