/* Blocks moved as bits: byte for byte what libjpeg makes of them, and left to libjpeg where they
 * cannot be. */
#include "image/lossless/transcode.h"

#include "tests/support/noise.h"
#include "tests/support/sampled.h"
#include "tests/support/suite.h"
#include "tests/support/ways.h"

enum { SECONDS = 120, BYTES = 1 << 20 };

static const char *const moves[] = {
    "convert?lossless=require",
    "rotate?angle=90",
    "rotate?angle=180",
    "rotate?angle=270",
    "flip",
    "flip?direction=vertical",
    "rotate?angle=90 : flip",
    "rotate?angle=270 : flip",
    "crop?x=16&y=16&width=19&height=23",
    "crop?x=16&y=16&width=19&height=23 : rotate?angle=90",
    "crop?x=5&y=16&width=27&height=32 : rotate?angle=180",
    "crop?x=0&y=3&width=32&height=29 : rotate?angle=90",
};

/* Whether the engine does it, by libjpeg; then the other way gives the same bytes. */
static bool assert_same(const char *text, struct span input)
{
    struct plan plan;
    struct way bits;
    struct way libjpeg;

    way_plan(text, &plan);
    way_take(&bits, LOSSLESS_BY_BITS, &plan, input);
    way_take(&libjpeg, LOSSLESS_BY_LIBJPEG, &plan, input);
    ck_assert_int_eq(libjpeg.code, ERR_OK);
    ck_assert_int_eq(bits.code, ERR_OK);
    ck_assert_msg(bits.mine == libjpeg.mine, "%s", text);
    ck_assert_msg(span_equal(buf_span(&bits.bytes), buf_span(&libjpeg.bytes)), "%s", text);
    const bool done = libjpeg.mine;

    way_fini(&bits);
    way_fini(&libjpeg);
    return done;
}

static const struct sampled pictures[] = {
    {.width = 96, .height = 64, .h = 2, .v = 2},
    {.width = 91, .height = 61, .h = 2, .v = 2, .quality = 100},
    {.width = 97, .height = 79, .h = 2, .v = 1, .quality = 15},
    {.width = 96, .height = 61, .h = 1, .v = 2, .restart = 3},
    {.width = 83, .height = 64, .h = 1, .v = 1, .restart = 1},
    {.width = 63, .height = 66, .h = 1, .v = 1, .grey = true},
    {.width = 80, .height = 71, .h = 2, .v = 2, .grey = true},
    {.width = 33, .height = 65, .h = 2, .v = 1, .grey = true, .restart = 2},
    {.width = 64, .height = 48, .h = 2, .v = 2, .rotation = 6},
    {.width = 64, .height = 48, .h = 2, .v = 1, .rotation = 5},
    {.width = 64, .height = 48, .h = 1, .v = 1, .rotation = 7},
    {.width = 640, .height = 1200, .h = 2, .v = 2, .quality = 97},
};

/* What the engine does of these, by number of moves: most. */
START_TEST(pictures_are_the_same_bytes)
{
    struct buf input;
    size_t done = 0;

    buf_init(&input, BYTES);
    ck_assert(sampled_make(&pictures[_i], &input));
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        done += assert_same(moves[i], buf_span(&input));
    ck_assert_uint_ge(done, ARRAY_LEN(moves) / 4);
    buf_fini(&input);
}
END_TEST

enum { NOISES = 48 };

/* Multiples of 16: every move is exact. */
START_TEST(noise_is_the_same_bytes)
{
    const struct noise noise = {.width = 48 + _i % 3 * 16,
                                .height = 48 + _i % 4 * 16,
                                .h = 1 + _i % 2,
                                .v = 1 + _i / 2 % 2,
                                .grey = _i % 7 == 3,
                                .restart = _i % 5,
                                .fitted = _i / 4 % 2,
                                .seed = (unsigned)_i};
    struct buf input;

    buf_init(&input, BYTES);
    ck_assert(noise_make(&noise, &input));
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        ck_assert(assert_same(moves[i], buf_span(&input)) || i >= 8);
    buf_fini(&input);
}
END_TEST

/* What the bits' way reads to the end, libjpeg makes the same of; it may make something of more. */
static void assert_judged(const char *text, struct span input, const char *how, size_t at)
{
    struct plan plan;
    struct way bits;
    struct way libjpeg;

    way_plan(text, &plan);
    way_take(&bits, LOSSLESS_BY_BITS, &plan, input);
    way_take(&libjpeg, LOSSLESS_BY_LIBJPEG, &plan, input);
    if (bits.code == ERR_OK && bits.mine) {
        ck_assert_msg(libjpeg.code == ERR_OK && libjpeg.mine, "%s at %zu", how, at);
        ck_assert_msg(span_equal(buf_span(&bits.bytes), buf_span(&libjpeg.bytes)), "%s at %zu", how,
                      at);
    }
    way_fini(&bits);
    way_fini(&libjpeg);
}

static const struct noise damaged[] = {
    {.width = 48, .height = 32, .h = 2, .v = 2, .seed = 1},
    {.width = 48, .height = 32, .h = 2, .v = 1, .restart = 2, .seed = 2},
    {.width = 40, .height = 48, .h = 1, .v = 1, .fitted = true, .seed = 3},
    {.width = 64, .height = 32, .h = 1, .v = 1, .grey = true, .restart = 1, .seed = 4},
};

START_TEST(cut_files_are_no_other_pictures)
{
    struct buf input;

    buf_init(&input, BYTES);
    ck_assert(noise_make(&damaged[_i], &input));
    for (size_t len = 4; len < input.len; len += len + 40 < input.len ? 17 : 1)
        assert_judged(moves[len % 8], span_cut(buf_span(&input), 0, len), "cut", len);
    buf_fini(&input);
}
END_TEST

