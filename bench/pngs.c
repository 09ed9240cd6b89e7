/* bench_pngs: our PNG path against libpng, zlib and libvips, stage by stage, in one thread.
 *
 *   bench_pngs make PHOTO WIDTH HEIGHT all|none > FILE   an RGBA PNG: a photograph that fades out
 *   bench_pngs run WIDTH ROUNDS FILE...                  each file to WIDTH pixels
 *
 * CPU time of the process; both sides take turns, medians in ms are printed with the bytes that
 * come out. libvips runs as the engine of that name did before it used our codec: pngload,
 * premultiply, Lanczos 3, unpremultiply, pngsave at zlib's level 6.
 */
#include "image/codec/png_read.h"
#include "image/codec/png_write.h"
#include "image/raster/scale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>
#include <vips/vips.h>

enum { ROUNDS_MAX = 999 };
enum stage { DECODE, RESIZE, ENCODE, WHOLE, STAGES };

static const char *const stages[] = {"decode", "resize", "encode", "whole"};

struct side {
    double ms[STAGES][ROUNDS_MAX];
    size_t bytes;
};

static double cpu_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof(*values), by_value);
    return values[n / 2];
}

/* From one reading of the clock to the next. */
static void lap(struct side *side, enum stage stage, size_t round, double *from)
{
    const double now = cpu_ms();

    side->ms[stage][round] = now - *from;
    side->ms[WHOLE][round] = (stage == DECODE ? 0 : side->ms[WHOLE][round]) + now - *from;
    *from = cpu_ms();
}

static bool run_own(struct span in, uint32_t width, size_t round, struct side *side)
{
    const int fd = memfd_create("png", MFD_CLOEXEC);
    double from = cpu_ms();
    struct png_file file;
    struct canvas canvas = {0};
    struct canvas small = {0};
    uint64_t bytes = 0;
    bool fine = png_file_open(in, &file) && png_read(&file, &canvas);

    lap(side, DECODE, round, &from);
    fine = fine && canvas_init(&small, width, file.height * width / file.width + 1, canvas.bands) &&
           raster_scale(&canvas, MOVE_LANCZOS3, &small);
    lap(side, RESIZE, round, &from);
    fine =
        fine && png_write(&small, &(struct png_style){0, 1000, 1000}, fd, &bytes, NULL) == ERR_OK;
    lap(side, ENCODE, round, &from);
    side->bytes = bytes;
    canvas_fini(&canvas);
    canvas_fini(&small);
    (void)close(fd);
    return fine;
}

static VipsImage *resized(VipsImage *in, uint32_t width)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 5);
    const double scale = (double)width / in->Xsize;
    int result;

    if (vips_image_hasalpha(in))
        result = vips_premultiply(in, &t[0], NULL) || vips_resize(t[0], &t[1], scale, NULL) ||
                 vips_unpremultiply(t[1], &t[2], NULL) || vips_rint(t[2], &t[3], NULL) ||
                 vips_cast_uchar(t[3], &t[4], NULL);
    else
        result = vips_resize(in, &t[4], scale, NULL);
    VipsImage *pixels = result == 0 ? vips_image_copy_memory(t[4]) : NULL;

    g_object_unref(scope);
    return pixels;
}

static bool run_vips(struct span in, uint32_t width, size_t round, struct side *side)
{
    double from = cpu_ms();
    VipsImage *lazy = NULL;
    void *data = NULL;
    void *bytes = NULL;

    memcpy(&data, &in.data, sizeof(data));
    if (vips_pngload_buffer(data, in.len, &lazy, "access", VIPS_ACCESS_SEQUENTIAL, NULL) != 0)
        return false;
    VipsImage *pixels = vips_image_copy_memory(lazy);

    lap(side, DECODE, round, &from);
    VipsImage *small = pixels ? resized(pixels, width) : NULL;

    lap(side, RESIZE, round, &from);
    const bool fine = small && vips_pngsave_buffer(small, &bytes, &side->bytes, "compression", 6,
                                                   "strip", TRUE, NULL) == 0;

    lap(side, ENCODE, round, &from);
    g_free(bytes);
    g_clear_object(&small);
    g_clear_object(&pixels);
    g_object_unref(lazy);
    return fine;
}

static bool run_file(const char *path, uint32_t width, size_t rounds)
{
    static struct side own, vips;
    gchar *data = NULL;
    gsize len = 0;
    bool fine = g_file_get_contents(path, &data, &len, NULL);

    for (size_t i = 0; fine && i < rounds; i++)
        fine = run_own(span_of(data, len), width, i, &own) &&
               run_vips(span_of(data, len), width, i, &vips);
    if (fine) {
        (void)printf("%s:", path);
        for (int s = 0; s < STAGES; s++) {
            const double a = median(own.ms[s], rounds);
            const double b = median(vips.ms[s], rounds);

            (void)printf(" %s %.1f libvips %.1f x%.1f,", stages[s], a, b, b / a);
        }
        (void)printf(" bytes %zu libvips %zu\n", own.bytes, vips.bytes);
    } else {
        (void)fprintf(stderr, "bench_pngs: %s is not a PNG for both\n", path);
    }
    g_free(data);
    return fine;
}

/* Alpha falls from 255 at the left to 64 at the right. */
static bool make(const char *photo, int width, int height, VipsForeignPngFilter filter)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 5);
    const double slope = -191.0 / width;
    void *bytes = NULL;
    size_t len = 0;
    const bool fine =
        vips_thumbnail(photo, &t[0], width, "height", height, "size", VIPS_SIZE_FORCE, NULL) == 0 &&
        vips_xyz(&t[1], width, height, NULL) == 0 && vips_extract_band(t[1], &t[2], 0, NULL) == 0 &&
        vips_linear1(t[2], &t[3], slope, 255, "uchar", TRUE, NULL) == 0 &&
        vips_bandjoin2(t[0], t[3], &t[4], NULL) == 0 &&
        vips_pngsave_buffer(t[4], &bytes, &len, "filter", filter, "strip", TRUE, NULL) == 0 &&
        fwrite(bytes, 1, len, stdout) == len && fflush(stdout) == 0;

    g_free(bytes);
    g_object_unref(scope);
    return fine;
}

int main(int argc, char **argv)
{
    const bool runs = argc >= 5 && strcmp(argv[1], "run") == 0;
    const bool makes = argc == 6 && strcmp(argv[1], "make") == 0;
    const long first = runs ? strtol(argv[2], NULL, 10) : makes ? strtol(argv[3], NULL, 10) : 0;
    const long second = runs ? strtol(argv[3], NULL, 10) : makes ? strtol(argv[4], NULL, 10) : 0;
    bool fine = true;

    if (first < 1 || first > 20000 || second < 1 || second > (runs ? ROUNDS_MAX : 20000)) {
        (void)fprintf(stderr, "usage: bench_pngs make PHOTO WIDTH HEIGHT all|none > FILE\n"
                              "       bench_pngs run WIDTH ROUNDS FILE...\n");
        return EX_USAGE;
    }
    if (VIPS_INIT(argv[0]) != 0)
        return EX_SOFTWARE;
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    if (makes)
        fine = make(argv[2], (int)first, (int)second,
                    strcmp(argv[5], "all") == 0 ? VIPS_FOREIGN_PNG_FILTER_ALL
                                                : VIPS_FOREIGN_PNG_FILTER_NONE);
    for (int i = 4; runs && i < argc; i++)
        fine = run_file(argv[i], (uint32_t)first, (size_t)second) && fine;
    vips_shutdown();
    return fine ? EX_OK : EX_SOFTWARE;
}
