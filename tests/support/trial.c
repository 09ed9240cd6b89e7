#include "tests/support/trial.h"

#include "image/plans.h"
#include "image/vips/load.h"
#include "tests/support/images.h"
#include "tests/support/pictures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BYTES_MAX = 256 << 20, PATH_SIZE = 512 };

void trial_init(struct trial *trial)
{
    *trial = (struct trial){.limits = limits_default()};
    images_open();
    buf_init(&trial->input, BYTES_MAX);
    buf_init(&trial->second, BYTES_MAX);
    buf_init(&trial->output, BYTES_MAX);
}

bool trial_init_svg(struct trial *trial, const char *text)
{
    trial_init(trial);
    trial->limits.formats_in |= 1u << FORMAT_SVG;
    buf_text(&trial->input, text);
    return image_reads() & 1u << FORMAT_SVG;
}

void trial_fini(struct trial *trial)
{
    g_clear_object(&trial->image);
    buf_fini(&trial->input);
    buf_fini(&trial->second);
    buf_fini(&trial->output);
}

void trial_picture(struct trial *trial, const char *kind)
{
    buf_clear(&trial->input);
    ck_assert_msg(picture_make(kind, &trial->input), "no picture of kind %s", kind);
}

void trial_second(struct trial *trial, const char *kind)
{
    buf_clear(&trial->second);
    ck_assert_msg(picture_make(kind, &trial->second), "no picture of kind %s", kind);
}

void trial_swap(struct trial *trial)
{
    const struct buf input = trial->input;

    trial->input = trial->second;
    trial->second = input;
}

/* Steps that take more get the second picture. */
static void bind_steps(struct trial *trial, struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        if (!step_takes_more(&plan->steps[i]))
            continue;
        if (trial->second.len == 0)
            trial_second(trial, "png-rgba");
        step_bind(&plan->steps[i], 1, 1);
    }
}

void trial_save(struct trial *trial, VipsImage *image, const char *suffix)
{
    void *bytes = NULL;
    size_t len = 0;

    buf_clear(&trial->input);
    ck_assert_msg(vips_image_write_to_buffer(image, suffix, &bytes, &len, NULL) == 0, "%s: %s",
                  suffix, vips_error_buffer());
    buf_add(&trial->input, bytes, len);
    g_free(bytes);
    ck_assert(!trial->input.failed);
}

static VipsImage *pattern(VipsObject *scope, int width, int height)
{
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 9);
    const double scale[] = {255.0 / width, 0};
    const double none[] = {0, 0};
    double white[] = {255, 255, 255};

    ck_assert(vips_zone(&t[0], width, height, "uchar", TRUE, NULL) == 0 &&
              vips_xyz(&t[1], width, height, NULL) == 0 &&
              vips_linear(t[1], &t[2], scale, none, 2, "uchar", TRUE, NULL) == 0 &&
              vips_extract_band(t[2], &t[3], 0, NULL) == 0 &&
              vips_boolean_const1(t[1], &t[4], VIPS_OPERATION_BOOLEAN_AND, 16, NULL) == 0 &&
              vips_linear1(t[4], &t[5], 12, 0, "uchar", TRUE, NULL) == 0 &&
              vips_bandbool(t[5], &t[6], VIPS_OPERATION_BOOLEAN_EOR, NULL) == 0 &&
              vips_bandjoin((VipsImage *[]){t[0], t[3], t[6]}, &t[7], 3, NULL) == 0 &&
              vips_copy(t[7], &t[8], "interpretation", VIPS_INTERPRETATION_sRGB, NULL) == 0);
    VipsImage *pixels = vips_image_copy_memory(t[8]);

    ck_assert(vips_draw_rect(pixels, white, 3, 0, 0, width / 8, height / 8, "fill", TRUE, NULL) ==
              0);
    return pixels;
}

void trial_pattern(struct trial *trial, int width, int height, const char *suffix)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage *pixels = pattern(scope, width, height);

    trial_save(trial, pixels, suffix);
    g_object_unref(pixels);
    g_object_unref(scope);
}

static VipsInterpretation space_of(int n, bool deep)
{
    if (n <= 2)
        return deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
    return deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
}

