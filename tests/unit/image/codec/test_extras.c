/* What a file carries beside its pixels: taken out whole, put in whole, and nothing read or written
 * outside. */
#include "image/codec/extras.h"

#include "image/codec/exif_size.h"
#include "tests/support/suite.h"
#include "tests/support/tagged.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 1 << 20 };

static const struct size size = {30, 45};

/* No decoder looks at it: a quantiser's table is where the pixels begin. */
static const char tail[] = "\xFF\xDB\0\x04xx\xFF\xD9";

static void make_jpeg(const struct tagged *tags, struct buf *out)
{
    char plain[sizeof(tail) + 1] = "\xFF\xD8";

    memcpy(plain + 2, tail, sizeof(tail) - 1);
    tagged_jpeg(tags, span_of(plain, sizeof(tail) + 1), out);
}

START_TEST(segments_are_taken_up_to_the_pixels)
{
    const struct tagged tags = {
        .orientation = 1, .xmp = true, .iptc = true, .icc = span_of(tail, 6)};
    struct buf file;
    struct buf out;

    buf_init(&file, LIMIT);
    buf_init(&out, LIMIT);
    make_jpeg(&tags, &file);
    buf_text(&out, "before");
    ck_assert(extras_take(FORMAT_JPEG, buf_span(&file), size, &out));
    ck_assert_uint_eq(out.len, 6 + file.len - 2 - (sizeof(tail) - 1));
    ck_assert(memmem(out.data, out.len, TAGGED_ARTIST, strlen(TAGGED_ARTIST)));
    ck_assert_int_eq(memcmp(out.data, "before\xFF\xE1", 8), 0);
    buf_fini(&file);
    buf_fini(&out);
}
END_TEST

START_TEST(cut_files_are_refused)
{
    const struct tagged tags = {.orientation = 1, .xmp = true};
    struct buf file;

    buf_init(&file, LIMIT);
    make_jpeg(&tags, &file);
    for (size_t len = 0; len <= file.len - (sizeof(tail) - 1); len++) {
        unsigned char *copy = malloc(len + 1);
        struct buf out;

        buf_init(&out, LIMIT);
        memcpy(copy, file.data, len);
        ck_assert(!extras_take(FORMAT_JPEG, span_of(copy, len), size, &out));
        buf_fini(&out);
        free(copy);
    }
    buf_fini(&file);
}
END_TEST

/* The value of the tag's first entry, as the block's fixture lays it out: a search for its bytes.
 */
static uint32_t value_of(const struct buf *tiff, const char *entry, size_t bytes)
{
    const unsigned char *at = memmem(tiff->data, tiff->len, entry, 8);

    ck_assert_ptr_nonnull(at);
    return bytes == 2 ? read_le16(at + 8) : read_le32(at + 8);
}

START_TEST(sides_are_written_over_in_their_own_type)
{
    const struct tagged tags = {.orientation = 1};
    struct buf tiff;

    buf_init(&tiff, LIMIT);
    tagged_exif(&tags, &tiff);
    const size_t len = tiff.len;

    exif_set_size((unsigned char *)tiff.data, len, (struct size){70000, 70001});
    ck_assert_uint_eq(value_of(&tiff, "\x02\xA0\x04\0\x01\0\0\0", 4), 70000);
    ck_assert_uint_eq(value_of(&tiff, "\x03\xA0\x03\0\x01\0\0\0", 2), 70001 & 0xFFFF);
    buf_fini(&tiff);
}
END_TEST

/* Damage of every byte in turn, in memory of exactly the block's size: the sanitizers watch. What
 * is changed is four bytes a side at most. */
START_TEST(damaged_blocks_are_left_within_their_bounds)
{
    struct buf tiff;

    buf_init(&tiff, LIMIT);
    tagged_exif(&(struct tagged){.orientation = 1, .big = _i % 2, .loops = _i & 2}, &tiff);
    for (size_t at = 0; at < tiff.len; at++)
        for (int value = 0; value < 256; value += 51) {
            unsigned char *copy = malloc(tiff.len);
            size_t changed = 0;

            memcpy(copy, tiff.data, tiff.len);
            copy[at] = (unsigned char)value;
            exif_set_size(copy, tiff.len, size);
            for (size_t i = 0; i < tiff.len; i++)
                changed += i != at && copy[i] != (unsigned char)tiff.data[i];
            ck_assert_uint_le(changed, 8);
            free(copy);
        }
    buf_fini(&tiff);
}
END_TEST

START_TEST(webp_gets_its_profile_before_the_picture)
{
    static const char plain[] = "RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0abcd";
    static const char extras[] = "ICCP\x03\0\0\0icc\0EXIF\x02\0\0\0exXMP \x02\0\0\0xm";
    static const char want[] = "RIFF\x42\0\0\0WEBPVP8X\x0A\0\0\0\x2C\0\0\0\x1D\0\0\x2C\0\0"
                               "ICCP\x03\0\0\0icc\0VP8 \x04\0\0\0abcd"
                               "EXIF\x02\0\0\0exXMP \x02\0\0\0xm";
    struct buf out;
    struct buf again;

    buf_init(&out, LIMIT);
    buf_init(&again, LIMIT);
    ck_assert(extras_into_webp(span_of(plain, sizeof(plain) - 1),
                               span_of(extras, sizeof(extras) - 1), size, &out));
    ck_assert_uint_eq(out.len, sizeof(want) - 1);
    ck_assert_int_eq(memcmp(out.data, want, out.len), 0);
    ck_assert(extras_take(FORMAT_WEBP, buf_span(&out), size, &again));
    ck_assert(span_equal(buf_span(&again), span_of(extras, sizeof(extras) - 1)));
    buf_fini(&out);
    buf_fini(&again);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {segments_are_taken_up_to_the_pixels, 0},
        {cut_files_are_refused, 0},
        {sides_are_written_over_in_their_own_type, 0},
        {damaged_blocks_are_left_within_their_bounds, 4},
        {webp_gets_its_profile_before_the_picture, 0},
    };

    return suite_run("image/codec/extras", rows, ARRAY_LEN(rows), 60) ? 0 : 1;
}
