/* The PNG engine against libvips: moved pixels are the same, resampled ones as near to a float
 * reference, and whatever it does not take is answered by libvips. */
#include "image/raster/raster.h"

#include "image/codec/png_file.h"
#include "image/run_on.h"
#include "tests/support/pngs.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct outcome {
    enum err_code code;
    struct run_facts facts;
    struct buf out;
    struct png_pixels pixels; /* after success */
};

static void run_plan(enum engine engine, const char *text, struct span input, struct outcome *is)
{
    const int fd = memfd_create("out", MFD_CLOEXEC);
    const struct limits limits = limits_default();
    static char piece[1 << 16];
    struct err err = {0};
    struct plan plan;
    ssize_t got;

    trial_plan(text, &plan);
    buf_init(&is->out, PNGS_BYTES_MAX);
    buf_init(&is->pixels.data, PNGS_BYTES_MAX);
    is->code = run_on(engine, &plan, &limits, input, fd, &is->facts, &err);
    for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
        buf_add(&is->out, piece, (size_t)got);
    (void)close(fd);
    if (is->code == ERR_OK) {
        ck_assert_uint_eq(is->out.len, is->facts.bytes);
        ck_assert(pngs_read(buf_span(&is->out), &is->pixels));
    }
}

static void outcome_fini(struct outcome *is)
{
    buf_fini(&is->out);
    buf_fini(&is->pixels.data);
}

static void assert_same_facts(const struct outcome *a, const struct outcome *b)
{
    ck_assert_int_eq(a->code, ERR_OK);
    ck_assert_int_eq(b->code, ERR_OK);
    ck_assert_uint_eq(a->facts.width, b->facts.width);
    ck_assert_uint_eq(a->facts.height, b->facts.height);
    ck_assert_uint_eq(a->facts.frames, b->facts.frames);
    ck_assert_uint_eq(a->facts.format, b->facts.format);
    ck_assert_uint_eq(a->facts.input.bands, b->facts.input.bands);
    ck_assert_uint_eq(a->facts.input.bits, b->facts.input.bits);
    ck_assert_int_eq(a->facts.input.alpha, b->facts.input.alpha);
    ck_assert_uint_eq(a->pixels.bands, b->pixels.bands);
    ck_assert_uint_eq(a->pixels.width, b->pixels.width);
    ck_assert_uint_eq(a->pixels.height, b->pixels.height);
}

/* Every chunk, in order; without the content of IDAT and of pHYs, which versions of libvips round
 * and cut. */
static void chunks_of(struct span file, struct buf *out)
{
    for (size_t at = 8; at + 12 <= file.len;) {
        const size_t len = read_be32(file.data + at);
        const bool density = memcmp(file.data + at + 4, "pHYs", 4) == 0;

        if (memcmp(file.data + at + 4, "IDAT", 4) != 0)
            buf_add(out, file.data + at, density ? 8 : len + 12);
        at += len + 12;
    }
}

static void assert_same_density(const struct outcome *a, const struct outcome *b)
{
    struct png_file own, vips;

    ck_assert(png_file_open(buf_span(&a->out), &own));
    ck_assert(png_file_open(buf_span(&b->out), &vips));
    ck_assert_double_le(fabs((double)own.density_x - vips.density_x), 1);
    ck_assert_double_le(fabs((double)own.density_y - vips.density_y), 1);
}

static void assert_same_chunks(const struct outcome *a, const struct outcome *b)
{
    struct buf own, vips;

    buf_init(&own, 1 << 16);
    buf_init(&vips, 1 << 16);
    assert_same_density(a, b);
    chunks_of(buf_span(&a->out), &own);
    chunks_of(buf_span(&b->out), &vips);
    ck_assert_uint_eq(own.len, vips.len);
    ck_assert_mem_eq(own.data, vips.data, own.len);
    buf_fini(&own);
    buf_fini(&vips);
}