VipsImage *trial_flat(int width, int height, int n, const double *values)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const double ones[] = {1, 1, 1, 1};
    VipsImage *flat = NULL;
    bool deep = false;

    for (int i = 0; i < n; i++)
        deep = deep || values[i] > 255;
    ck_assert(vips_black(&t[0], width, height, "bands", n, NULL) == 0 &&
              vips_linear(t[0], &t[1], ones, values, n, NULL) == 0 &&
              vips_cast(t[1], &t[2], deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR, NULL) == 0 &&
              vips_copy(t[2], &flat, "interpretation", space_of(n, deep), NULL) == 0);
    g_object_unref(scope);
    return flat;
}

static enum err_code plan_step(struct span text, struct plan *plan, struct err *err)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct span name = {NULL, 0};
    struct span pair;

    (void)span_next(&text, '?', &name);
    ck_assert_msg(op_index(name) >= 0, "no operation %.*s", (int)name.len, (const char *)name.data);
    enum err_code code = plan_add(plan, op_index(name), &limits, err);

    while (code == ERR_OK && span_next(&text, '&', &pair)) {
        struct span key = {NULL, 0};

        (void)span_next(&pair, '=', &key);
        code = plan_set(plan, &seen, true, key, pair, err);
    }
    return code == ERR_OK ? plan_check_step(plan, &seen, err) : code;
}

enum err_code trial_plan_try(const char *text, struct plan *plan, struct err *err)
{
    enum err_code code = ERR_OK;

    plan_init(plan);
    output_set_format(&plan->output, FORMAT_PNG);
    while (code == ERR_OK && text) {
        const char *next = strstr(text, " : ");
        const size_t len = next ? (size_t)(next - text) : strlen(text);

        code = plan_step(span_trim(span_of(text, len)), plan, err);
        text = next ? next + 3 : NULL;
    }
    return code;
}

void trial_plan(const char *text, struct plan *plan)
{
    struct err err = {0};

    ck_assert_msg(trial_plan_try(text, plan, &err) == ERR_OK, "%s: %s: %s", text, err.param,
                  err.detail);
}

VipsImage *trial_decode(struct span bytes)
{
    const struct load load = {.format = format_sniff(bytes), .all_frames = true, .shrink = 1};
    VipsImage *image = NULL;
    struct err err = {0};

    ck_assert_msg(load_open(bytes, &load, &image, &err) == ERR_OK, "result: %s", err.note);
    VipsImage *pixels = vips_image_copy_memory(image);

    ck_assert_msg(pixels != NULL, "result: %s", vips_error_buffer());
    g_object_unref(image);
    vips_error_clear(); /* libtiff looks for a next directory behind a small file's end */
    return pixels;
}

static void read_back(struct trial *trial, int fd)
{
    char piece[1 << 14];
    ssize_t got;

    for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
        buf_add(&trial->output, piece, (size_t)got);
    ck_assert(!trial->output.failed);
    ck_assert_uint_eq(trial->output.len, trial->facts.bytes);
}

/* What the front says before anything is decoded, from the header alone. */
static void assert_foretold(const struct trial *trial, const struct plan *plan)
{
    struct image_info info;
    struct size size;

    if (probe_header(buf_span(&trial->input), true, &info) != PROBE_DONE)
        return;
    info = plan_subject(plan, &info, buf_span(&trial->input));
    if (info.width == 0)
        return;
    ck_assert_uint_eq(info.width, trial->facts.input.width);
    ck_assert_uint_eq(info.height, trial->facts.input.height);
    ck_assert_int_eq(plan_shape(plan, &info, &trial->limits, &size, NULL), ERR_OK);
    if (!plan_size_depends(plan)) {
        ck_assert_uint_eq(trial->facts.width, size.width);
        ck_assert_uint_eq(trial->facts.height, size.height);
    }
}

static void assert_predicted(const struct trial *trial, const struct plan *plan)
{
    struct size size;

    ck_assert_int_eq(plan_shape(plan, &trial->facts.input, &trial->limits, &size, NULL), ERR_OK);
    if (plan_size_depends(plan)) {
        ck_assert_uint_gt(trial->facts.width, 0);
        ck_assert_uint_gt(trial->facts.height, 0);
    } else {
        ck_assert_uint_eq(trial->facts.width, size.width);
        ck_assert_uint_eq(trial->facts.height, size.height);
    }
    ck_assert_int_eq(trial->image->Xsize, trial->facts.width);
    ck_assert_int_eq(vips_image_get_page_height(trial->image), trial->facts.height);
    ck_assert_uint_eq((unsigned)trial->image->Ysize, trial->facts.frames * trial->facts.height);
}

