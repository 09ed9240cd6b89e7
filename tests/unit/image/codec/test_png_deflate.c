/* Our zlib streams, inflated by libdeflate; libpng does it in test_png_write. */
#include "image/codec/png_deflate.h"

#include "tests/support/suite.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static unsigned char noise(size_t i)
{
    uint64_t x = (i + 1) * 0x9E3779B97F4A7C15u;

    x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9u;
    return (unsigned char)(x >> 56);
}

static unsigned char random_byte(size_t i, size_t row)
{
    (void)row;
    return noise(i);
}

static unsigned char constant(size_t i, size_t row)
{
    (void)i;
    (void)row;
    return 7;
}

/* Small numbers around zero, as a filter leaves them. */
static unsigned char small(size_t i, size_t row)
{
    (void)row;
    return (unsigned char)(noise(i) % 6 + noise(i * 3) % 6 - 5);
}

/* Each byte half as often as the one before: codes would be of 20 bits and more. */
static unsigned char steep(size_t i, size_t row)
{
    (void)row;
    return (unsigned char)__builtin_ctzll((i + 1) | 1u << 30);
}

static unsigned char rows_alike(size_t i, size_t row)
{
    return noise(i % row);
}

static unsigned char pixels_alike(size_t i, size_t row)
{
    (void)row;
    return i / 1000 % 3 == 0 ? noise(i) : (unsigned char)(3 + i % 4);
}

/* Every length of a run, between bytes that are none. */
static unsigned char runs(size_t i, size_t row)
{
    (void)row;
    return i % 700 < i / 700 ? 0 : noise(i);
}

static unsigned char (*const kinds[])(size_t, size_t) = {random_byte, constant,     small, steep,
                                                         rows_alike,  pixels_alike, runs};

/* Around what is counted at a time, and what a block and a stored one can hold. */
static const size_t sizes[] = {1,     2,      7,      8,      9,     15,    16,
                               17,    300,    16383,  16384,  16385, 65535, 65536,
                               65537, 262143, 262144, 262145, 700001};
static const size_t layouts[][2] = {{2, 1},     {5, 4},     {61, 3},    {2881, 4},
                                    {32768, 2}, {32769, 4}, {300000, 4}};

static size_t deflated(const unsigned char *data, size_t len, size_t row, size_t pixel)
{
    /* Of exactly its size, so that a write past the end is seen. */
    unsigned char *out = malloc(png_deflate_bound(len));
    unsigned char *back = malloc(len + 1);
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    const size_t size = png_deflate(data, len, row, pixel, out);
    size_t used = 0;

    ck_assert_uint_gt(size, 0);
    ck_assert_uint_le(size, png_deflate_bound(len));
    ck_assert_int_eq(libdeflate_zlib_decompress(inflater, out, size, back, len + 1, &used),
                     LIBDEFLATE_SUCCESS);
    ck_assert_uint_eq(used, len);
    ck_assert_mem_eq(back, data, len);
    libdeflate_free_decompressor(inflater);
    free(out);
    free(back);
    return size;
}

static unsigned char *drawn(size_t len, size_t row, unsigned char (*kind)(size_t, size_t))
{
    unsigned char *data = malloc(len);

    for (size_t i = 0; i < len; i++)
        data[i] = kind(i, row);
    return data;
}

START_TEST(everything_inflates_to_what_it_was)
{
    for (size_t s = 0; s < ARRAY_LEN(sizes); s++)
        for (size_t l = 0; l < ARRAY_LEN(layouts); l++) {
            unsigned char *data = drawn(sizes[s], layouts[l][0], kinds[_i]);

            (void)deflated(data, sizes[s], layouts[l][0], layouts[l][1]);
            free(data);
        }
}
END_TEST

static size_t size_of(unsigned char (*kind)(size_t, size_t), size_t len, size_t row)
{
    unsigned char *data = drawn(len, row, kind);
    const size_t size = deflated(data, len, row, 4);

    free(data);
    return size;
}

START_TEST(noise_is_stored_and_runs_take_next_to_nothing)
{
    enum { LEN = 1 << 20, ROW = 2881 };

    ck_assert_uint_lt(size_of(random_byte, LEN, ROW), LEN + LEN / 2000);
    ck_assert_uint_lt(size_of(constant, LEN, ROW), LEN / 400);
    ck_assert_uint_lt(size_of(rows_alike, LEN, ROW), LEN / 50);
}
END_TEST

/* One code for all, and no search: less than libdeflate's fastest level there. */
START_TEST(small_numbers_take_no_more_than_by_libdeflate)
{
    enum { LEN = 1 << 20, TWICE = 2 * LEN, ROW = 2881 };
    unsigned char *data = drawn(LEN, ROW, small);
    unsigned char *out = malloc(TWICE);
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(1);
    const size_t theirs = libdeflate_zlib_compress(deflater, data, LEN, out, TWICE);

    ck_assert_uint_gt(theirs, 0);
    ck_assert_uint_le(deflated(data, LEN, ROW, 4), theirs);
    libdeflate_free_compressor(deflater);
    free(out);
    free(data);
}
END_TEST

/* Small numbers around zero, then around 100: a code for each costs less than one for both. */
START_TEST(a_change_of_statistics_begins_a_block)
{
    enum { LEN = 1 << 19, TWICE = 2 * LEN, ROW = 2881 };
    unsigned char *data = malloc(TWICE);

    for (size_t i = 0; i < LEN; i++) {
        data[i] = small(i, ROW);
        data[LEN + i] = (unsigned char)(100 + small(i, ROW));
    }
    const size_t both = deflated(data, TWICE, ROW, 4);
    const size_t one = deflated(data, LEN, ROW, 4);

    ck_assert_uint_lt(both, 2 * one + 1000);
    free(data);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {everything_inflates_to_what_it_was, ARRAY_LEN(kinds)},
        {noise_is_stored_and_runs_take_next_to_nothing, 0},
        {small_numbers_take_no_more_than_by_libdeflate, 0},
        {a_change_of_statistics_begins_a_block, 0},
    };

    return suite_run("image/codec/png_deflate", rows, ARRAY_LEN(rows), 60) ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}
