/* bench_psnr: how near each engine's resize comes to a float reference.
 *
 *   bench_psnr WIDTH QUALITY jpeg|webp FILE...
 *
 * The reference is decoded at full size and resized with Lanczos 3 in float, without shrink-on-load
 * and without box filter. One line a file: PSNR in dB of Y, Cb and Cr (JFIF) for both engines, and
 * the least difference planar - vips (of WebP up to 43 dB). Exit status 1 where it is below -0.3
 * dB.
 */
#include "image/run_on.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#include <vips/vips.h>

enum { FILE_MAX = 256 << 20, PLANES = 3 };

/* WebP has 220 levels, and its encoder chooses differently after the least change: beyond 43 dB, an
 * error of 1.8 levels, photographs scatter by half a dB either way. */
static const double WEBP_ENOUGH = 43;

struct psnr {
    double db[PLANES];
};

static bool read_fd(int fd, struct buf *out)
{
    char piece[65536];
    ssize_t len;

    for (off_t at = 0; (len = pread(fd, piece, sizeof(piece), at)) > 0; at += len)
        buf_add(out, piece, (size_t)len);
    return out->len > 0 && !out->failed;
}

static VipsImage *load(const struct buf *bytes, const char *loader)
{
    VipsImage *image = NULL;
    VipsImage *rgb = NULL;
    VipsBlob *blob = vips_blob_new(NULL, bytes->data, bytes->len);

    if (vips_call(loader, blob, &image, NULL) == 0)
        (void)vips_colourspace(image, &rgb, VIPS_INTERPRETATION_sRGB, NULL);
    vips_area_unref(VIPS_AREA(blob));
    g_clear_object(&image);
    return rgb;
}

/* Y, Cb and Cr of one picture as float (JFIF 1.02). */
static VipsImage *to_ycc(VipsImage *rgb)
{
    static const double matrix[] = {0.299, 0.587, 0.114,     -0.168736, -0.331264,
                                    0.5,   0.5,   -0.418688, -0.081312};
    VipsImage *m = vips_image_new_matrix_from_array(3, 3, matrix, 9);
    VipsImage *ycc = NULL;

    if (vips_recomb(rgb, &ycc, m, NULL) != 0)
        vips_error_exit("recomb");
    g_object_unref(m);
    return ycc;
}

static VipsImage *reference_of(const struct buf *file, int width, int height)
{
    VipsImage *t[4] = {load(file, "jpegload_buffer")};

    if (t[0] == NULL || vips_cast_float(t[0], &t[1], NULL) ||
        vips_reducev(t[1], &t[2], (double)t[0]->Ysize / height, "kernel", VIPS_KERNEL_LANCZOS3,
                     NULL) ||
        vips_reduceh(t[2], &t[3], (double)t[0]->Xsize / width, "kernel", VIPS_KERNEL_LANCZOS3,
                     NULL))
        vips_error_exit("reference");
    VipsImage *memory = vips_image_copy_memory(t[3]);

    for (int i = 0; i < 4; i++)
        g_object_unref(t[i]);
    return memory;
}

/* The row of a band in what vips_stats() gives, after one for all; column 3 is sum of squares. */
static double sum_of_squares(VipsImage *stats, int band)
{
    double *values = NULL;
    int n = 0;

    if (vips_getpoint(stats, &values, &n, 3, band + 1, NULL) != 0)
        vips_error_exit("stats");
    const double sum = values[0];

    g_free(values);
    return sum;
}

static struct psnr compare(VipsImage *a, VipsImage *b)
{
    VipsImage *t[4] = {to_ycc(a), to_ycc(b)};
    struct psnr psnr;

    if (vips_subtract(t[0], t[1], &t[2], NULL) || vips_stats(t[2], &t[3], NULL))
        vips_error_exit("compare");
    for (int i = 0; i < PLANES; i++) {
        const double squares = sum_of_squares(t[3], i);

        psnr.db[i] = 10 * log10(255.0 * 255.0 * a->Xsize * a->Ysize / squares);
    }
    for (int i = 0; i < 4; i++)
        g_object_unref(t[i]);
    return psnr;
}