static const struct {
    int color, depth;
    bool transparent;
} kinds[] = {
    {PNG_COLOR_TYPE_GRAY, 8, false},    {PNG_COLOR_TYPE_GRAY_ALPHA, 8, false},
    {PNG_COLOR_TYPE_RGB, 8, false},     {PNG_COLOR_TYPE_RGB_ALPHA, 8, false},
    {PNG_COLOR_TYPE_PALETTE, 8, false}, {PNG_COLOR_TYPE_PALETTE, 8, true},
    {PNG_COLOR_TYPE_PALETTE, 2, true},  {PNG_COLOR_TYPE_GRAY, 1, false},
    {PNG_COLOR_TYPE_GRAY, 4, true},
};

static void make(struct buf *file, int kind, uint32_t width, uint32_t height)
{
    const struct png_kind wanted = {.width = width,
                                    .height = height,
                                    .color = kinds[kind].color,
                                    .depth = kinds[kind].depth,
                                    .transparent = kinds[kind].transparent,
                                    .filters = PNG_ALL_FILTERS,
                                    .level = 6};

    buf_init(file, PNGS_BYTES_MAX);
    ck_assert(pngs_make(&wanted, file));
}

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
    "crop?x=3&y=4&width=60&height=40 : rotate?angle=90 : flip?direction=vertical : "
    "crop?width=20&height=30&gravity=east",
};

START_TEST(moved_pixels_and_chunks_are_those_of_libvips)
{
    ck_assert(image_start());
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
        struct outcome own, vips;
        struct buf file;

        make(&file, (int)k, 99, 70);
        run_plan(ENGINE_PNG, moving[_i], buf_span(&file), &own);
        run_plan(ENGINE_VIPS, moving[_i], buf_span(&file), &vips);
        ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
        ck_assert_uint_eq(vips.facts.engine, ENGINE_VIPS);
        assert_same_facts(&own, &vips);
        assert_same_chunks(&own, &vips);
        ck_assert_msg(memcmp(own.pixels.data.data, vips.pixels.data.data, own.pixels.data.len) == 0,
                      "%s, kind %zu", moving[_i], k);
        outcome_fini(&own);
        outcome_fini(&vips);
        buf_fini(&file);
    }
    image_stop();
}
END_TEST

/* The kernels by their formulas, x in pixels of the smaller grid: Duchon 1979; Keys 1981; Mitchell
 * and Netravali 1988. */
static double lanczos(double x, double taps)
{
    if (fabs(x) < 1e-9)
        return 1;
    return fabs(x) >= taps ? 0
                           : taps * sin(M_PI * x) * sin(M_PI * x / taps) / (M_PI * M_PI * x * x);
}

static double cubic(double x, double b, double c)
{
    const double a = fabs(x);

    if (a < 1)
        return ((12 - 9 * b - 6 * c) * a * a * a + (-18 + 12 * b + 6 * c) * a * a + 6 - 2 * b) / 6;
    if (a < 2)
        return ((-b - 6 * c) * a * a * a + (6 * b + 30 * c) * a * a + (-12 * b - 48 * c) * a +
                8 * b + 24 * c) /
               6;
    return 0;
}

static const char *const kernels[] = {"linear", "cubic", "mitchell", "lanczos2", "lanczos3"};
static const double reach[] = {1, 2, 2, 2, 3};

static double weight(int kernel, double x)
{
    switch (kernel) {
    case 0:
        return fmax(0, 1 - fabs(x));
    case 1:
        return cubic(x, 0, 0.5);
    case 2:
        return cubic(x, 1.0 / 3, 1.0 / 3);
    default:
        return lanczos(x, reach[kernel]);
    }
}

/* One row or column of `from` samples, `step` apart, to `to` samples, `put` apart. */
static void resample(const double *in, int from, int step, double *out, int to, int put, int kernel)
{
    const double ratio = (double)from / to;
    const double wide = fmax(1, ratio);

    for (int i = 0; i < to; i++) {
        const double centre = (i + 0.5) * ratio - 0.5;
        double sum = 0;
        double all = 0;

        for (int j = (int)floor(centre - reach[kernel] * wide);
             j <= (int)ceil(centre + reach[kernel] * wide); j++) {
            const double w = weight(kernel, (j - centre) / wide);
            const int at = j < 0 ? 0 : j >= from ? from - 1 : j;

            sum += w * in[(size_t)at * (size_t)step];
            all += w;
        }
        out[(size_t)i * (size_t)put] = sum / all;
    }
}

