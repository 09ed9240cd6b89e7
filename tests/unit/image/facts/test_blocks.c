/* EXIF, XMP, IPTC and ICC blocks: what they say, and that no cut or broken one is believed. */
#include "image/facts/writers.h"

#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECONDS = 60, FILE_MAX = 64 << 10, JSON_MAX = 1 << 20 };

typedef void reader(struct span block, struct emit *json, const char *key);

static const struct {
    const char *file; /* in tests/fuzz/corpus/fuzz_facts, whose first byte is the fuzzer's */
    reader *read;
    const char *json;
} blocks[] = {
    {"exif", exif_write,
     "{\"image\":{\"Make\":\"Acme \\u0001 \\\"Co\\\"\",\"Orientation\":6},"
     "\"photo\":{\"ExposureTime\":0.016666666666666666,\"PhotographicSensitivity\":200,"
     "\"ExifVersion\":\"0232\",\"DateTimeOriginal\":\"2024:01:02 03:04:05\"},"
     "\"gps\":{\"GPSLatitudeRef\":\"N\",\"GPSLatitude\":[51,30,12.3],\"GPSLongitudeRef\":\"W\","
     "\"GPSLongitude\":[0,7,null]}}"},
    {"xmp", xmp_write,
     "{\"dc:format\":\"image/jpeg\",\"xmp:Rating\":\"5\",\"dc:title\":\"A & B \xE2\x98\xBA\","
     "\"dc:subject\":[\"one\",\"two\"],\"xmpMM:DerivedFrom/stRef:documentID\":\"x1\"}"},
    {"iptc", iptc_write,
     "{\"ObjectName\":\"Name\",\"Keywords\":[\"sun\",\"sea\"],\"Caption\":\"Gr\xC3\xBC\xC3\x9F\"}"},
    {"icc-v2", icc_write_name, "\"Wide RGB\""},
    {"icc-v4", icc_write_name, "\"Gr\xC3\xB6\xC3\x9F\x65\""},
};

/* The block in memory of exactly its size, so that the sanitizer sees a read past the end. */
static void describe(reader *read, struct span block, struct buf *text)
{
    struct emit json;
    unsigned char *copy = malloc(block.len > 0 ? block.len : 1);

    if (block.len > 0)
        memcpy(copy, block.data, block.len);
    buf_init(text, JSON_MAX);
    emit_init(&json, text);
    read(span_of(copy, block.len), &json, NULL);
    ck_assert_int_eq(json.depth, 0);
    ck_assert(!text->failed);
    free(copy);
}

static struct span seed(const char *name, unsigned char *bytes)
{
    char path[512];

    (void)snprintf(path, sizeof(path), MEZZOTINT_SOURCE_DIR "/tests/fuzz/corpus/fuzz_facts/%s",
                   name);
    FILE *file = fopen(path, "rb");

    ck_assert_ptr_nonnull(file);
    const size_t len = fread(bytes, 1, FILE_MAX, file);

    (void)fclose(file);
    ck_assert_uint_gt(len, 1);
    return span_of(bytes + 1, len - 1);
}

START_TEST(block_says_what_it_holds)
{
    unsigned char bytes[FILE_MAX];
    struct buf text;

    describe(blocks[_i].read, seed(blocks[_i].file, bytes), &text);
    ck_assert_str_eq(buf_string(&text), blocks[_i].json);
    buf_fini(&text);
}
END_TEST

START_TEST(every_beginning_of_a_block_is_survived)
{
    unsigned char bytes[FILE_MAX];
    const struct span whole = seed(blocks[_i].file, bytes);

    for (size_t len = 0; len < whole.len; len++) {
        struct buf text;

        describe(blocks[_i].read, span_cut(whole, 0, len), &text);
        ck_assert_uint_gt(text.len, 0);
        buf_fini(&text);
    }
}
END_TEST

START_TEST(every_byte_may_be_anything)
{
    static const unsigned char values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    unsigned char bytes[FILE_MAX];
    const struct span whole = seed(blocks[_i].file, bytes);

    for (size_t at = 0; at < whole.len; at++)
        for (size_t v = 0; v < ARRAY_LEN(values); v++) {
            const unsigned char was = bytes[1 + at];
            struct buf text;

            bytes[1 + at] = values[v];
            describe(blocks[_i].read, whole, &text);
            bytes[1 + at] = was;
            buf_fini(&text);
        }
}
END_TEST