START_TEST(flipped_bits_are_no_other_pictures)
{
    struct buf input;

    buf_init(&input, BYTES);
    ck_assert(noise_make(&damaged[_i], &input));
    for (size_t at = 2; at < input.len; at++) {
        unsigned char *byte = (unsigned char *)input.data + at;

        *byte ^= (unsigned char)(1u << at % 8);
        assert_judged(moves[at % 8], buf_span(&input), "flip", at);
        *byte ^= (unsigned char)(1u << at % 8);
    }
    buf_fini(&input);
}
END_TEST

/* Bits with their stuffing, into the scan of a grey JPEG of one block. */
static void put_bits(struct buf *out, const char *bits)
{
    unsigned byte = 0;
    unsigned n = 0;

    for (; *bits != 0 || n % 8 != 0; n++) {
        byte = byte << 1 | (*bits == '0' ? 0u : 1u); /* ones fill the last byte */
        bits += *bits != 0;
        if (n % 8 == 7) {
            const unsigned char data[] = {(unsigned char)byte, 0};

            buf_add(out, data, data[0] == 0xFF ? 2 : 1);
        }
    }
}

/* One grey block of these bits; the code for 10 bits of an AC coefficient stands for 11. */
static void make_block(const char *bits, struct buf *out)
{
    const struct sampled picture = {.width = 8, .height = 8, .h = 1, .v = 1, .grey = true};
    const unsigned char scan[] = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
    const unsigned char sizes[] = {0x82, 0x09, 0x0A, 0x16}; /* of T.81, table K.5 */
    const unsigned char end[] = {0xFF, 0xD9};

    ck_assert(sampled_make(&picture, out));
    unsigned char *size = memmem(out->data, out->len, sizes, sizeof(sizes));
    char *at = memmem(out->data, out->len, scan, sizeof(scan));

    ck_assert(size != NULL && at != NULL);
    size[2] = 0x0B;
    out->len = (size_t)(at - (char *)out->data) + sizeof(scan);
    put_bits(out, bits);
    buf_add(out, end, sizeof(end));
    ck_assert(!out->failed);
}

/* DC differences and AC coefficients with T.81's codes of tables K.3 and K.5. */
static const struct {
    const char *what, *bits;
    bool fits, written;
} blocks[] = {
    {"DC 1023",
     "11111110"
     "1111111111"
     "1010",
     true, true},
    {"DC -1023",
     "11111110"
     "0000000000"
     "1010",
     true, true},
    {"DC -1024",
     "111111110"
     "01111111111"
     "1010",
     true, true},
    {"DC 1024",
     "111111110"
     "10000000000"
     "1010",
     false, true},
    {"AC 511",
     "00"
     "1111111110000010"
     "111111111"
     "1010",
     true, true},
    {"AC -1024",
     "00"
     "1111111110000011"
     "01111111111"
     "1010",
     false, false},
    {"AC 2047",
     "00"
     "1111111110000011"
     "11111111111"
     "1010",
     false, false},
};

/* libjpeg-turbo would write a coefficient without a code as something else. */
START_TEST(coefficients_that_no_picture_has_are_not_written_as_others)
{
    struct buf input;
    struct plan plan;
    struct way bits;
    struct way libjpeg;

    buf_init(&input, BYTES);
    make_block(blocks[_i].bits, &input);
    way_plan("convert", &plan);
    way_take(&bits, LOSSLESS_BY_BITS, &plan, buf_span(&input));
    way_take(&libjpeg, LOSSLESS_BY_ANY, &plan, buf_span(&input));
    ck_assert_int_eq(bits.code, ERR_OK);
    ck_assert_int_eq(libjpeg.code, ERR_OK);
    ck_assert_msg(bits.mine == blocks[_i].fits, "%s", blocks[_i].what);
    ck_assert_msg(libjpeg.mine == blocks[_i].written, "%s", blocks[_i].what);
    way_fini(&bits);
    way_fini(&libjpeg);
    way_plan("convert?lossless=require", &plan);
    way_take(&libjpeg, LOSSLESS_BY_ANY, &plan, buf_span(&input));
    ck_assert_int_eq(libjpeg.code, blocks[_i].written ? ERR_OK : ERR_LOSSLESS);
    way_fini(&libjpeg);
    buf_fini(&input);
}
END_TEST

START_TEST(progressive_files_are_left_to_libjpeg)
{
    const struct sampled progressive = {
        .width = 48, .height = 32, .h = 2, .v = 2, .progressive = true};
    struct buf input;
    struct plan plan;
    struct way bits;
    struct way any;

    buf_init(&input, BYTES);
    ck_assert(sampled_make(&progressive, &input));
    way_plan("rotate?angle=90", &plan);
    way_take(&bits, LOSSLESS_BY_BITS, &plan, buf_span(&input));
    way_take(&any, LOSSLESS_BY_ANY, &plan, buf_span(&input));
    ck_assert(bits.code == ERR_OK && !bits.mine);
    ck_assert(any.code == ERR_OK && any.mine);
    way_fini(&bits);
    way_fini(&any);
    buf_fini(&input);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pictures_are_the_same_bytes, ARRAY_LEN(pictures)},
        {noise_is_the_same_bytes, NOISES},
        {cut_files_are_no_other_pictures, ARRAY_LEN(damaged)},
        {flipped_bits_are_no_other_pictures, ARRAY_LEN(damaged)},
        {coefficients_that_no_picture_has_are_not_written_as_others, ARRAY_LEN(blocks)},
        {progressive_files_are_left_to_libjpeg, 1},
    };

    return suite_run("image/lossless/transcode", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
