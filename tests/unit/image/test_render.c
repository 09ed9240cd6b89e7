/* Several plans on one picture against each plan alone. */
#include "image/render.h"

#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TEST_SECONDS = 120, LIST_MAX = 6 };

/* What a result may differ from that of its plan alone, in dB of PSNR: one decode serves several
 * sizes, so the smaller ones come from means of two by two samples, not from the IDCT. The
 * pattern's hard edges are the worst there is: photographs stay above 40. */
static const double FLOOR_DB = 33;

struct several {
    struct trial trial; /* its input, and each plan alone */
    struct plan list[LIST_MAX];
    struct plans plans;
    struct render_files files;
    struct run_facts facts[PLANS_MAX];
    uint32_t failed;
    struct err err;
};

static void open_several(struct several *several)
{
    *several = (struct several){.failed = 99};
    trial_init(&several->trial);
    several->files.out = memfd_create("out", MFD_CLOEXEC);
    several->files.scratch = memfd_create("scratch", MFD_CLOEXEC);
    ck_assert(several->files.out >= 0 && several->files.scratch >= 0);
}

static void close_several(struct several *several)
{
    trial_fini(&several->trial);
    (void)close(several->files.out);
    (void)close(several->files.scratch);
}

static enum err_code run(struct several *several, const char *const *texts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        trial_plan(texts[i], &several->list[i]);
    several->plans = (struct plans){several->list, n};
    const struct inputs inputs = inputs_of(buf_span(&several->trial.input));

    return image_render(&several->plans, &several->trial.limits, &inputs, &several->files,
                        several->facts, &several->failed, &several->err);
}

static struct buf result_of(const struct several *several, uint32_t i)
{
    const struct run_facts *facts = &several->facts[i];
    struct buf bytes;
    char *copy = malloc(facts->bytes);

    ck_assert_ptr_nonnull(copy);
    buf_init(&bytes, facts->bytes);
    ck_assert_int_eq(pread(several->files.out, copy, facts->bytes, (off_t)facts->at),
                     (ssize_t)facts->bytes);
    buf_add(&bytes, copy, facts->bytes);
    free(copy);
    return bytes;
}

static double psnr(struct span a, struct span b)
{
    VipsImage *one = trial_decode(a);
    VipsImage *other = trial_decode(b);
    VipsImage *apart = NULL;
    VipsImage *squared = NULL;
    double mean;

    ck_assert_int_eq(one->Xsize, other->Xsize);
    ck_assert_int_eq(one->Ysize, other->Ysize);
    ck_assert_int_eq(one->Bands, other->Bands);
    ck_assert_int_eq(vips_subtract(one, other, &apart, NULL), 0);
    ck_assert_int_eq(vips_multiply(apart, apart, &squared, NULL), 0);
    ck_assert_int_eq(vips_avg(squared, &mean, NULL), 0);
    g_object_unref(squared);
    g_object_unref(apart);
    g_object_unref(other);
    g_object_unref(one);
    return mean > 0 ? 10 * log10(255 * 255 / mean) : INFINITY;
}

/* As each plan alone: same engine, size, format; bytes where `same` says so, else nearly. */
static void assert_alone(struct several *several, uint32_t i, const char *text, bool same)
{
    const struct run_facts *facts = &several->facts[i];
    struct trial *trial = &several->trial;
    struct buf bytes = result_of(several, i);

    trial_run(trial, text);
    ck_assert_uint_eq(facts->engine, trial->facts.engine);
    ck_assert_uint_eq(facts->width, trial->facts.width);
    ck_assert_uint_eq(facts->height, trial->facts.height);
    ck_assert_uint_eq(facts->format, trial->facts.format);
    ck_assert_uint_eq(facts->quality, trial->facts.quality);
    ck_assert_uint_eq(facts->input.width, trial->facts.input.width);
    if (same)
        ck_assert_msg(span_equal(buf_span(&bytes), buf_span(&trial->output)), "%s", text);
    const double db = psnr(buf_span(&bytes), buf_span(&trial->output));

    ck_assert_msg(db >= FLOOR_DB, "%s: %.1f dB", text, db);
    buf_fini(&bytes);
}

static void assert_laid_out(const struct several *several)
{
    uint64_t at = 0;

    for (uint32_t i = 0; i < several->plans.n; i++) {
        ck_assert_uint_eq(several->facts[i].at, at);
        at += several->facts[i].bytes;
    }
    ck_assert_int_eq(lseek(several->files.out, 0, SEEK_END), (off_t)at);
    ck_assert_int_eq(lseek(several->files.scratch, 0, SEEK_END), 0);
}

/* Sizes that one decode serves on every level, odd ones among them; cut, turned, grey, padded. */
static const char *const shared[] = {
    "resize?width=400&format=jpeg",
    "resize?width=97&format=webp",
    "resize?width=41&format=jpeg : rotate?angle=90",
    "crop?x=3&y=5&width=301&height=203 : resize?width=100&format=jpeg",
    "resize?width=80&format=jpeg : grayscale",
    "resize?width=60&height=60&fit=contain&format=jpeg&quality=95"};