/* Premultiplied, 0 to 255; `bands` interleaved. */
static double *premultiplied(const struct png_pixels *pixels)
{
    const uint32_t bands = pixels->bands;
    const unsigned char *p = (const unsigned char *)pixels->data.data;
    double *out = calloc(pixels->data.len, sizeof(*out));

    for (size_t i = 0; i < pixels->data.len; i++) {
        const bool color = bands % 2 == 1 || i % bands != bands - 1;
        const double alpha = bands % 2 == 1 ? 255 : p[i - i % bands + bands - 1];

        out[i] = color ? p[i] * alpha / 255 : p[i];
    }
    return out;
}

static double *reference(const struct png_pixels *in, int width, int height, int kernel)
{
    const int w = (int)in->width;
    const int h = (int)in->height;
    const int bands = (int)in->bands;
    double *pixels = premultiplied(in);
    double *wide = calloc((size_t)width * (size_t)h * (size_t)bands, sizeof(*wide));
    double *out = calloc((size_t)width * (size_t)height * (size_t)bands, sizeof(*out));

    for (int b = 0; b < bands; b++) {
        for (int y = 0; y < h; y++)
            resample(pixels + y * w * bands + b, w, bands, wide + y * width * bands + b, width,
                     bands, kernel);
        for (int x = 0; x < width; x++)
            resample(wide + x * bands + b, h, width * bands, out + x * bands + b, height,
                     width * bands, kernel);
    }
    free(pixels);
    free(wide);
    return out;
}

/* Beyond its edge a picture is mirrored by zimg and repeated by libvips; neither is wrong, so what
 * the edge reaches is left out. */
static double psnr(const struct png_pixels *is, const double *want)
{
    const size_t edge = is->width > 20 ? 4 : 0;
    const size_t bands = is->bands;
    double *have = premultiplied(is);
    double sum = 1e-9;
    double n = 1e-9;

    for (size_t y = edge; y < is->height - edge; y++)
        for (size_t x = edge * bands; x < (is->width - edge) * bands; x++, n++) {
            const size_t i = y * is->width * bands + x;
            const double near = fmin(255, fmax(0, want[i]));

            sum += (have[i] - near) * (have[i] - near);
        }
    free(have);
    return 10 * log10(255.0 * 255.0 * n / sum);
}

static const struct {
    int width, height;
} targets[] = {{100, 75}, {61, 46}, {250, 188}, {37, 150}, {300, 225}};

static void compare(int kind, int kernel, size_t target)
{
    const int width = targets[target].width;
    const int height = targets[target].height;
    struct outcome own, vips;
    struct png_pixels in;
    struct buf file;
    char plan[128];

    make(&file, kind, 200, 150);
    ck_assert(pngs_read(buf_span(&file), &in));
    (void)snprintf(plan, sizeof(plan), "resize?width=%d&height=%d&fit=fill&enlarge=true&kernel=%s",
                   width, height, kernels[kernel]);
    run_plan(ENGINE_PNG, plan, buf_span(&file), &own);
    run_plan(ENGINE_VIPS, plan, buf_span(&file), &vips);
    ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
    assert_same_facts(&own, &vips);
    assert_same_chunks(&own, &vips);
    double *want = reference(&in, width, height, kernel);
    const double ours = psnr(&own.pixels, want);
    const double theirs = psnr(&vips.pixels, want);

    ck_assert_msg(ours >= fmin(theirs - 0.3, 50), "kind %d %s: %.2f dB, libvips %.2f", kind, plan,
                  ours, theirs);
    ck_assert_msg(ours > 30, "kind %d %s: %.2f dB", kind, plan, ours);
    free(want);
    outcome_fini(&own);
    outcome_fini(&vips);
    buf_fini(&in.data);
    buf_fini(&file);
}

START_TEST(resampled_pixels_are_as_near_to_a_float_reference)
{
    ck_assert(image_start());
    for (int kernel = 0; kernel < (int)ARRAY_LEN(kernels); kernel++)
        for (size_t target = 0; target < ARRAY_LEN(targets); target++)
            compare(_i, kernel, target);
    image_stop();
}
END_TEST

