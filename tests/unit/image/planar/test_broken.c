/* Damaged files: the planar engine and libvips refuse the same ones, with the same code. */
#include "image/run_on.h"

#include "tests/support/sampled.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECONDS = 200, STEP = 31 };

static const struct sampled pictures[] = {
    {.width = 161, .height = 145, .h = 2, .v = 2},
    {.width = 149, .height = 150, .h = 2, .v = 2, .restart = 2},
    {.width = 99, .height = 97, .h = 1, .v = 1, .rotation = 6},
    {.width = 121, .height = 165, .h = 2, .v = 1, .progressive = true},
    {.width = 151, .height = 147, .h = 1, .v = 1, .grey = true},
    {.width = 131, .height = 167, .h = 1, .v = 2, .quality = 40},
    {.width = 3, .height = 167, .h = 2, .v = 2},
};

/* Scaled by the IDCT and not; read whole and in part; in order and not. */
static const char *const plans[] = {
    "resize?width=24&format=jpeg",
    "convert?format=jpeg&quality=20",
    "crop?x=0&y=0&width=50%&height=21%&format=jpeg",
    "crop?x=0&y=9&width=50%&height=35%&format=jpeg : flip?direction=vertical",
};

struct broken {
    struct plan plan;
    struct limits limits;
    int fd;
};

static enum err_code run(const struct broken *broken, enum engine engine, struct span input,
                         struct err *err)
{
    struct run_facts facts;
    const enum err_code code =
        run_on(engine, &broken->plan, &broken->limits, input, broken->fd, &facts, err);

    ck_assert_int_eq(ftruncate(broken->fd, 0), 0);
    return code;
}

static void assert_same(const struct broken *broken, struct span input, const char *how, size_t at)
{
    struct err vips = {0};
    struct err planar = {0};
    const enum err_code a = run(broken, ENGINE_VIPS, input, &vips);
    const enum err_code b = run(broken, ENGINE_PLANAR, input, &planar);

    ck_assert_msg(a == b, "%s at %zu of %zu: libvips %s, planar %s", how, at, input.len,
                  a == ERR_OK ? "fine" : vips.note, b == ERR_OK ? "fine" : planar.note);
}

static struct broken prepare(struct trial *trial, int index)
{
    struct broken broken = {.fd = memfd_create("broken", MFD_CLOEXEC)};

    trial_init(trial);
    ck_assert(sampled_make(&pictures[(size_t)index / ARRAY_LEN(plans)], &trial->input));
    trial_plan(plans[(size_t)index % ARRAY_LEN(plans)], &broken.plan);
    broken.limits = trial->limits;
    return broken;
}

START_TEST(cut_files_are_refused_alike)
{
    struct trial trial;
    const struct broken broken = prepare(&trial, _i);
    const struct span whole = buf_span(&trial.input);

    for (size_t len = 4; len <= whole.len; len += len + 40 < whole.len ? STEP : 1)
        assert_same(&broken, span_cut(whole, 0, len), "cut", len);
    (void)close(broken.fd);
    trial_fini(&trial);
}
END_TEST

START_TEST(flipped_bits_are_judged_alike)
{
    struct trial trial;
    const struct broken broken = prepare(&trial, _i);
    const struct span whole = buf_span(&trial.input);
    unsigned char *copy = malloc(whole.len);

    ck_assert_ptr_nonnull(copy);
    for (size_t at = 2; at < whole.len; at += STEP) {
        memcpy(copy, whole.data, whole.len);
        copy[at] ^= (unsigned char)(1u << at % 8);
        assert_same(&broken, span_of(copy, whole.len), "flip", at);
    }
    free(copy);
    (void)close(broken.fd);
    trial_fini(&trial);
}
END_TEST

/* A restart marker of the wrong number, far from the one expected, is worth a warning each and
 * nothing more (jpeg_resync_to_restart). */
static bool is_restart(struct span jpeg, size_t at)
{
    return at > 600 && jpeg.data[at] == 0xFF && jpeg.data[at + 1] >= 0xD0 &&
           jpeg.data[at + 1] <= 0xD7;
}

static void spoil_restarts(struct span jpeg, int spoiled, struct buf *out)
{
    for (size_t i = 0; i < jpeg.len; i++) {
        if (i > 0 && is_restart(jpeg, i - 1) && spoiled-- > 0)
            buf_char(out, (char)(jpeg.data[i] ^ 4));
        else
            buf_char(out, (char)jpeg.data[i]);
    }
    ck_assert_int_le(spoiled, 0);
}

START_TEST(warnings_add_up_alike)
{
    const struct sampled picture = {.width = 250, .height = 200, .h = 2, .v = 2, .restart = 1};
    struct broken broken = {.fd = memfd_create("broken", MFD_CLOEXEC)};
    struct trial trial;

    trial_init(&trial);
    ck_assert(sampled_make(&picture, &trial.input));
    trial_plan(plans[_i], &broken.plan);
    broken.limits = trial.limits;
    for (int spoiled = 0; spoiled < 130; spoiled += spoiled < 95 ? 19 : 1) {
        struct buf bytes;

        buf_init(&bytes, 1 << 20);
        spoil_restarts(buf_span(&trial.input), spoiled, &bytes);
        assert_same(&broken, buf_span(&bytes), "spoiled", (size_t)spoiled);
        buf_fini(&bytes);
    }
    (void)close(broken.fd);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {cut_files_are_refused_alike, ARRAY_LEN(pictures) * ARRAY_LEN(plans)},
        {warnings_add_up_alike, ARRAY_LEN(plans)},
        {flipped_bits_are_judged_alike, ARRAY_LEN(pictures) * ARRAY_LEN(plans)},
    };

    return suite_run("image/planar/broken", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