START_TEST(results_of_one_decode_are_those_of_each_plan_alone)
{
    static const struct source {
        int width, height;
        const char *suffix;
    } sources[] = {{801, 599, ".jpg[Q=95]"},
                   {801, 599, ".jpg[Q=95,subsample-mode=off]"},
                   {640, 480, ".jpg[Q=95,interlace]"},
                   {803, 600, ".jpg[Q=80,restart-interval=3]"}};
    struct several several;

    open_several(&several);
    trial_pattern(&several.trial, sources[_i].width, sources[_i].height, sources[_i].suffix);
    ck_assert_int_eq(run(&several, shared, ARRAY_LEN(shared)), ERR_OK);
    assert_laid_out(&several);
    for (uint32_t i = 0; i < ARRAY_LEN(shared); i++)
        assert_alone(&several, i, shared[i], false);
    close_several(&several);
}
END_TEST

/* One decode at the scale that each would have had: nothing may differ. */
START_TEST(results_of_one_scale_are_the_same_bytes)
{
    static const char *const texts[] = {"resize?width=90&format=jpeg",
                                        "resize?width=80&format=webp",
                                        "resize?width=99&format=jpeg&quality=50 : flip"};
    struct several several;

    open_several(&several);
    trial_pattern(&several.trial, 400, 300, ".jpg");
    ck_assert_int_eq(run(&several, texts, ARRAY_LEN(texts)), ERR_OK);
    assert_laid_out(&several);
    for (uint32_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_alone(&several, i, texts[i], true);
    close_several(&several);
}
END_TEST

START_TEST(plans_of_several_engines_keep_their_order)
{
    static const char *const texts[] = {
        "blur?sigma=2&format=png",     "resize?width=90&format=jpeg", "rotate?angle=90&format=jpeg",
        "resize?width=85&format=webp", "convert?format=tiff",         "convert?format=gif"};
    struct several several;

    open_several(&several);
    trial_pattern(&several.trial, 400, 304, ".jpg");
    ck_assert_int_eq(run(&several, texts, ARRAY_LEN(texts)), ERR_OK);
    assert_laid_out(&several);
    for (uint32_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_alone(&several, i, texts[i], true);
    close_several(&several);
}
END_TEST

START_TEST(other_kinds_of_picture_too)
{
    static const char *const kinds[] = {"png",       "png-rgba",  "png-16", "gif-animated", "webp",
                                        "jpeg-cmyk", "jpeg-grey", "tiff",   "jpeg-exif-6"};
    static const char *const texts[] = {"resize?width=40&format=png",
                                        "thumbnail?size=30&format=webp",
                                        "rotate?angle=180&format=jpeg&quality=90"};
    struct several several;

    open_several(&several);
    trial_picture(&several.trial, kinds[_i]);
    ck_assert_int_eq(run(&several, texts, ARRAY_LEN(texts)), ERR_OK);
    assert_laid_out(&several);
    for (uint32_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_alone(&several, i, texts[i], true);
    close_several(&several);
}
END_TEST

START_TEST(failing_plan_is_told)
{
    static const char *const texts[] = {"resize?width=90&format=jpeg",
                                        "resize?width=80&format=jpeg&max_bytes=100",
                                        "resize?width=70&format=jpeg"};
    struct several several;

    open_several(&several);
    trial_pattern(&several.trial, 400, 300, ".jpg");
    ck_assert_int_eq(run(&several, texts, ARRAY_LEN(texts)), ERR_MAX_BYTES);
    ck_assert_uint_eq(several.failed, 1);
    ck_assert_int_eq(lseek(several.files.scratch, 0, SEEK_END), 0);
    close_several(&several);
}
END_TEST

/* What a plan alone calls damaged, a list does as well, and the other way round. */
START_TEST(damaged_picture_has_the_same_answer)
{
    static const char *const texts[] = {"resize?width=300&format=jpeg",
                                        "resize?width=40&format=jpeg"};
    struct several several;

    open_several(&several);
    trial_pattern(&several.trial, 640, 480, ".jpg");
    several.trial.input.len = several.trial.input.len * (size_t)(_i + 1) / 12;
    const enum err_code together = run(&several, texts, ARRAY_LEN(texts));

    trial_run(&several.trial, texts[0]);
    const enum err_code first = several.trial.code;

    trial_run(&several.trial, texts[1]);
    ck_assert_int_eq(together, first != ERR_OK ? first : several.trial.code);
    close_several(&several);
}
END_TEST

START_TEST(pixels_left_for_later_plans_shrink)
{
    static const char *const texts[] = {"convert?format=png", "convert?format=png"};
    struct several several;

    open_several(&several);
    trial_pattern(&several.trial, 100, 100, ".png");
    several.trial.limits.output_pixels = 15000;
    ck_assert_int_eq(run(&several, texts, 2), ERR_RESULT_TOO_LARGE);
    ck_assert_uint_eq(several.failed, 1);
    close_several(&several);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {results_of_one_decode_are_those_of_each_plan_alone, 4},
        {results_of_one_scale_are_the_same_bytes, 0},
        {plans_of_several_engines_keep_their_order, 0},
        {other_kinds_of_picture_too, 9},
        {failing_plan_is_told, 0},
        {damaged_picture_has_the_same_answer, 11},
        {pixels_left_for_later_plans_shrink, 0},
    };

    return suite_run("image/render", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}