START_TEST(damage_is_answered_as_libvips_answers)
{
    struct buf file;

    ck_assert(image_start());
    make(&file, _i, 7, 5);
    for (size_t i = 0; i < 2 * file.len; i++) {
        const size_t at = i / 2;
        struct outcome own, vips;
        struct buf bad;

        buf_init(&bad, PNGS_BYTES_MAX);
        buf_add(&bad, file.data, i % 2 ? file.len : at);
        if (i % 2)
            bad.data[at] = (char)(bad.data[at] ^ 0x10);
        run_plan(ENGINE_PNG, "convert", buf_span(&bad), &own);
        run_plan(ENGINE_VIPS, "convert", buf_span(&bad), &vips);
        ck_assert_msg(own.code == vips.code, "byte %zu: %d, libvips %d", at, own.code, vips.code);
        ck_assert_uint_eq(own.pixels.data.len, vips.pixels.data.len);
        if (own.pixels.data.len > 0)
            ck_assert_mem_eq(own.pixels.data.data, vips.pixels.data.data, own.pixels.data.len);
        outcome_fini(&own);
        outcome_fini(&vips);
        buf_fini(&bad);
    }
    buf_fini(&file);
    image_stop();
}
END_TEST

START_TEST(density_goes_through)
{
    static const unsigned char phys[] = {0,    0, 0, 9,    'p',  'H', 'Y', 's', 0, 0, 0x2E,
                                         0x23, 0, 0, 0x0F, 0xA1, 1,   0,   0,   0, 0};
    struct outcome own, vips;
    struct buf file, with;

    ck_assert(image_start());
    make(&file, 2, 20, 10);
    buf_init(&with, PNGS_BYTES_MAX);
    buf_add(&with, file.data, 33); /* signature and IHDR */
    buf_add(&with, phys, sizeof(phys));
    buf_add(&with, file.data + 33, file.len - 33);
    pngs_repair(&with);
    run_plan(ENGINE_PNG, "resize?width=10", buf_span(&with), &own);
    run_plan(ENGINE_VIPS, "resize?width=10", buf_span(&with), &vips);
    ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
    assert_same_chunks(&own, &vips);
    outcome_fini(&own);
    outcome_fini(&vips);
    buf_fini(&file);
    buf_fini(&with);
    image_stop();
}
END_TEST

START_TEST(a_flat_picture_stays_flat_at_any_size)
{
    static const char *const sizes[] = {"width=1&height=1", "width=1&height=999",
                                        "width=999&height=1", "width=3000&height=2"};
    struct trial trial;
    VipsImage *flat;

    trial_init(&trial);
    flat = trial_flat(50, 40, 4, (double[]){200, 100, 50, 77});
    trial_save(&trial, flat, ".png");
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        char plan[96];

        (void)snprintf(plan, sizeof(plan), "resize?%s&fit=fill&enlarge=true", sizes[i]);
        trial_run(&trial, plan);
        ck_assert_uint_eq(trial.facts.engine, ENGINE_PNG);
        trial_assert_pixel(&trial, 0, 0, 4, (double[]){200, 100, 50, 77}, 0);
        trial_assert_pixel(&trial, (int)trial.facts.width - 1, (int)trial.facts.height - 1, 4,
                           (double[]){200, 100, 50, 77}, 0);
    }
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

static const char *const foreign[] = {
    "convert?palette=true",
    "convert?progressive=true",
    "convert?max_bytes=100000",
    "convert?profile=keep&metadata=all&format=webp",
    "blur?sigma=1",
    "grayscale",
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
        {resampled_pixels_are_as_near_to_a_float_reference, 6},
        {damage_is_answered_as_libvips_answers, ARRAY_LEN(kinds)},
        {density_goes_through, 0},
        {a_flat_picture_stays_flat_at_any_size, 0},
        {plans_beyond_moves_run_on_libvips, ARRAY_LEN(foreign)},
        {limits_are_kept_before_a_pixel_is_decoded, 0},
        {memory_counts_every_canvas_that_is_held, 0},
    };

    return suite_run("image/raster", rows, ARRAY_LEN(rows), 200) ? EXIT_SUCCESS : EXIT_FAILURE;
}
