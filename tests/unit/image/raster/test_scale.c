/* Resampling by zimg against a float reference and libvips. */
#include "image/raster/scale.h"

#include "tests/support/images.h"
#include "tests/support/outcome.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

    outcome_picture(kind, 200, 150, &file);
    ck_assert(pngs_read(buf_span(&file), &in));
    (void)snprintf(plan, sizeof(plan), "resize?width=%d&height=%d&fit=fill&enlarge=true&kernel=%s",
                   width, height, kernels[kernel]);
    outcome_run(ENGINE_PNG, plan, buf_span(&file), &own);
    outcome_run(ENGINE_VIPS, plan, buf_span(&file), &vips);
    ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
    outcome_assert_facts(&own, &vips);
    outcome_assert_chunks(&own, &vips);
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
    images_open();
    for (int kernel = 0; kernel < (int)ARRAY_LEN(kernels); kernel++)
        for (size_t target = 0; target < ARRAY_LEN(targets); target++)
            compare(_i, kernel, target);
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

int main(void)
{
    const struct suite_row rows[] = {
        {resampled_pixels_are_as_near_to_a_float_reference, 6},
        {a_flat_picture_stays_flat_at_any_size, 0},
    };

    return suite_run("image/raster/scale", rows, ARRAY_LEN(rows), 200) ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
