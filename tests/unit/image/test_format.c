#include "image/format.h"

#include "tests/support/headers.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *bytes;
    size_t len;
    enum format_id format;
} magics[] = {
    {"\xFF\xD8\xFF\xE0", 4, FORMAT_JPEG},
    {"\x89PNG\r\n\x1A\n", 8, FORMAT_PNG},
    {"RIFF\x10\0\0\0WEBPVP8 ", 16, FORMAT_WEBP},
    {"GIF87a", 6, FORMAT_GIF},
    {"GIF89a", 6, FORMAT_GIF},
    {"II*\0", 4, FORMAT_TIFF},
    {"MM\0*", 4, FORMAT_TIFF},
    {"II+\0", 4, FORMAT_TIFF}, /* BigTIFF */
    {"MM\0+", 4, FORMAT_TIFF},
    {"\0\0\0\x14"
     "ftypavif\0\0\0\0mif1",
     20, FORMAT_AVIF},
    {"\0\0\0\x14"
     "ftypavis\0\0\0\0mif1",
     20, FORMAT_AVIF},
    {"\0\0\0\x18"
     "ftypmif1\0\0\0\0mif1avif",
     24, FORMAT_AVIF},
    {"\0\0\0\x18"
     "ftypmif1\0\0\0\0mif1heic",
     24, FORMAT_HEIF},
    {"\0\0\0\x14"
     "ftypheix\0\0\0\0mif1",
     20, FORMAT_HEIF},
    {"\0\0\0\x14"
     "ftyphevc\0\0\0\0msf1",
     20, FORMAT_HEIF},
    {"\0\0\0\x10"
     "ftypmsf1\0\0\0\0",
     16, FORMAT_HEIF},
    {"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", 18, FORMAT_BMP},
    {"BM\0\0\0\0\0\0\0\0\x1A\0\0\0\x0C\0\0\0", 18, FORMAT_BMP},
};

static const struct {
    const char *bytes;
    size_t len;
} strangers[] = {
    {"", 0},
    {"\xFF", 1},
    {"<!DOCTYPE html><html></html>", 28},
    {"%PDF-1.7\n%\xE2\xE3\xCF\xD3", 14},
    {"RIFF\x10\0\0\0WAVEfmt ", 16},
    {"BM\x36\0\0\0\0\0\0\0", 10},
    {"BM, said the letter to all", 26},
    {"\0\0\0\x18"
     "ftypisom\0\0\0\0mp42avc1",
     24},
    {"GIF88a\1\0\1\0\0\0\0", 13},
    {"\x89PNG\n\r\x1A\n", 8}, /* a transfer as text has turned the line ends */
    {"\xFF\x0A", 2},          /* JPEG XL */
    {"8BPS\0\1", 6},
};

START_TEST(magic_tells_the_format)
{
    ck_assert_int_eq(format_sniff(span_of(magics[_i].bytes, magics[_i].len)), magics[_i].format);
}
END_TEST

START_TEST(magic_cut_short_is_no_format)
{
    const enum format_id format = magics[_i].format;
    const size_t needed = format == FORMAT_JPEG ? 3 : 4;

    for (size_t n = 0; n < needed; n++)
        ck_assert_int_eq(format_sniff(span_of(magics[_i].bytes, n)), FORMAT_NONE);
}
END_TEST

START_TEST(others_are_no_format)
{
    ck_assert_int_eq(format_sniff(span_of(strangers[_i].bytes, strangers[_i].len)), FORMAT_NONE);
}
END_TEST

START_TEST(brands_past_the_sniffed_bytes_do_not_count)
{
    struct buf head;
    char brands[80] = "";

    for (int i = 0; i < 14; i++)
        memcpy(brands + 4 * i, "mif1", 4);
    memcpy(brands + 4 * 13, "avif", 5);
    buf_init(&head, 256);
    header_ftyp(&head, brands);
    ck_assert_int_eq(format_sniff(buf_span(&head)), FORMAT_HEIF);
    buf_fini(&head);
}
END_TEST

START_TEST(row_is_found_by_all_its_words)
{
    const enum format_id id = (enum format_id)_i;
    const struct format *row = format_row(id);
    struct span rest = span_text(row->extensions);
    struct span word;

    ck_assert_int_eq(format_by_name(span_text(row->name)), id);
    ck_assert_int_eq(format_by_mime(span_text(row->mime)), id);
    while (span_next(&rest, ' ', &word))
        ck_assert_int_eq(format_by_extension(word), id);
    ck_assert(row->quality >= 0 && row->quality <= 100);
    ck_assert(!row->lossy || !row->writes || row->quality > 0);
}
END_TEST

START_TEST(words_are_compared_without_case_and_whole)
{
    ck_assert_int_eq(format_by_name(span_text("JPEG")), FORMAT_JPEG);
    ck_assert_int_eq(format_by_mime(span_text("Image/WebP")), FORMAT_WEBP);
    ck_assert_int_eq(format_by_extension(span_text("JPG")), FORMAT_JPEG);
    ck_assert_int_eq(format_by_name(span_text("jpe")), FORMAT_NONE);
    ck_assert_int_eq(format_by_name(span_text("")), FORMAT_NONE);
    ck_assert_int_eq(format_by_mime(span_text("image/")), FORMAT_NONE);
    ck_assert_int_eq(format_by_mime(span_text("image/*")), FORMAT_NONE);
    ck_assert_int_eq(format_by_extension(span_text("svgz")), FORMAT_NONE);
    ck_assert_int_eq(format_by_extension(span_text("jpg jpeg")), FORMAT_NONE);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {magic_tells_the_format, ARRAY_LEN(magics)},
        {magic_cut_short_is_no_format, ARRAY_LEN(magics)},
        {others_are_no_format, ARRAY_LEN(strangers)},
        {brands_past_the_sniffed_bytes_do_not_count, 0},
        {row_is_found_by_all_its_words, FORMAT_COUNT},
        {words_are_compared_without_case_and_whole, 0},
    };

    return suite_run("image/format", rows, ARRAY_LEN(rows), 10) ? EXIT_SUCCESS : EXIT_FAILURE;
}
