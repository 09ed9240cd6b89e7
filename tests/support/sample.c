#include "tests/support/sample.h"

#include "tests/support/suite.h"

#include <string.h>

enum { WIDTH = 64, HEIGHT = 48, FRAMES = 3 };

void sample_check(const struct sample *row)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *flat = trial_flat(WIDTH, HEIGHT, row->n, row->in);
    const bool deep = flat->BandFmt == VIPS_FORMAT_USHORT;

    trial_save(&trial, flat, ".png");
    trial_run(&trial, row->plan);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s (%s)", row->plan, trial.err.detail, trial.err.note);
    ck_assert_msg(trial.image->Bands == row->n_out, "%s: %d bands", row->plan, trial.image->Bands);
    ck_assert_int_eq(trial.image->BandFmt, deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR);
    trial_assert_pixel(&trial, trial.image->Xsize / 2, trial.image->Ysize / 2, row->n_out, row->out,
                       row->distance);
    g_object_unref(flat);
    trial_fini(&trial);
}

void sample_golden(const char *plan, const char *name, double mean, double max)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 192, 128, ".png");
    trial_run(&trial, plan);
    trial_assert_golden(&trial, name, mean, max);
    trial_fini(&trial);
}

static VipsImage *frame_of(double value)
{
    double half[] = {value, value, value};
    VipsImage *flat = trial_flat(WIDTH, HEIGHT, 3, (double[]){128, 128, 128});
    VipsImage *pixels = vips_image_copy_memory(flat);

    ck_assert(!vips_draw_rect(pixels, half, 3, 0, 0, WIDTH / 2, HEIGHT, "fill", TRUE, NULL));
    g_object_unref(flat);
    return pixels;
}

void sample_frames(const char *plan, const double frames[3], const double want[3], double distance)
{
    struct trial trial;
    VipsImage *parts[FRAMES];
    VipsImage *joined = NULL;
    char text[256];

    trial_init(&trial);
    for (int i = 0; i < FRAMES; i++)
        parts[i] = frame_of(frames[i]);
    ck_assert_int_eq(vips_arrayjoin(parts, &joined, FRAMES, "across", 1, NULL), 0);
    vips_image_set_int(joined, VIPS_META_PAGE_HEIGHT, HEIGHT);
    trial_save(&trial, joined, ".webp[lossless]");
    (void)snprintf(text, sizeof(text), "%s : convert?format=webp&lossless=true", plan);
    trial_run(&trial, text);
    ck_assert_uint_eq(trial.facts.frames, FRAMES);
    for (int i = 0; i < FRAMES; i++)
        trial_assert_pixel(&trial, 1, i * trial.image->Ysize / FRAMES + 1, 1, &want[i], distance);
    for (int i = 0; i < FRAMES; i++)
        g_object_unref(parts[i]);
    g_object_unref(joined);
    trial_fini(&trial);
}

void sample_refused(const char *plan, enum err_code code, const char *param)
{
    struct plan read;
    struct err err = {0};

    ck_assert_int_eq(trial_plan_try(plan, &read, &err), code);
    ck_assert_str_eq(err.param, param);
}

void sample_same(const char *plan, const char *same)
{
    struct trial trial;

    trial_init(&trial);
    trial_pattern(&trial, 96, 64, ".png");
    trial_run(&trial, same);
    ck_assert_int_eq(trial.code, ERR_OK);
    VipsImage *want = g_object_ref(trial.image);

    trial_run(&trial, plan);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s", trial.err.detail, trial.err.note);
    ck_assert(trial_difference(trial.image, want).max <= 0);
    g_object_unref(want);
    trial_fini(&trial);
}

void sample_mixed(const char *plan)
{
    struct trial trial;

    trial_init(&trial);
    VipsImage *lines = NULL, *wide = NULL;

    ck_assert(!vips_grey(&lines, 2, 1, "uchar", TRUE, NULL));
    ck_assert(!vips_replicate(lines, &wide, 400, 600, NULL));
    trial_save(&trial, wide, ".png");
    g_object_unref(lines);
    g_object_unref(wide);
    trial_run(&trial, plan);
    trial_assert_pixel(&trial, 40, 30, 1, (double[]){127.5}, 8);
    trial_fini(&trial);
}
