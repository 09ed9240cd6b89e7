/* Huffman codes: complete, no longer than asked for, and short. */
#include "image/codec/codes.h"

#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t counts[CODES_MAX];

static void fill_even(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        counts[i] = 1000;
}

/* The deepest tree there is: each symbol as often as all before it. */
static void fill_fibonacci(unsigned n)
{
    uint32_t a = 1;
    uint32_t b = 1;

    for (unsigned i = 0; i < n; i++) {
        const uint32_t next = a + b;

        counts[i] = a;
        a = b;
        b = next < 1u << 20 ? next : b;
    }
}

static void fill_steep(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        counts[i] = i < 20 ? 1u << i : 0;
}

static void fill_noise(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        counts[i] = 1 + (i * 2654435761u >> 12) % 5000;
}

static void (*const fills[])(unsigned) = {fill_even, fill_fibonacci, fill_steep, fill_noise};

static const struct {
    unsigned n, most;
} shapes[] = {{2, 1}, {3, 2}, {19, 7}, {30, 15}, {256, 8}, {286, 9}, {286, 14}, {288, 15}};

/* Kraft's sum in units of the longest code: 1 << most where every bit string means something. */
static uint64_t taken(const uint8_t *lengths, unsigned n, unsigned most)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < n; i++)
        sum += lengths[i] ? 1u << (most - lengths[i]) : 0;
    return sum;
}

START_TEST(codes_are_complete_and_short_enough)
{
    for (size_t s = 0; s < ARRAY_LEN(shapes); s++) {
        const unsigned n = shapes[s].n;
        const unsigned most = shapes[s].most;
        uint8_t lengths[CODES_MAX];

        fills[_i](n);
        codes_lengths(counts, n, most, lengths);
        for (unsigned i = 0; i < n; i++) {
            ck_assert_uint_eq(lengths[i] > 0, counts[i] > 0);
            ck_assert_uint_le(lengths[i], most);
        }
        ck_assert_uint_eq(taken(lengths, n, most), 1u << most);
    }
}
END_TEST

START_TEST(more_frequent_symbols_have_no_longer_codes)
{
    uint8_t lengths[CODES_MAX];

    fills[_i](286);
    codes_lengths(counts, 286, 14, lengths);
    for (unsigned i = 0; i < 286; i++)
        for (unsigned j = 0; j < 286; j++)
            if (counts[i] > counts[j] && counts[j] > 0)
                ck_assert_uint_le(lengths[i], lengths[j]);
}
END_TEST

/* Huffman's codes take less than a bit a symbol more than the entropy (Shannon 1948). */
START_TEST(codes_take_less_than_a_bit_over_the_entropy)
{
    uint8_t lengths[CODES_MAX];
    double sum = 0;
    double bits = 0;
    double least = 0;

    fills[_i](286);
    codes_lengths(counts, 286, 15, lengths);
    for (unsigned i = 0; i < 286; i++)
        sum += counts[i];
    for (unsigned i = 0; i < 286; i++)
        if (counts[i] > 0) {
            bits += counts[i] * (double)lengths[i];
            least += counts[i] * log2(sum / counts[i]);
        }
    ck_assert_double_ge(bits, least * (1 - 1e-12));
    ck_assert_double_lt(bits, least + sum);
}
END_TEST

START_TEST(none_and_one_symbol_are_fine)
{
    uint32_t few[5] = {0};
    uint8_t lengths[5];

    codes_lengths(few, 5, 7, lengths);
    ck_assert_mem_eq(lengths, "\0\0\0\0\0", 5);
    few[3] = UINT32_MAX;
    codes_lengths(few, 5, 7, lengths);
    ck_assert_mem_eq(lengths, "\0\0\0\1\0", 5);
}
END_TEST

/* The example of RFC 1951, 3.2.2: A to H. */
START_TEST(codes_are_those_of_the_rfc)
{
    static const uint8_t lengths[] = {3, 3, 3, 3, 3, 2, 4, 4};
    static const char *const want[] = {"010", "011", "100", "101", "110", "00", "1110", "1111"};
    uint32_t codes[8];

    codes_assign(lengths, 8, codes);
    for (size_t i = 0; i < 8; i++) {
        ck_assert_uint_eq(codes[i] >> 16, strlen(want[i]));
        for (size_t bit = 0; bit < strlen(want[i]); bit++)
            ck_assert_uint_eq(codes[i] >> bit & 1, (unsigned)(want[i][bit] - '0'));
    }
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {codes_are_complete_and_short_enough, ARRAY_LEN(fills)},
        {more_frequent_symbols_have_no_longer_codes, ARRAY_LEN(fills)},
        {codes_take_less_than_a_bit_over_the_entropy, ARRAY_LEN(fills)},
        {none_and_one_symbol_are_fine, 0},
        {codes_are_those_of_the_rfc, 0},
    };

    return suite_run("image/codec/codes", rows, ARRAY_LEN(rows), 60) ? EXIT_SUCCESS : EXIT_FAILURE;
}
