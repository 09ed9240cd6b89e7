/* Our decoder of baseline JPEGs against the definition, and against libjpeg on damaged files. */
#include "image/jpeg/baseline.h"

#include "tests/support/noise.h"
#include "tests/support/sampled.h"
#include "tests/support/shot.h"
#include "tests/support/suite.h"

#include <string.h>

enum { SECONDS = 120, BYTES = 1 << 20 };

/* Rounding, and what float loses of the largest sums. */
static const double NEAR = 0.51;

static const struct reader_want wants[] = {
    {.shrink = 1},
    {.shrink = 2},
    {.shrink = 4},
    {.shrink = 8},
    {.shrink = 2, .small_chroma = true},
    {.shrink = 4, .small_chroma = true},
    {.shrink = 8, .small_chroma = true},
    {.shrink = 4, .grey = true},
    {.eighths = 3, .small_chroma = true},
    {.eighths = 5, .small_chroma = true},
    {.eighths = 3, .grey = true},
    {.eighths = 5, .grey = true},
};

static void assert_ours(const struct buf *bytes)
{
    for (size_t i = 0; i < ARRAY_LEN(wants); i++) {
        struct shot shot;

        shot_take(&shot, buf_span(bytes), &wants[i], SHOT_BOTH);
        ck_assert_int_eq(shot.code, ERR_OK);
        ck_assert(shot.ours);
        ck_assert_double_le(shot_error(&shot, buf_span(bytes)), NEAR);
        shot_fini(&shot);
    }
}

static const struct sampled pictures[] = {
    {.width = 161, .height = 145, .h = 2, .v = 2},
    {.width = 160, .height = 144, .h = 2, .v = 1},
    {.width = 97, .height = 95, .h = 1, .v = 2, .quality = 100},
    {.width = 98, .height = 99, .h = 1, .v = 1, .quality = 15},
    {.width = 63, .height = 66, .h = 1, .v = 1, .grey = true},
    {.width = 71, .height = 74, .h = 2, .v = 2, .grey = true},
    {.width = 149, .height = 150, .h = 2, .v = 2, .restart = 1},
    {.width = 150, .height = 149, .h = 2, .v = 1, .restart = 7},
    {.width = 1, .height = 1, .h = 2, .v = 2},
    {.width = 3, .height = 167, .h = 2, .v = 2},
};

START_TEST(pictures_are_exact)
{
    struct buf bytes;

    buf_init(&bytes, BYTES);
    ck_assert(sampled_make(&pictures[_i], &bytes));
    assert_ours(&bytes);
    buf_fini(&bytes);
}
END_TEST

enum { NOISES = 24 };

START_TEST(noise_is_exact)
{
    const unsigned seed = (unsigned)_i;
    const struct noise noise = {.width = 50 + _i,
                                .height = 60 - _i,
                                .h = 1 + _i % 2,
                                .v = 1 + _i / 2 % 2,
                                .grey = _i % 7 == 3,
                                .restart = _i % 5,
                                .fitted = _i / 4 % 2,
                                .seed = seed};
    struct buf bytes;

    buf_init(&bytes, BYTES);
    ck_assert(noise_make(&noise, &bytes));
    assert_ours(&bytes);
    buf_fini(&bytes);
}
END_TEST

START_TEST(others_are_left_to_libjpeg)
{
    const struct sampled others[] = {
        {.width = 33, .height = 35, .h = 2, .v = 2, .progressive = true},
        {.width = 33, .height = 35, .h = 2, .v = 2, .arithmetic = true},
    };
    struct buf bytes;
    struct shot shot;

    buf_init(&bytes, BYTES);
    ck_assert(sampled_make(&others[_i], &bytes));
    shot_take(&shot, buf_span(&bytes), &wants[0], SHOT_BOTH);
    ck_assert_int_eq(shot.code, ERR_OK);
    ck_assert(!shot.ours);
    shot_fini(&shot);
    buf_fini(&bytes);
}
END_TEST

