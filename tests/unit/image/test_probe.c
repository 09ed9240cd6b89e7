#include "image/probe.h"

#include "image/svg.h"

#include "tests/support/headers.h"
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MADE_MAX = 4096 };

static void soi(struct buf *out)
{
    buf_add(out, "\xFF\xD8", 2);
}

static void jpeg_baseline(struct buf *out)
{
    soi(out);
    header_jpeg_segment(out, 0xE0, span_text("JFIF with something behind it"));
    header_jpeg_frame(out, 0xC0, 640, 480, 3);
    header_jpeg_scan(out, 3);
}

static void jpeg_full(struct buf *out)
{
    soi(out);
    header_jpeg_exif(out, ORDER_BIG, 6);
    header_jpeg_exif(out, ORDER_LITTLE, 3); /* the first one counts */
    header_jpeg_segment(out, 0xE2, span_of("ICC_PROFILE\0\1\1", 14));
    header_jpeg_frame(out, 0xC2, 65535, 1, 4);
    header_jpeg_scan(out, 1);
}

static void jpeg_untidy(struct buf *out)
{
    soi(out);
    header_jpeg_exif(out, ORDER_LITTLE, 8);
    buf_add(out, "\1\2\3\xFF\0\xFF\xD0\xFF\xFF", 9); /* stray, stuffed, restart, fill */
    header_jpeg_frame(out, 0xC1, 9, 7, 1);
    header_jpeg_scan(out, 1);
}

static void jpeg_of_several_scans(struct buf *out)
{
    soi(out);
    header_jpeg_frame(out, 0xC0, 64, 32, 3);
    header_jpeg_scan(out, 1);
}

static void jpeg_arithmetic(struct buf *out)
{
    soi(out);
    header_jpeg_frame(out, 0xC9, 64, 32, 3);
    header_jpeg_scan(out, 3);
}

static void png_plain(struct buf *out)
{
    header_png(out, 300, 200, 8, 2);
    header_png_chunk(out, "IDAT", span_of(NULL, 0));
}

static void png_full(struct buf *out)
{
    struct buf exif;

    buf_init(&exif, 256);
    header_exif(&exif, ORDER_LITTLE, 5);
    header_png(out, INT32_MAX, INT32_MAX, 4, 3);
    header_png_chunk(out, "iCCP", span_text("name"));
    header_png_chunk(out, "acTL", span_of("\0\0\0\2\0\0\0\0", 8));
    header_png_chunk(out, "eXIf", buf_span(&exif));
    header_png_chunk(out, "tRNS", span_of("\0", 1));
    header_png_chunk(out, "IDAT", span_of(NULL, 0));
    buf_fini(&exif);
}

static void png_deep(struct buf *out)
{
    header_png(out, 1, 2, 16, 6);
    header_png_chunk(out, "IDAT", span_of(NULL, 0));
}

static void webp_lossy(struct buf *out)
{
    header_webp(out, "VP8 ",
                span_of("\x30\1\0\x9D\1\x2A\x20\x43\x10\2", 10)); /* scaling bits set */
}

/* 14 bits of width less one, 14 of height less one, alpha, version 0. */
static void webp_lossless(struct buf *out)
{
    struct buf chunk;

    buf_init(&chunk, 16);
    buf_char(&chunk, 0x2F);
    header_number(&chunk, ORDER_LITTLE, 4, 16382u | 9u << 14 | 1u << 28);
    header_webp(out, "VP8L", buf_span(&chunk));
    buf_fini(&chunk);
}

static void webp_extended(struct buf *out)
{
    header_webp(out, "VP8X", span_of("\x32\0\0\0\xFF\xFF\xFF\0\1\0", 10));
}

static void gif(struct buf *out)
{
    header_gif(out, 65535, 3);
}

/* `rest`: bytes at the end that are not needed for the answer. `sniffed`: bytes from which on the
 * format is certain. `says`: format, size, orientation, bands x bits, and what is set. */
