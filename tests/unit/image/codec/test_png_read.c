/* The PNG reader against libpng: the same pixels, or none at all. */
#include "image/codec/png_read.h"

#include "tests/support/pngs.h"
#include "tests/support/suite.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* In memory of exactly its size, so that the sanitizer sees a read past the end. */
static bool read_exact(struct span bytes, struct png_file *file, struct canvas *canvas)
{
    unsigned char *copy = malloc(bytes.len + 1);

    memcpy(copy, bytes.data, bytes.len);
    copy = realloc(copy, bytes.len > 0 ? bytes.len : 1);
    const bool fine = png_file_open(span_of(copy, bytes.len), file) && png_read(file, canvas);

    free(copy);
    return fine;
}

static bool same_pixels(const struct canvas *canvas, const struct png_pixels *pixels)
{
    const size_t bytes = canvas_row_bytes(canvas);

    if (canvas->width != pixels->width || canvas->height != pixels->height ||
        canvas->bands != pixels->bands || pixels->data.len != bytes * canvas->height)
        return false;
    for (uint32_t y = 0; y < canvas->height; y++)
        if (memcmp(canvas_row(canvas, y), pixels->data.data + bytes * y, bytes) != 0)
            return false;
    return true;
}

/* What the reader takes, libpng takes, and sees the same. True: taken. */
static bool agrees(struct span bytes)
{
    struct png_file file;
    struct canvas canvas = {0};
    struct png_pixels pixels;

    if (!read_exact(bytes, &file, &canvas))
        return false;
    ck_assert(pngs_read(bytes, &pixels));
    ck_assert(same_pixels(&canvas, &pixels));
    buf_fini(&pixels.data);
    canvas_fini(&canvas);
    return true;
}

static bool made_agrees(const struct png_kind *kind)
{
    struct buf file;

    buf_init(&file, PNGS_BYTES_MAX);
    ck_assert(pngs_make(kind, &file));
    const bool taken = agrees(buf_span(&file));

    buf_fini(&file);
    return taken;
}

