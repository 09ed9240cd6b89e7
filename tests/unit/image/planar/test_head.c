/* The leading steps that the planar engine does for libvips: which they are, and that nobody sees
 * the difference. */
#include "image/planar/planar.h"
#include "image/run_on.h"

#include "tests/support/rivals.h"
#include "tests/support/sampled.h"
#include "tests/support/suite.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECONDS = 120 };

static const struct {
    const char *plan;
    uint32_t steps;
} heads[] = {
    {"resize?width=100", 1},
    {"resize?width=100 : sharpen", 1},
    {"resize?width=100 : rotate?angle=90 : flip : sharpen : grayscale", 3},
    {"resize?width=100 : grayscale : blur", 2},
    {"rotate?angle=90 : resize?width=100 : blur", 2},
    {"crop?width=50%&height=50% : resize?width=100 : blur", 2},
    {"resize?width=100 : resize?width=50 : blur", 1},
    {"thumbnail?size=80 : noise", 1},
    {"convert : resize?width=100 : blur", 2},
    {"blur : resize?width=100", 0},
    {"resize?width=100&kernel=nearest : blur", 0},
    {"resize?width=2000&enlarge=true : blur", 0},
    {"resize?width=5000 : blur", 0},
    {"rotate?angle=90 : blur", 0},
    {"rotate?angle=10 : resize?width=100", 0},
    {"resize?width=80&height=80&fit=cover&gravity=attention : blur", 0},
    {"convert", 0},
};

static const struct sampled picture = {.width = 640, .height = 480, .h = 2, .v = 2};

START_TEST(head_is_the_moves_up_to_the_first_other_step)
{
    struct image_info info;
    struct trial trial;
    struct plan plan;

    trial_init(&trial);
    ck_assert(sampled_make(&picture, &trial.input));
    ck_assert_int_eq(probe_header(buf_span(&trial.input), true, &info), PROBE_DONE);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        trial_plan(heads[i].plan, &plan);
        ck_assert_msg(planar_head(&plan, &info) == heads[i].steps, "%s: %u", heads[i].plan,
                      planar_head(&plan, &info));
    }
    /* A colour of sRGB is not mixed with the values of another space. */
    info.icc = true;
    trial_plan("resize?width=100 : grayscale : blur", &plan);
    ck_assert_uint_eq(planar_head(&plan, &info), 1);
    trial_plan("resize?width=90&height=90&fit=contain&background=f00 : blur", &plan);
    ck_assert_uint_eq(planar_head(&plan, &info), 0);
    trial_fini(&trial);
}
END_TEST

static const struct sampled pictures[] = {
    {.width = 640, .height = 480, .h = 2, .v = 2},
    {.width = 641, .height = 479, .h = 2, .v = 1, .dpi = 300},
    {.width = 639, .height = 481, .h = 1, .v = 2},
    {.width = 637, .height = 483, .h = 1, .v = 1},
    {.width = 635, .height = 485, .h = 1, .v = 1, .grey = true},
    {.width = 633, .height = 487, .h = 2, .v = 2, .progressive = true},
    {.width = 629, .height = 491, .h = 2, .v = 2, .rotation = 6},
    {.width = 17, .height = 9, .h = 2, .v = 2},
};

static const char *const moves[] = {
    "resize?width=100",
    "resize?width=303&height=77&fit=fill",
    "resize?width=121&height=120&fit=cover&gravity=southeast",
    "resize?width=151&height=151&fit=contain&background=3080c0",
    "crop?x=1&y=1&width=51%&height=51% : resize?width=50",
    "rotate?angle=270 : resize?width=111",
    "flip?direction=both : rotate?angle=90 : resize?width=99",
    "grayscale : resize?width=120",
};

/* As in test_equal.c: PSNR in dB. */
static const double NEAR = 33;

/* libvips alone gives a JPEG whose loss nobody sees, which is a plan that the engine knows as a
 * whole, so that asking for libvips gives libvips; the head gives a PNG. */