struct job {
    struct plan plan;
    int width;
    const char *loader;
    double enough; /* dB that count at most */
};

static VipsImage *result_of(const struct job *job, enum engine engine, const struct buf *file)
{
    const struct limits limits = limits_default();
    const int out = memfd_create("result", MFD_CLOEXEC);
    struct run_facts facts;
    struct err err = {0};
    struct buf bytes;

    buf_init(&bytes, FILE_MAX);
    if (run_on(engine, &job->plan, &limits, buf_span(file), out, &facts, &err) != ERR_OK ||
        facts.engine != engine || !read_fd(out, &bytes)) {
        (void)fprintf(stderr, "bench_psnr: %s: %s %s\n", engine_name(engine), err.detail, err.note);
        exit(EX_SOFTWARE);
    }
    VipsImage *image = load(&bytes, job->loader);
    VipsImage *memory = vips_image_copy_memory(image);

    g_object_unref(image);
    buf_fini(&bytes);
    (void)close(out);
    return memory;
}

/* The least of what planar has over vips, in dB. */
static double judge(const struct job *job, const struct buf *file)
{
    VipsImage *vips = result_of(job, ENGINE_VIPS, file);
    VipsImage *planar = result_of(job, ENGINE_PLANAR, file);
    VipsImage *reference = reference_of(file, vips->Xsize, vips->Ysize);
    const struct psnr a = compare(vips, reference);
    const struct psnr b = compare(planar, reference);
    double least = INFINITY;

    for (int i = 0; i < PLANES; i++)
        least = fmin(least, fmin(b.db[i], job->enough) - fmin(a.db[i], job->enough));
    (void)printf(" vips %.2f %.2f %.2f planar %.2f %.2f %.2f least %+.2f\n", a.db[0], a.db[1],
                 a.db[2], b.db[0], b.db[1], b.db[2], least);
    g_object_unref(vips);
    g_object_unref(planar);
    g_object_unref(reference);
    return least;
}

static void make_plan(struct job *job, char **argv)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct err err = {0};

    plan_init(&job->plan);
    if (plan_add(&job->plan, op_index(span_text("resize")), &limits, &err) != ERR_OK ||
        plan_set(&job->plan, &seen, true, span_text("width"), span_text(argv[1]), &err) != ERR_OK ||
        plan_set(&job->plan, &seen, true, span_text("quality"), span_text(argv[2]), &err) !=
            ERR_OK ||
        plan_set(&job->plan, &seen, true, span_text("format"), span_text(argv[3]), &err) !=
            ERR_OK) {
        (void)fprintf(stderr, "bench_psnr: %s\n", err.detail);
        exit(EX_USAGE);
    }
    job->enough = strcmp(argv[3], "webp") == 0 ? WEBP_ENOUGH : INFINITY;
    job->loader = strcmp(argv[3], "webp") == 0 ? "webpload_buffer" : "jpegload_buffer";
}

int main(int argc, char **argv)
{
    struct job job;
    double least = INFINITY;

    if (argc < 5 || !image_open()) {
        (void)fprintf(stderr, "usage: bench_psnr WIDTH QUALITY jpeg|webp FILE...\n");
        return EX_USAGE;
    }
    make_plan(&job, argv);
    for (int i = 4; i < argc; i++) {
        const char *name = strrchr(argv[i], '/');
        FILE *in = fopen(argv[i], "rbe");
        struct buf file;

        buf_init(&file, FILE_MAX);
        (void)printf("%-28s", name ? name + 1 : argv[i]);
        if (in == NULL || !read_fd(fileno(in), &file))
            return EX_NOINPUT;
        least = fmin(least, judge(&job, &file));
        (void)fclose(in);
        buf_fini(&file);
    }
    image_stop();
    return least < -0.3;
}
