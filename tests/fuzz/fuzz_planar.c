/* JPEGs through the planar and the lossless engine: an answer or a refusal, and an answer is a
 * picture of the size that was told. The first byte chooses the plan, the rest is the file. */
#include "base/check.h"
#include "image/run_on.h"
#include "tests/fuzz/afresh.h"
#include "tests/support/sampled.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { MEGAPIXEL = 1000000 };

static const char *const plans[] = {
    "resize width=40",
    "resize width=33 height=21 fit=cover quality=95",
    "resize width=30 height=50 fit=contain background=ff8000 format=webp",
    "resize width=90 height=90 fit=fill enlarge=true kernel=cubic",
    "crop width=50% height=30% gravity=east",
    "rotate angle=90",
    "rotate angle=270 lossless=off",
    "flip direction=both progressive=true",
    "grayscale quality=50",
    "convert format=webp",
    "convert",
    "resize width=40 metadata=all profile=keep",
    "convert metadata=nogps",
    "resize width=40 metadata=copyright format=webp",
};

static void make_plan(struct plan *plan, const char *text)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct span rest = span_text(text);
    struct span word;

    plan_init(plan);
    CHECK(span_next(&rest, ' ', &word));
    CHECK(plan_add(plan, op_index(word), &limits, NULL) == ERR_OK);
    while (span_next(&rest, ' ', &word)) {
        struct span name;

        CHECK(span_next(&word, '=', &name));
        CHECK(plan_set(plan, &seen, true, name, word, NULL) == ERR_OK);
    }
    if (output_format(&plan->output) == FORMAT_NONE)
        output_set_format(&plan->output, FORMAT_JPEG);
}

static void check_result(int fd, const struct run_facts *facts)
{
    struct image_info info = {.format = FORMAT_NONE};
    unsigned char *bytes = malloc(facts->bytes);

    CHECK(bytes != NULL);
    CHECK(pread(fd, bytes, facts->bytes, 0) == (ssize_t)facts->bytes);
    CHECK(probe_header(span_of(bytes, facts->bytes), true, &info) == PROBE_DONE);
    CHECK(info.format == facts->format);
    CHECK(info.width == facts->width && info.height == facts->height);
    CHECK(info.orientation == 1);
    free(bytes);
}

static void run(const struct plan *plan, enum engine engine, struct span input)
{
    struct limits limits = limits_default();
    struct run_facts facts;
    struct err err = {0};
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);

    limits.input_pixels = MEGAPIXEL;
    limits.output_pixels = MEGAPIXEL;
    CHECK(fd >= 0);
    const enum err_code code = run_on(engine, plan, &limits, input, fd, &facts, &err);

    if (code == ERR_INTERNAL)
        (void)fprintf(stderr, "%s (%s)\n", err.detail, err.note);
    CHECK(code == err.code && code != ERR_INTERNAL);
    if (code == ERR_OK && facts.engine == (uint32_t)engine)
        check_result(fd, &facts);
    (void)close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool open;
    struct image_info info;
    struct plan plan;

    if (!open) /* what can be written is asked of libvips, whatever engine writes it */
        CHECK(image_open());
    open = true;
    if (size < 2)
        return 0;
    const struct span input = span_of(data + 1, size - 1);

    make_plan(&plan, plans[data[0] % ARRAY_LEN(plans)]);
    if (probe_header(input, true, &info) != PROBE_DONE)
        return 0;
    const enum engine engine = plan_engine(&plan, &info);

    if (engine != ENGINE_VIPS) /* libvips is no business of this target */
        run(&plan, engine, input);
    return 0;
}

static bool draw(struct buf *bytes, unsigned seed)
{
    const struct sampled picture = {.width = 16 + (int)(seed >> 8) % 60,
                                    .height = 16 + (int)(seed >> 14) % 60,
                                    .h = 1 + (int)(seed >> 20) % 2,
                                    .v = 1 + (int)(seed >> 21) % 2,
                                    .grey = seed >> 22 & 1,
                                    .progressive = seed >> 23 & 1,
                                    .restart = (int)(seed >> 24) % 4,
                                    .rotation = (int)(seed >> 26) % 9,
                                    .quality = 30};

    return sampled_make(&picture, bytes);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return afresh(data, size, max_size, seed, draw);
}