START_TEST(head_shows_what_libvips_shows)
{
    const char *text = moves[(size_t)_i % ARRAY_LEN(moves)];
    const struct sampled *source = &pictures[(size_t)_i / ARRAY_LEN(moves)];
    struct trial trial;
    struct rival vips;
    struct plan plan;

    trial_init(&trial);
    ck_assert(sampled_make(source, &trial.input));
    trial_plan(text, &plan);
    output_set_format(&plan.output, FORMAT_JPEG);
    plan.output.quality = 100;
    plan.output.chroma = CHROMA_444;
    rival_run(&vips, &trial, &plan, ENGINE_VIPS);
    trial_run(&trial, text);
    ck_assert_int_eq(vips.code, trial.code);
    if (trial.code == ERR_OK && source->width > 64) {
        const struct closeness is = rivals_closeness(vips.image, trial.image);

        ck_assert_int_eq(trial.facts.engine, ENGINE_VIPS);
        ck_assert_int_eq(vips.image->Xsize, trial.image->Xsize);
        ck_assert_int_eq(vips.image->Ysize, trial.image->Ysize);
        for (int i = 0; i < 3; i++)
            ck_assert_msg(is.db[i] >= NEAR, "%s: plane %d has %.1f dB", text, i, is.db[i]);
    }
    rival_fini(&vips);
    trial_fini(&trial);
}
END_TEST

static void assert_density(const struct trial *trial, double dpi)
{
    ck_assert_msg(trial->image->Xres * 25.4 > dpi - 1 && trial->image->Xres * 25.4 < dpi + 1,
                  "%g dpi", trial->image->Xres * 25.4);
}

START_TEST(metadata_passes_the_head)
{
    static const struct sampled source = {.width = 640, .height = 480, .h = 2, .v = 2, .dpi = 300};
    struct trial trial;

    trial_init(&trial);
    ck_assert(sampled_make(&source, &trial.input));
    trial_run(&trial, "resize?width=100&format=png");
    ck_assert_int_eq(trial.code, ERR_OK);
    assert_density(&trial, 300);
    trial_picture(&trial, "jpeg-exif-6");

    trial_run(&trial, "resize?width=30&format=jpeg&metadata=all : blur");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_uint_eq(trial.facts.engine, ENGINE_VIPS);
    ck_assert_uint_eq(trial.facts.width, 30);
    ck_assert(vips_image_get_typeof(trial.image, VIPS_META_EXIF_NAME) != 0);
    ck_assert_int_le(vips_image_get_orientation(trial.image), 1);
    trial_run(&trial, "resize?width=30&format=jpeg&metadata=all&orient=false : blur");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_int_eq(vips_image_get_orientation(trial.image), 6);
    trial_run(&trial, "orient?orientation=6&format=png&metadata=all&orient=false : "
                      "resize?width=30 : blur");
    ck_assert_int_eq(trial.code, ERR_OK);
    ck_assert_int_le(vips_image_get_orientation(trial.image), 1);
    trial_fini(&trial);
}
END_TEST

/* Whatever a damaged file is answered, the head answers as the engine on its own does. */
START_TEST(damage_is_damage_in_the_head)
{
    struct trial trial;
    struct plan whole, head;
    struct run_facts facts;
    const int fd = memfd_create("head", MFD_CLOEXEC);

    trial_init(&trial);
    ck_assert(
        sampled_make(&(struct sampled){.width = 161, .height = 145, .h = 2, .v = 2}, &trial.input));
    trial_plan("resize?width=24&format=jpeg", &whole);
    trial_plan("resize?width=24&format=png : blur", &head);
    for (size_t at = 2; at < trial.input.len; at += 37) {
        struct buf file;

        buf_init(&file, trial.input.len);
        buf_add(&file, trial.input.data, at % 3 ? trial.input.len : at);
        if (at % 3)
            file.data[at] = (char)(file.data[at] ^ 0x5A);
        const enum err_code a =
            run_on(ENGINE_PLANAR, &whole, &trial.limits, buf_span(&file), fd, &facts, NULL);

        ck_assert_int_eq(ftruncate(fd, 0), 0);
        const enum err_code b = image_run(&head, &trial.limits, buf_span(&file), fd, &facts, NULL);

        ck_assert_int_eq(ftruncate(fd, 0), 0);
        ck_assert_msg(a == b, "at %zu: %s, the head %s", at, err_slug(a), err_slug(b));
        buf_fini(&file);
    }
    vips_error_clear();
    (void)close(fd);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {head_is_the_moves_up_to_the_first_other_step, 0},
        {head_shows_what_libvips_shows, ARRAY_LEN(pictures) * ARRAY_LEN(moves)},
        {metadata_passes_the_head, 0},
        {damage_is_damage_in_the_head, 0},
    };

    return suite_run("image/planar/head", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