static const struct {
    void (*make)(struct buf *out);
    size_t rest, sniffed;
    const char *says;
} headers[] = {
    {jpeg_baseline, 9, 3, "jpeg 640x480 1 3x8 22"},
    {jpeg_full, 5, 3, "jpeg 65535x1 6 4x8 22 progressive cmyk icc"},
    {jpeg_untidy, 5, 3, "jpeg 9x7 8 1x8 11"},
    {jpeg_of_several_scans, 5, 3, "jpeg 64x32 1 3x8 22 progressive"},
    {jpeg_arithmetic, 9, 3, "jpeg 64x32 1 3x8 22"},
    {png_plain, 4, 8, "png 300x200 1 3x8 00"},
    {png_full, 4, 8, "png 2147483647x2147483647 5 4x8 00 alpha icc"},
    {png_deep, 4, 8, "png 1x2 1 4x16 00 alpha"},
    {webp_lossy, 0, 12, "webp 800x528 1 3x8 00 progressive"},
    {webp_lossless, 0, 12, "webp 16383x10 1 4x8 00 alpha progressive"},
    {webp_extended, 0, 12, "webp 16777216x257 1 4x8 00 alpha animated progressive icc"},
    {gif, 0, 6, "gif 65535x3 1 4x8 00 alpha animated progressive"},
};

static void check_says(const struct image_info *info, const char *says)
{
    char text[128];

    (void)snprintf(text, sizeof(text), "%s %ux%u %u %ux%u %u%u%s%s%s%s%s",
                   format_row((enum format_id)info->format)->name, info->width, info->height,
                   info->orientation, info->bands, info->bits, info->chroma_h, info->chroma_v,
                   info->alpha ? " alpha" : "", info->animated ? " animated" : "",
                   info->progressive ? " progressive" : "", info->cmyk ? " cmyk" : "",
                   info->icc ? " icc" : "");
    ck_assert_str_eq(text, says);
    ck_assert_uint_eq(info->frames, 1);
}

/* In memory of exactly its size, so that the sanitizer sees a read past the end. */
static enum probe_state probe_exact(struct span head, bool whole, struct image_info *info)
{
    unsigned char *copy = malloc(head.len);

    if (head.len > 0)
        memcpy(copy, head.data, head.len);
    const enum probe_state state = probe_header(span_of(copy, head.len), whole, info);

    free(copy);
    return state;
}

START_TEST(header_says_what_it_holds)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    headers[_i].make(&made);
    ck_assert_int_eq(probe_exact(buf_span(&made), false, &info), PROBE_DONE);
    check_says(&info, headers[_i].says);
    ck_assert_int_eq(probe_exact(buf_span(&made), true, &info), PROBE_DONE);
    check_says(&info, headers[_i].says);
    buf_fini(&made);
}
END_TEST

START_TEST(prefix_asks_for_more_until_it_is_enough)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    headers[_i].make(&made);
    for (size_t n = 0; n <= made.len; n++) {
        const enum probe_state state = probe_exact(span_cut(buf_span(&made), 0, n), false, &info);

        ck_assert_int_eq(state, n + headers[_i].rest < made.len ? PROBE_MORE : PROBE_DONE);
        if (state == PROBE_DONE)
            check_says(&info, headers[_i].says);
    }
    buf_fini(&made);
}
END_TEST

START_TEST(whole_file_that_ends_early_is_broken_or_unknown)
{
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    headers[_i].make(&made);
    for (size_t n = 0; n < made.len; n++) {
        const struct span head = span_cut(buf_span(&made), 0, n);
        const enum probe_state early = probe_exact(head, false, &info);
        const enum probe_state whole = probe_exact(head, true, &info);

        ck_assert_int_ne(whole, PROBE_MORE);
        if (early == PROBE_DONE)
            ck_assert_int_eq(whole, PROBE_DONE);
        else if (n >= headers[_i].sniffed)
            ck_assert_int_eq(whole, PROBE_BROKEN);
    }
    buf_fini(&made);
}
END_TEST