static const struct {
    reader *read;
    const char *block, *json;
} strangers[] = {
    {exif_write, "Exif", "null"},
    {exif_write, "XX*\0\x08", "null"},
    {xmp_write, "no tags at all", "null"},
    {xmp_write, "<!DOCTYPE x [<!ENTITY a \"b\">]><dc:title>&a;</dc:title>", "null"},
    {xmp_write, "<dc:title>&a;&lt;&#0;&#x110000;</dc:title>",
     "{\"dc:title\":\"&a;<&#0;&#x110000;\"}"},
    {xmp_write, "<a><b><c>1</c></b></a></a></a><d>2</d>", "{\"a/b/c\":\"1\",\"d\":\"2\"}"},
    {xmp_write, "<dc:a>1</dc:a><dc:b c='2", "{\"dc:a\":\"1\"}"},
    {iptc_write, "Photoshop 3.0", "null"},
    {iptc_write, "\x1C\x02\x05\xFF\xFFname", "{}"},
    {icc_write_name, "short", "null"},
};

START_TEST(strange_block_is_passed_over)
{
    struct buf text;

    describe(strangers[_i].read, span_text(strangers[_i].block), &text);
    ck_assert_str_eq(buf_string(&text), strangers[_i].json);
    buf_fini(&text);
}
END_TEST

/* 300 levels, 10000 values: what is told stays short. */
START_TEST(huge_xmp_stays_short)
{
    struct buf packet;
    struct buf text;

    buf_init(&packet, 8 << 20);
    for (int i = 0; i < 300; i++)
        buf_text(&packet, "<dc:deep>");
    for (int i = 0; i < 300; i++)
        buf_text(&packet, "</dc:deep>");
    for (int i = 0; i < 10000; i++)
        buf_printf(&packet, "<dc:a%d>%01000d</dc:a%d>", i % 7, i, i % 7);
    describe(xmp_write, buf_span(&packet), &text);
    ck_assert_uint_lt(text.len, FACT_BLOCK_MAX + 2 * FACT_TEXT_MAX);
    buf_fini(&text);
    buf_fini(&packet);
}
END_TEST

/* A TIFF is a block of its own size: each of 500 entries claims 4 MB of blanks. */
START_TEST(entries_that_share_megabytes_take_no_time)
{
    enum { BLANKS = 4 << 20, ENTRIES = 500, TAG = 0xC000, ASCII = 2 };
    struct buf block;
    struct buf text;

    buf_init(&block, BLANKS + ENTRIES * 12 + 16);
    buf_add(&block, "MM\0*\0\x40\0\x08", 8); /* the directory is behind the blanks */
    for (size_t i = 0; i < BLANKS; i++)
        buf_char(&block, ' ');
    buf_printf(&block, "%c%c", ENTRIES >> 8, ENTRIES & 0xFF);
    for (int i = 0; i < ENTRIES; i++) {
        const unsigned char entry[] = {
            (unsigned char)((TAG + i) >> 8), (unsigned char)i, 0, ASCII, 0, 0x40, 0, 0, 0, 0, 0, 8};

        buf_add(&block, entry, sizeof(entry));
    }
    const clock_t start = clock();

    describe(exif_write, buf_span(&block), &text);
    ck_assert_str_eq(buf_string(&text), "{\"image\":{}}");
    ck_assert_int_lt(clock() - start, CLOCKS_PER_SEC);
    buf_fini(&text);
    buf_fini(&block);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {block_says_what_it_holds, ARRAY_LEN(blocks)},
        {every_beginning_of_a_block_is_survived, ARRAY_LEN(blocks)},
        {every_byte_may_be_anything, ARRAY_LEN(blocks)},
        {strange_block_is_passed_over, ARRAY_LEN(strangers)},
        {huge_xmp_stays_short, 0},
        {entries_that_share_megabytes_take_no_time, 0},
    };

    return suite_run("image/facts/blocks", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
