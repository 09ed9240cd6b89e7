#include "tests/support/outcome.h"

#include "image/codec/png_file.h"
#include "tests/support/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void outcome_run(enum engine engine, const char *text, struct span input, struct outcome *is)
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

void outcome_libvips(struct span input, struct outcome *is)
{
    VipsImage *image = NULL;
    void *data = NULL;
    void *bytes = NULL;
    size_t len = 0;

    memcpy(&data, &input.data, sizeof(data));
    buf_init(&is->out, PNGS_BYTES_MAX);
    buf_init(&is->pixels.data, PNGS_BYTES_MAX);
    is->code = ERR_UNDECODABLE;
    if (format_sniff(input) != FORMAT_PNG)
        is->code = ERR_FORMAT_UNKNOWN;
    else if (vips_pngload_buffer(data, input.len, &image, "fail_on", VIPS_FAIL_ON_ERROR, NULL) ==
                 0 &&
             vips_pngsave_buffer(image, &bytes, &len, "strip", TRUE, "bitdepth", 8, NULL) == 0) {
        is->code = ERR_OK;
        buf_add(&is->out, bytes, len);
        ck_assert(pngs_read(buf_span(&is->out), &is->pixels));
    }
    vips_error_clear();
    g_free(bytes);
    g_clear_object(&image);
}

void outcome_fini(struct outcome *is)
{
    buf_fini(&is->out);
    buf_fini(&is->pixels.data);
}

void outcome_assert_facts(const struct outcome *a, const struct outcome *b)
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

/* Across only: libvips 8.16 writes that number for both directions. */
static void assert_same_density(const struct outcome *a, const struct outcome *b)
{
    struct png_file own, vips;

    ck_assert(png_file_open(buf_span(&a->out), &own));
    ck_assert(png_file_open(buf_span(&b->out), &vips));
    ck_assert_double_le(fabs((double)own.density_x - vips.density_x), 1);
}

void outcome_assert_chunks(const struct outcome *a, const struct outcome *b)
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
} kinds[OUTCOME_KINDS] = {
    {PNG_COLOR_TYPE_GRAY, 8, false},    {PNG_COLOR_TYPE_GRAY_ALPHA, 8, false},
    {PNG_COLOR_TYPE_RGB, 8, false},     {PNG_COLOR_TYPE_RGB_ALPHA, 8, false},
    {PNG_COLOR_TYPE_PALETTE, 8, false}, {PNG_COLOR_TYPE_PALETTE, 8, true},
    {PNG_COLOR_TYPE_PALETTE, 2, true},  {PNG_COLOR_TYPE_GRAY, 1, false},
    {PNG_COLOR_TYPE_GRAY, 4, true},
};

void outcome_picture(int kind, uint32_t width, uint32_t height, struct buf *file)
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