/* What we read to the end, libjpeg reads without a warning, and to the same coefficients. What we
 * do not, has libjpeg's answer. */
static void assert_judged(struct span input, const char *how, size_t at)
{
    const struct reader_want *want = &wants[at % ARRAY_LEN(wants)];
    struct shot ours;
    struct shot theirs;

    shot_take(&ours, input, want, SHOT_BOTH);
    shot_take(&theirs, input, want, SHOT_LIBJPEG);
    ck_assert_msg(ours.code == theirs.code && ours.warnings == theirs.warnings,
                  "%s at %zu: ours %d with %ld warnings, libjpeg %d with %ld", how, at, ours.code,
                  ours.warnings, theirs.code, theirs.warnings);
    if (ours.ours && ours.code == ERR_OK)
        ck_assert_double_le(shot_error(&ours, input), NEAR);
    shot_fini(&ours);
    shot_fini(&theirs);
}

static const struct noise damaged[] = {
    {.width = 50, .height = 33, .h = 2, .v = 2, .seed = 1},
    {.width = 50, .height = 33, .h = 2, .v = 1, .restart = 2, .seed = 2},
    {.width = 40, .height = 41, .h = 1, .v = 1, .fitted = true, .seed = 3},
    {.width = 64, .height = 31, .h = 1, .v = 1, .grey = true, .restart = 1, .seed = 4},
};

START_TEST(cut_files_are_judged_as_by_libjpeg)
{
    struct buf bytes;

    buf_init(&bytes, BYTES);
    ck_assert(noise_make(&damaged[_i], &bytes));
    for (size_t len = 4; len <= bytes.len; len += len + 40 < bytes.len ? 17 : 1)
        assert_judged(span_cut(buf_span(&bytes), 0, len), "cut", len);
    buf_fini(&bytes);
}
END_TEST

START_TEST(flipped_bits_are_judged_as_by_libjpeg)
{
    struct buf bytes;

    buf_init(&bytes, BYTES);
    ck_assert(noise_make(&damaged[_i], &bytes));
    for (size_t at = 2; at < bytes.len; at += 3) {
        unsigned char *byte = (unsigned char *)bytes.data + at;

        *byte ^= (unsigned char)(1u << at % 8);
        assert_judged(buf_span(&bytes), "flip", at);
        *byte ^= (unsigned char)(1u << at % 8);
    }
    buf_fini(&bytes);
}
END_TEST

/* Runs of random bytes: long codes, full blocks, markers where none belongs. */
START_TEST(scrambled_data_is_judged_as_by_libjpeg)
{
    unsigned seed = (unsigned)_i + 99;
    struct buf bytes;

    buf_init(&bytes, BYTES);
    ck_assert(noise_make(&damaged[_i], &bytes));
    for (size_t at = 700; at + 40 < bytes.len; at += 23) {
        unsigned char *p = (unsigned char *)bytes.data + at;
        unsigned char kept[8];

        memcpy(kept, p, sizeof(kept));
        for (size_t i = 0; i < sizeof(kept); i++) {
            seed = seed * 1103515245u + 12345u;
            p[i] = (unsigned char)(seed >> 24 | (seed >> 16 & 3 ? 0 : 0xF8));
        }
        assert_judged(buf_span(&bytes), "scrambled", at);
        memcpy(p, kept, sizeof(kept));
    }
    buf_fini(&bytes);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pictures_are_exact, ARRAY_LEN(pictures)},
        {noise_is_exact, NOISES},
        {others_are_left_to_libjpeg, 2},
        {cut_files_are_judged_as_by_libjpeg, ARRAY_LEN(damaged)},
        {flipped_bits_are_judged_as_by_libjpeg, ARRAY_LEN(damaged)},
        {scrambled_data_is_judged_as_by_libjpeg, ARRAY_LEN(damaged)},
    };

    return suite_run("image/jpeg/baseline", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