/* Every byte of every header, set to some values that hurt: the sanitizers are the judges. */
START_TEST(damaged_header_is_never_read_outside)
{
    static const unsigned char values[] = {0x00, 0x01, 0x7F, 0x80, 0xD8, 0xDA, 0xFE, 0xFF};
    struct buf made;
    struct image_info info;

    buf_init(&made, MADE_MAX);
    headers[_i].make(&made);
    for (size_t at = 0; at < made.len; at++)
        for (size_t v = 0; v < ARRAY_LEN(values); v++) {
            const char kept = made.data[at];

            made.data[at] = (char)values[v];
            const enum probe_state state = probe_exact(buf_span(&made), true, &info);

            made.data[at] = kept;
            ck_assert_int_ne(state, PROBE_MORE);
            if (state == PROBE_DONE)
                ck_assert(info.orientation >= 1 && info.orientation <= 8);
        }
    buf_fini(&made);
}
END_TEST

START_TEST(drawing_is_known_once_its_root_is_seen)
{
    static const char svg[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><svg xmlns=\"http://www"
                              ".w3.org/2000/svg\" width=\"9\" height=\"9\"></svg>";
    const size_t root_end = (size_t)(strstr(svg, "<svg ") - svg) + 5;
    struct image_info info;

    for (size_t n = 0; n < sizeof(svg); n++)
        ck_assert_int_eq(probe_exact(span_of(svg, n), false, &info),
                         n < root_end ? PROBE_MORE : PROBE_DONE);
    ck_assert_uint_eq(info.format, FORMAT_SVG);
    ck_assert_uint_eq(info.width, 0);
    ck_assert_uint_gt(info.area, 0);
    ck_assert_int_eq(probe_exact(span_of(svg, 0), true, &info), PROBE_UNKNOWN);
    ck_assert_int_eq(probe_exact(span_of(svg, 1), true, &info), PROBE_UNKNOWN);
}
END_TEST

START_TEST(text_is_unknown_once_enough_is_seen)
{
    static const char page[SVG_SNIFF_BYTES + 1] = "<?xml version=\"1.0\"?><html><svg/></html>";
    static char blanks[SVG_SNIFF_BYTES];
    static const char text[65] = "no picture at all";
    struct image_info info;

    memset(blanks, ' ', sizeof(blanks));
    ck_assert_int_eq(probe_exact(span_of(blanks, 100), false, &info), PROBE_MORE);
    ck_assert_int_eq(probe_exact(span_of(blanks, SVG_SNIFF_BYTES), false, &info), PROBE_UNKNOWN);
    ck_assert_int_eq(probe_exact(span_of(page, 100), false, &info), PROBE_MORE);
    ck_assert_int_eq(probe_exact(span_of(page, SVG_SNIFF_BYTES), false, &info), PROBE_UNKNOWN);
    ck_assert_int_eq(probe_exact(span_of(text, 63), false, &info), PROBE_MORE);
    ck_assert_int_eq(probe_exact(span_of(text, 64), false, &info), PROBE_UNKNOWN);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {header_says_what_it_holds, ARRAY_LEN(headers)},
        {prefix_asks_for_more_until_it_is_enough, ARRAY_LEN(headers)},
        {whole_file_that_ends_early_is_broken_or_unknown, ARRAY_LEN(headers)},
        {damaged_header_is_never_read_outside, ARRAY_LEN(headers)},
        {drawing_is_known_once_its_root_is_seen, 0},
        {text_is_unknown_once_enough_is_seen, 0},
    };

    return suite_run("image/probe", rows, ARRAY_LEN(rows), 30) ? EXIT_SUCCESS : EXIT_FAILURE;
}
