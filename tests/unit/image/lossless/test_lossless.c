/* The lossless engine: exact where it says so, and refused where it is not. */
#include "image/lossless/lossless.h"

#include "tests/support/rivals.h"
#include "tests/support/sampled.h"
#include "tests/support/suite.h"

#include <string.h>

#include <jpeglib.h>

enum { SECONDS = 120 };

static const struct sampled pictures[] = {
    {.width = 96, .height = 64, .h = 2, .v = 2},
    {.width = 96, .height = 64, .h = 2, .v = 1, .restart = 3},
    {.width = 96, .height = 64, .h = 1, .v = 2, .progressive = true},
    {.width = 96, .height = 64, .h = 1, .v = 1},
    {.width = 96, .height = 64, .h = 1, .v = 1, .grey = true},
};

/* Every coefficient of every component, one after the other, and the quantisers. */
static void read_coefficients(struct span jpeg, struct buf *out)
{
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct in = {.err = jpeg_std_error(&errors)};

    jpeg_create_decompress(&in);
    jpeg_mem_src(&in, jpeg.data, jpeg.len);
    (void)jpeg_read_header(&in, TRUE);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&in);

    for (int i = 0; i < in.num_components; i++) {
        const jpeg_component_info *c = &in.comp_info[i];

        buf_add(out, c->quant_table->quantval, sizeof(c->quant_table->quantval));
        for (JDIMENSION y = 0; y < c->height_in_blocks; y++) {
            JBLOCKARRAY rows =
                in.mem->access_virt_barray((j_common_ptr)&in, arrays[i], y, 1, FALSE);

            buf_add(out, rows[0], c->width_in_blocks * sizeof(JBLOCK));
        }
    }
    jpeg_destroy_decompress(&in);
    ck_assert(!out->failed);
}

static void run_again(struct trial *trial, const char *text)
{
    struct rival rival;
    struct plan plan;

    trial_plan(text, &plan);
    rival_run(&rival, trial, &plan, ENGINE_LOSSLESS);
    ck_assert_msg(rival.code == ERR_OK, "%s: %s", text, rival.err.detail);
    buf_clear(&trial->input);
    buf_add(&trial->input, rival.bytes.data, rival.bytes.len);
    rival_fini(&rival);
}

static const char *const circles[] = {
    "rotate?angle=90&format=jpeg",
    "rotate?angle=270&format=jpeg&effort=9",
    "flip?direction=horizontal&format=jpeg&progressive=true",
    "flip?direction=vertical&format=jpeg",
    "rotate?angle=180&format=jpeg",
    "rotate?angle=90&format=jpeg : flip",
    "convert?format=jpeg&lossless=require",
};

START_TEST(four_times_gives_back_the_coefficients)
{
    struct trial trial;
    struct buf before;
    struct buf after;

    trial_init(&trial);
    buf_init(&before, 1 << 20);
    buf_init(&after, 1 << 20);
    ck_assert(sampled_make(&pictures[(size_t)_i / ARRAY_LEN(circles)], &trial.input));
    read_coefficients(buf_span(&trial.input), &before);
    for (int i = 0; i < 4; i++)
        run_again(&trial, circles[(size_t)_i % ARRAY_LEN(circles)]);
    read_coefficients(buf_span(&trial.input), &after);
    ck_assert(span_equal(buf_span(&before), buf_span(&after)));
    buf_fini(&before);
    buf_fini(&after);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *text;
    int rotation;
    int width, height;
} cases[] = {
    {"rotate?angle=90", 0, 96, 64},
    {"rotate?angle=90", 0, 91, 64}, /* the ragged right edge ends up at the bottom */
    {"rotate?angle=270", 0, 96, 61},
    {"rotate?angle=180", 0, 96, 64},
    {"flip", 0, 96, 61},
    {"flip?direction=vertical", 0, 91, 64},
    {"crop?x=16&y=32&width=37&height=21", 0, 91, 61},
    {"crop?x=16&y=32&width=64&height=16 : rotate?angle=180", 0, 91, 61},
    {"crop?x=3&y=16&width=61&height=16 : flip", 0, 96, 61}, /* only the right edge is aligned */
    {"rotate?angle=90 : crop?x=16&y=16&width=21&height=53", 0, 96, 64},
    {"convert", 0, 91, 61},
    {"convert", 2, 96, 64},
    {"convert", 3, 96, 64},
    {"convert", 5, 91, 61},
    {"convert", 6, 96, 64},
    {"convert", 7, 96, 64},
    {"rotate?angle=90", 8, 91, 61},
};