void trial_run(struct trial *trial, const char *text)
{
    const int fd = memfd_create("trial", MFD_CLOEXEC);
    struct plan plan;

    ck_assert_int_ge(fd, 0);
    trial_plan(text, &plan);
    bind_steps(trial, &plan);
    const struct inputs inputs = {.n = 2,
                                  .at = {buf_span(&trial->input), buf_span(&trial->second)}};

    g_clear_object(&trial->image);
    buf_clear(&trial->output);
    trial->err = (struct err){0};
    trial->code = image_run_inputs(&plan, &trial->limits, &inputs, fd, &trial->facts, &trial->err);
    ck_assert_int_eq(trial->code, trial->err.code);
    ck_assert_str_eq(vips_error_buffer(), "");
    if (trial->code == ERR_OK) {
        read_back(trial, fd);
        trial->image = trial_decode(buf_span(&trial->output));
        assert_predicted(trial, &plan);
        assert_foretold(trial, &plan);
    }
    (void)close(fd);
}

void trial_assert_size(const struct trial *trial, uint32_t width, uint32_t height)
{
    ck_assert_msg(trial->code == ERR_OK, "%s (%s)", trial->err.detail, trial->err.note);
    ck_assert_uint_eq(trial->facts.width, width);
    ck_assert_uint_eq(trial->facts.height, height);
}

void trial_assert_pixel(const struct trial *trial, int x, int y, int n, const double *want,
                        double distance)
{
    double *have = NULL;
    int bands = 0;

    ck_assert_msg(trial->code == ERR_OK, "%s (%s)", trial->err.detail, trial->err.note);
    ck_assert_int_eq(vips_getpoint(trial->image, &have, &bands, x, y, NULL), 0);
    ck_assert_int_ge(bands, n);
    for (int i = 0; i < n; i++)
        ck_assert_msg(fabs(have[i] - want[i]) <= distance, "%d,%d band %d: %g, not %g", x, y, i,
                      have[i], want[i]);
    g_free(have);
}

struct difference trial_difference(VipsImage *a, VipsImage *b)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    struct difference difference = {0, 0};

    ck_assert_int_eq(a->Xsize, b->Xsize);
    ck_assert_int_eq(a->Ysize, b->Ysize);
    ck_assert_int_eq(a->Bands, b->Bands);
    ck_assert(vips_subtract(a, b, &t[0], NULL) == 0 && vips_abs(t[0], &t[1], NULL) == 0 &&
              vips_avg(t[1], &difference.mean, NULL) == 0 &&
              vips_max(t[1], &difference.max, NULL) == 0);
    g_object_unref(scope);
    return difference;
}

static void golden_read(const char *path, struct buf *bytes)
{
    FILE *file = fopen(path, "rb");
    char piece[4096];
    size_t got;

    ck_assert_msg(file != NULL, "no %s", path);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(bytes, piece, got);
    (void)fclose(file);
}

static void golden_write(const char *path, const struct buf *bytes)
{
    FILE *file = fopen(path, "wb");

    ck_assert_msg(file != NULL, "cannot write %s", path);
    ck_assert_uint_eq(fwrite(bytes->data, 1, bytes->len, file), bytes->len);
    ck_assert_int_eq(fclose(file), 0);
}

void trial_assert_golden(const struct trial *trial, const char *name, double mean, double max)
{
    char path[PATH_SIZE];
    struct buf bytes;

    ck_assert_msg(trial->code == ERR_OK, "%s (%s)", trial->err.detail, trial->err.note);
    (void)snprintf(path, sizeof(path), "%s/tests/golden/%s.png", MEZZOTINT_SOURCE_DIR, name);
    if (getenv("GOLDEN_WRITE")) {
        golden_write(path, &trial->output);
        return;
    }
    buf_init(&bytes, BYTES_MAX);
    golden_read(path, &bytes);
    VipsImage *golden = trial_decode(buf_span(&bytes));
    const struct difference is = trial_difference(trial->image, golden);

    ck_assert_msg(is.mean <= mean && is.max <= max, "%s: mean %.3f, max %.0f off", name, is.mean,
                  is.max);
    g_object_unref(golden);
    buf_fini(&bytes);
}