static const struct {
    int color, depth;
} types[] = {
    {PNG_COLOR_TYPE_GRAY, 1},        {PNG_COLOR_TYPE_GRAY, 2},      {PNG_COLOR_TYPE_GRAY, 4},
    {PNG_COLOR_TYPE_GRAY, 8},        {PNG_COLOR_TYPE_GRAY, 16},     {PNG_COLOR_TYPE_RGB, 8},
    {PNG_COLOR_TYPE_RGB, 16},        {PNG_COLOR_TYPE_PALETTE, 1},   {PNG_COLOR_TYPE_PALETTE, 2},
    {PNG_COLOR_TYPE_PALETTE, 4},     {PNG_COLOR_TYPE_PALETTE, 8},   {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
    {PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_RGB_ALPHA, 8}, {PNG_COLOR_TYPE_RGB_ALPHA, 16},
};
static const struct {
    uint32_t width, height;
} sizes[] = {{1, 1}, {1, 9}, {9, 1}, {7, 5}, {2, 3}, {16, 16}, {33, 31}, {129, 40}, {300, 7}};
static const int filters[] = {PNG_FILTER_NONE, PNG_FILTER_SUB,   PNG_FILTER_UP,
                              PNG_FILTER_AVG,  PNG_FILTER_PAETH, PNG_ALL_FILTERS};

static bool is_ours(const struct png_kind *kind)
{
    return kind->depth <= 8 && !kind->interlaced &&
           !(kind->transparent && kind->color == PNG_COLOR_TYPE_RGB);
}

START_TEST(every_type_filter_and_size_has_libpngs_pixels)
{
    for (size_t s = 0; s < ARRAY_LEN(sizes); s++)
        for (size_t f = 0; f < ARRAY_LEN(filters); f++)
            for (int way = 0; way < 4; way++) {
                const struct png_kind kind = {.width = sizes[s].width,
                                              .height = sizes[s].height,
                                              .color = types[_i].color,
                                              .depth = types[_i].depth,
                                              .filters = filters[f],
                                              .interlaced = way & 1,
                                              .transparent = (way & 2) && !(types[_i].color & 4),
                                              .level = 1 + (int)(s % 9)};

                ck_assert_msg(made_agrees(&kind) == is_ours(&kind),
                              "color %d depth %d filter %zu size %zu way %d", kind.color,
                              kind.depth, f, s, way);
            }
}
END_TEST

static void make_small(struct buf *file, int i)
{
    const struct png_kind kind = {.width = 7,
                                  .height = 5,
                                  .color = types[i].color,
                                  .depth = types[i].depth,
                                  .filters = PNG_ALL_FILTERS,
                                  .transparent = types[i].color == PNG_COLOR_TYPE_PALETTE,
                                  .level = 6};

    buf_init(file, PNGS_BYTES_MAX);
    ck_assert(pngs_make(&kind, file));
}

START_TEST(every_truncation_is_left_to_libpng)
{
    struct buf file;

    make_small(&file, _i);
    for (size_t len = 0; len < file.len; len++)
        ck_assert_msg(!agrees(span_of(file.data, len)), "%zu bytes", len);
    buf_fini(&file);
}
END_TEST

START_TEST(every_flipped_bit_is_seen_by_its_crc)
{
    struct buf file;

    make_small(&file, _i);
    for (size_t bit = 0; bit < 8 * file.len; bit++) {
        file.data[bit / 8] = (char)(file.data[bit / 8] ^ 1 << bit % 8);
        ck_assert_msg(!agrees(buf_span(&file)), "bit %zu", bit);
        file.data[bit / 8] = (char)(file.data[bit / 8] ^ 1 << bit % 8);
    }
    buf_fini(&file);
}
END_TEST

START_TEST(every_changed_byte_under_a_right_crc_agrees_with_libpng)
{
    struct buf file;
    unsigned taken = 0;

    make_small(&file, _i);
    for (size_t i = 0; i < file.len; i++)
        for (int value = 0; value < 256; value += value < 40 ? 1 : 7) {
            struct buf changed;

            buf_init(&changed, PNGS_BYTES_MAX);
            buf_add(&changed, file.data, file.len);
            changed.data[i] = (char)value;
            pngs_repair(&changed);
            taken += agrees(buf_span(&changed));
            buf_fini(&changed);
        }
    ck_assert(types[_i].depth > 8 || taken > 0);
    buf_fini(&file);
}
END_TEST

static void put_chunk(struct buf *out, const char *type, struct span data)
{
    const unsigned char len[] = {(unsigned char)(data.len >> 24), (unsigned char)(data.len >> 16),
                                 (unsigned char)(data.len >> 8), (unsigned char)data.len};

    buf_add(out, len, 4);
    buf_text(out, type);
    buf_add(out, data.data, data.len);
    buf_add(out, "\0\0\0\0", 4);
}

/* A grey picture of 4x3 whose stream is what `raw` deflates to, between the chunks given. */
static bool grey_agrees(struct span stream, const char *before, const char *after, size_t split)
{
    const struct span one = span_of("\1", 1);
    struct buf file;

    buf_init(&file, PNGS_BYTES_MAX);
    buf_add(&file, "\x89PNG\r\n\x1A\n", 8);
    put_chunk(&file, "IHDR", span_of("\0\0\0\4\0\0\0\3\x8\0\0\0\0", 13));
    if (before)
        put_chunk(&file, before, one);
    for (size_t at = 0; at < stream.len; at += split)
        put_chunk(&file, "IDAT", span_cut(stream, at, split));
    if (after)
        put_chunk(&file, after, one);
    put_chunk(&file, "IEND", span_of(NULL, 0));
    pngs_repair(&file);
    const bool taken = agrees(buf_span(&file));

    buf_fini(&file);
    return taken;
}

static size_t deflated(const char *raw, size_t len, unsigned char out[256])
{
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(6);
    const size_t size = libdeflate_zlib_compress(deflater, raw, len, out, 256);

    libdeflate_free_compressor(deflater);
    ck_assert_uint_gt(size, 0);
    return size;
}

static const char RAW[] = "\0abcd\0efgh\0ijkl\0mnop";
enum { RAW_LEN = 15 };

START_TEST(a_stream_in_pieces_is_one_stream)
{
    unsigned char stream[256];
    const size_t len = deflated(RAW, RAW_LEN, stream);

    for (size_t split = 1; split <= len; split++)
        ck_assert(grey_agrees(span_of(stream, len), NULL, NULL, split));
}
END_TEST

START_TEST(streams_of_another_length_are_left_to_libpng)
{
    unsigned char stream[256];

    for (size_t raw = 0; raw <= 20; raw++) {
        const size_t len = deflated(RAW, raw, stream);

        ck_assert_int_eq(grey_agrees(span_of(stream, len), NULL, NULL, len), raw == RAW_LEN);
    }
    const size_t len = deflated(RAW, RAW_LEN, stream);

    stream[len] = 0; /* a byte behind the stream */
    ck_assert(!grey_agrees(span_of(stream, len + 1), NULL, NULL, len + 1));
    stream[len - 1] ^= 1; /* Adler-32 */
    ck_assert(!grey_agrees(span_of(stream, len), NULL, NULL, len));
    ck_assert(!grey_agrees(span_of(stream, 0), NULL, NULL, 1));
}
END_TEST

START_TEST(filter_types_that_do_not_exist_are_left_to_libpng)
{
    unsigned char stream[256];

    for (int type = 0; type < 256; type += type < 8 ? 1 : 31) {
        char raw[RAW_LEN];

        memcpy(raw, RAW, RAW_LEN);
        raw[10] = (char)type;
        const size_t len = deflated(raw, RAW_LEN, stream);

        ck_assert_int_eq(grey_agrees(span_of(stream, len), NULL, NULL, len), type <= 4);
    }
}
END_TEST

/* The window that the stream's header promises: zlib refuses distances beyond it. */
START_TEST(a_window_smaller_than_the_picture_is_left_to_libpng)
{
    for (unsigned cinfo = 0; cinfo < 16; cinfo++) {
        const struct png_kind kind = {.width = 40,
                                      .height = 40,
                                      .color = PNG_COLOR_TYPE_GRAY,
                                      .depth = 8,
                                      .filters = PNG_FILTER_NONE,
                                      .level = 9};
        struct buf file;
        size_t at, len;

        buf_init(&file, PNGS_BYTES_MAX);
        ck_assert(pngs_make(&kind, &file));
        ck_assert(pngs_find(buf_span(&file), "IDAT", 0, &at, &len));
        file.data[at] = (char)(cinfo << 4 | 8);
        for (unsigned check = 0; check < 32; check++)
            if (((cinfo << 4 | 8) * 256 + check) % 31 == 0)
                file.data[at + 1] = (char)check;
        pngs_repair(&file);
        ck_assert_int_eq(agrees(buf_span(&file)), cinfo >= 3 && cinfo <= 7);
        buf_fini(&file);
    }
}
END_TEST

static const struct {
    const char *type;
    bool before, after; /* taken so */
} chunks[] = {
    {"gAMA", true, true},   {"sRGB", true, true},   {"tIME", true, true},   {"tEXt", true, true},
    {"abCd", true, true},   {"eXIf", true, false},  {"iCCP", true, false},  {"sPLT", false, false},
    {"PLTE", false, false}, {"tRNS", false, false}, {"IHDR", false, false}, {"ABCD", false, false},
    {"a1Cd", false, false}, {"abcd", false, false}, {"pHYs", false, false}, {"IEND", false, false},
};

START_TEST(chunks_are_passed_over_or_left_to_libpng)
{
    unsigned char stream[256];
    const size_t len = deflated(RAW, RAW_LEN, stream);
    const struct span all = span_of(stream, len);

    ck_assert_int_eq(grey_agrees(all, chunks[_i].type, NULL, len), chunks[_i].before);
    ck_assert_int_eq(grey_agrees(all, NULL, chunks[_i].type, len), chunks[_i].after);
}
END_TEST

START_TEST(an_index_beyond_the_palette_is_left_to_libpng)
{
    const struct png_kind kind = {.width = 60,
                                  .height = 40,
                                  .color = PNG_COLOR_TYPE_PALETTE,
                                  .depth = 8,
                                  .filters = PNG_FILTER_NONE,
                                  .level = 6};
    struct buf file;
    struct buf cut;
    size_t at, len;

    buf_init(&file, PNGS_BYTES_MAX);
    buf_init(&cut, PNGS_BYTES_MAX);
    ck_assert(pngs_make(&kind, &file));
    ck_assert(pngs_find(buf_span(&file), "PLTE", 0, &at, &len));
    ck_assert_uint_eq(len, 768);
    ck_assert(agrees(buf_span(&file)));
    buf_add(&cut, file.data, at + 600); /* 200 colours */
    buf_add(&cut, file.data + at + len, file.len - at - len);
    cut.data[at - 6] = 2;
    cut.data[at - 5] = 0x58;
    pngs_repair(&cut);
    ck_assert(!agrees(buf_span(&cut)));
    buf_fini(&file);
    buf_fini(&cut);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {every_type_filter_and_size_has_libpngs_pixels, ARRAY_LEN(types)},
        {every_truncation_is_left_to_libpng, ARRAY_LEN(types)},
        {every_flipped_bit_is_seen_by_its_crc, ARRAY_LEN(types)},
        {every_changed_byte_under_a_right_crc_agrees_with_libpng, ARRAY_LEN(types)},
        {a_stream_in_pieces_is_one_stream, 0},
        {streams_of_another_length_are_left_to_libpng, 0},
        {filter_types_that_do_not_exist_are_left_to_libpng, 0},
        {a_window_smaller_than_the_picture_is_left_to_libpng, 0},
        {chunks_are_passed_over_or_left_to_libpng, ARRAY_LEN(chunks)},
        {an_index_beyond_the_palette_is_left_to_libpng, 0},
    };

    return suite_run("image/codec/png_read", rows, ARRAY_LEN(rows), 120) ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