/* A PNG of the same plan by libvips is the picture as it was decoded: only the IDCT rounds. */
START_TEST(pixels_are_those_of_the_moved_picture)
{
    const int samplings[][2] = {{2, 2}, {2, 1}, {1, 2}, {1, 1}};
    const size_t index = (size_t)_i % ARRAY_LEN(cases);
    const int *sampling = samplings[(size_t)_i / ARRAY_LEN(cases)];
    const struct sampled picture = {.width = cases[index].width,
                                    .height = cases[index].height,
                                    .h = sampling[0],
                                    .v = sampling[1],
                                    .rotation = cases[index].rotation};
    struct trial trial;
    struct plan plan;
    struct rival vips;
    struct rival lossless;

    trial_init(&trial);
    ck_assert(sampled_make(&picture, &trial.input));
    trial_plan(cases[index].text, &plan);
    rival_run(&vips, &trial, &plan, ENGINE_VIPS);
    output_set_format(&plan.output, FORMAT_JPEG);
    rival_run(&lossless, &trial, &plan, ENGINE_LOSSLESS);
    ck_assert_msg(lossless.code == ERR_OK, "%s", lossless.err.detail);
    ck_assert_uint_eq(lossless.facts.width, vips.facts.width);
    ck_assert_uint_eq(lossless.facts.height, vips.facts.height);
    const struct closeness is = rivals_closeness(vips.image, lossless.image);

    /* Chroma of a side that was mirrored is interpolated from the other end. */
    for (int i = 0; i < 3; i++)
        ck_assert_msg(is.db[i] >= (i == 0 ? 42 : 38), "%s: plane %d has %.1f dB", cases[index].text,
                      i, is.db[i]);
    rival_fini(&vips);
    rival_fini(&lossless);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *text;
    const char *told; /* NULL: done without loss */
} requires[] = {
    {"rotate?angle=90&format=jpeg", "x=0 y=0 width=91 height=48"},
    {"flip?format=jpeg", "x=0 y=0 width=80 height=61"},
    {"crop?x=3&y=16&width=7&height=16 : flip?format=jpeg", "x=3 y=16 width=13 height=16"},
    {"crop?x=3&y=20&width=40&height=30&format=jpeg", "x=0 y=16 width=40 height=30"},
    {"crop?x=0&y=16&width=40&height=30&format=jpeg", NULL},
    {"resize?width=40&format=jpeg", "Scaling"},
    {"grayscale?format=jpeg", "colour"},
    {"convert?format=jpeg&quality=50", "quality"},
    {"convert?format=jpeg&profile=p3", "profile"},
    {"convert?format=jpeg&metadata=all", NULL},
    {"convert?format=jpeg", NULL},
    {"resize?width=400&format=jpeg", NULL},
};

