/* bench_engines: each engine on the same plan and files, in one process and one thread, against the
 * least that any JPEG decoder has to do: entropy decoding alone.
 *
 *   bench_engines ROUNDS OPERATION?NAME=VALUE&... FILE...
 *
 * CPU time of the process. The limit is libjpeg at 1/8 scale with the result thrown away. All take
 * turns on each file, and one line a file tells the medians in ms: "FILE limit MS planar MS vips MS
 * ratio LIMIT/PLANAR".
 */
#include "base/clock.h"
#include "bench/measure.h"
#include "image/run_on.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include <jpeglib.h>

enum { ROUNDS_MAX = 1000, CANDIDATES = 4 };

static const char *const names[CANDIDATES] = {"limit", "vips", "planar", "lossless"};

static bool make_plan(struct plan *plan, const char *text)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct span rest = span_text(text);
    struct span name = {NULL, 0};
    struct span pair;

    plan_init(plan);
    if (!span_next(&rest, '?', &name) || op_index(name) < 0 ||
        plan_add(plan, op_index(name), &limits, NULL) != ERR_OK)
        return false;
    while (span_next(&rest, '&', &pair)) {
        struct span key = {NULL, 0};

        (void)span_next(&pair, '=', &key);
        if (plan_set(plan, &seen, true, key, pair, NULL) != ERR_OK)
            return false;
    }
    if (output_format(&plan->output) == FORMAT_NONE)
        output_set_format(&plan->output, FORMAT_JPEG);
    return true;
}

static void decode_only(struct span file)
{
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct jpeg = {.err = jpeg_std_error(&errors)};

    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, file.data, file.len);
    (void)jpeg_read_header(&jpeg, TRUE);
    jpeg.scale_num = 1;
    jpeg.scale_denom = 8;
    jpeg.out_color_space = jpeg.jpeg_color_space;
    jpeg.do_fancy_upsampling = FALSE;
    (void)jpeg_start_decompress(&jpeg);
    unsigned char *row = malloc((size_t)jpeg.output_width * (size_t)jpeg.output_components);

    if (row == NULL)
        abort();
    while (jpeg.output_scanline < jpeg.output_height)
        (void)jpeg_read_scanlines(&jpeg, &row, 1);
    free(row);
    jpeg_destroy_decompress(&jpeg);
}

/* Candidate 0 is the limit, the others engines by their number; false: it does not do this. */
static bool run_one(int candidate, const struct plan *plan, struct span file)
{
    const struct limits limits = limits_default();
    struct run_facts facts;
    struct err err = {0};

    if (candidate == 0) {
        decode_only(file);
        return true;
    }
    const int out = memfd_create("result", MFD_CLOEXEC);
    const enum err_code code =
        run_on((enum engine)(candidate - 1), plan, &limits, file, out, &facts, &err);

    (void)close(out);
    return code == ERR_OK && facts.engine == (uint32_t)candidate - 1;
}

static void measure(const struct plan *plan, struct span file, int rounds)
{
    static double ms[CANDIDATES][ROUNDS_MAX];
    double medians[CANDIDATES];
    bool does[CANDIDATES];

    for (int c = 0; c < CANDIDATES; c++)
        does[c] = run_one(c, plan, file);
    for (int i = 0; i < rounds; i++)
        for (int c = 0; c < CANDIDATES; c++) {
            const int64_t start_ns = measure_cpu_ns();

            if (does[c])
                (void)run_one(c, plan, file);
            ms[c][i] = clock_ms(start_ns, measure_cpu_ns());
        }
    for (int c = 0; c < CANDIDATES; c++) {
        medians[c] = measure_median(ms[c], rounds);
        if (does[c])
            (void)printf(" %s %.2f", names[c], medians[c]);
    }
    if (does[ENGINE_PLANAR + 1])
        (void)printf(" ratio %.3f", medians[0] / medians[ENGINE_PLANAR + 1]);
    (void)printf("\n");
}

int main(int argc, char **argv)
{
    const long rounds = argc > 3 ? strtol(argv[1], NULL, 10) : 0;
    struct plan plan;

    if (rounds < 1 || rounds > ROUNDS_MAX || !make_plan(&plan, argv[2])) {
        (void)fprintf(stderr, "usage: bench_engines ROUNDS OPERATION?NAME=VALUE&... FILE...\n");
        return EX_USAGE;
    }
    if (!image_open())
        return EX_UNAVAILABLE;
    for (int i = 3; i < argc; i++) {
        struct buf file;
        const char *name = strrchr(argv[i], '/');

        (void)printf("%s", name ? name + 1 : argv[i]);
        if (measure_file(argv[i], &file))
            measure(&plan, buf_span(&file), (int)rounds);
        else
            (void)printf(" cannot be read\n");
        buf_fini(&file);
    }
    image_stop();
    return EX_OK;
}