START_TEST(require_is_done_or_says_why_not)
{
    const struct sampled picture = {.width = 91, .height = 61, .h = 2, .v = 2};
    struct trial trial;
    char text[128];

    trial_init(&trial);
    ck_assert(sampled_make(&picture, &trial.input));
    (void)snprintf(text, sizeof(text), "%s&lossless=require", requires[_i].text);
    trial_run(&trial, text);
    ck_assert_uint_eq(trial.facts.engine, ENGINE_LOSSLESS);
    if (requires[_i].told == NULL) {
        ck_assert_msg(trial.code == ERR_OK, "%s", trial.err.detail);
    } else {
        ck_assert_int_eq(trial.code, ERR_LOSSLESS);
        ck_assert_str_eq(trial.err.param, "lossless");
        ck_assert_msg(strstr(trial.err.detail, requires[_i].told), "%s", trial.err.detail);
    }
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *text;
    enum engine engine;
} choices[] = {
    {"rotate?angle=90&format=jpeg", ENGINE_LOSSLESS},
    {"rotate?angle=90&format=jpeg&lossless=off", ENGINE_PLANAR},
    {"rotate?angle=90&format=jpeg&lossless=false", ENGINE_PLANAR},
    {"rotate?angle=90&format=jpeg&lossless=true", ENGINE_LOSSLESS},
    {"rotate?angle=90&format=jpeg&quality=70", ENGINE_PLANAR},
    {"rotate?angle=45&format=jpeg", ENGINE_VIPS},
    {"resize?width=400&format=jpeg", ENGINE_PLANAR},
    {"convert?format=jpeg", ENGINE_LOSSLESS},
    {"convert?format=jpeg&metadata=copyright", ENGINE_LOSSLESS},
    {"resize?width=40&format=jpeg&metadata=nogps", ENGINE_PLANAR},
    {"convert?format=webp&metadata=all", ENGINE_PLANAR},
    {"convert?format=jpeg&max_bytes=3000", ENGINE_VIPS},
    {"convert?format=webp", ENGINE_PLANAR},
    {"convert?format=webp&lossless=1", ENGINE_VIPS},
    {"convert?format=png", ENGINE_VIPS},
    {"blur?format=jpeg", ENGINE_VIPS},
    {"resize?width=40&height=30&fit=cover&gravity=entropy&format=jpeg", ENGINE_VIPS},
};

START_TEST(plan_and_header_choose_the_engine)
{
    struct trial trial;

    trial_init(&trial);
    ck_assert(sampled_make(&pictures[0], &trial.input));
    trial_run(&trial, choices[_i].text);
    ck_assert_msg(trial.code == ERR_OK, "%s", trial.err.detail);
    ck_assert_uint_eq(trial.facts.engine, choices[_i].engine);
    trial_fini(&trial);
}
END_TEST

/* What the planar and the lossless engine leave to libvips. */
static const struct sampled others[] = {
    {.width = 96, .height = 64, .h = 1, .v = 1, .rgb = true},
    {.width = 96, .height = 64, .h = 2, .v = 2, .arithmetic = true},
    {.width = 96, .height = 64, .h = 4, .v = 1},
    {.width = 96, .height = 64, .h = 2, .v = 2, .icc = "some other profile"},
};

START_TEST(other_files_are_left_to_libvips)
{
    struct image_info info;
    struct buf bytes;
    struct plan plan;

    buf_init(&bytes, 1 << 20);
    ck_assert(sampled_make(&others[_i], &bytes));
    trial_plan("rotate?angle=90&format=jpeg", &plan);
    ck_assert_int_eq(probe_header(buf_span(&bytes), true, &info), PROBE_DONE);
    ck_assert_int_eq(plan_engine(&plan, &info), ENGINE_VIPS);
    buf_fini(&bytes);
}
END_TEST

START_TEST(cut_files_are_refused_alike)
{
    struct trial trial;
    struct plan plan;

    trial_init(&trial);
    ck_assert(sampled_make(&pictures[_i], &trial.input));
    trial_plan("rotate?angle=90&format=jpeg", &plan);
    for (; trial.input.len > 700; trial.input.len -= trial.input.len % 7 + 1) {
        struct rival vips;
        struct rival lossless;

        rival_run(&vips, &trial, &plan, ENGINE_VIPS);
        rival_run(&lossless, &trial, &plan, ENGINE_LOSSLESS);
        ck_assert_msg(vips.code == lossless.code, "cut at %zu", trial.input.len);
        rival_fini(&vips);
        rival_fini(&lossless);
    }
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {four_times_gives_back_the_coefficients, ARRAY_LEN(pictures) * ARRAY_LEN(circles)},
        {pixels_are_those_of_the_moved_picture, 4 * ARRAY_LEN(cases)},
        {require_is_done_or_says_why_not, ARRAY_LEN(requires)},
        {plan_and_header_choose_the_engine, ARRAY_LEN(choices)},
        {other_files_are_left_to_libvips, ARRAY_LEN(others)},
        {cut_files_are_refused_alike, ARRAY_LEN(pictures)},
    };

    return suite_run("image/lossless/lossless", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
