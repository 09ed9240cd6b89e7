/* The PNG reader against libpng: what it takes has libpng's pixels. The first byte chooses:
 *
 *   even  the rest is a file; its CRCs are made right, so that mutations get past them
 *   odd   a picture is made of the rest: size, type, depth, palette, filtered rows; always valid
 */
#include "base/check.h"
#include "image/codec/png_deflate.h"
#include "image/codec/png_read.h"
#include "tests/support/pngs.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MAX = 1 << 20, PIXELS_MAX = 1 << 20, SIDE = 64, RAW_MAX = SIDE * (1 + 4 * SIDE) };

/* In memory of exactly its size, so that a read past the end is seen. */
static bool read_own(struct span bytes, struct canvas *canvas)
{
    unsigned char *copy = malloc(bytes.len > 0 ? bytes.len : 1);
    struct png_file file;

    if (bytes.len > 0)
        memcpy(copy, bytes.data, bytes.len);
    const bool fine = png_file_open(span_of(copy, bytes.len), &file) &&
                      (uint64_t)file.width * file.height <= PIXELS_MAX && png_read(&file, canvas);

    free(copy);
    return fine;
}

static void check_same(const struct canvas *canvas, const struct png_pixels *pixels)
{
    const size_t bytes = canvas_row_bytes(canvas);

    CHECK(canvas->width == pixels->width && canvas->height == pixels->height);
    CHECK(canvas->bands == pixels->bands && pixels->data.len == bytes * canvas->height);
    for (uint32_t y = 0; y < canvas->height; y++)
        CHECK(memcmp(canvas_row(canvas, y), pixels->data.data + bytes * y, bytes) == 0);
}

/* True: taken. zlib refuses a few streams that libdeflate does not (docs/adr/0006-png-path.md), so
 * only a file made here must be taken by both. */
static bool check_file(struct span bytes, bool made_here)
{
    struct canvas canvas = {0};
    struct png_pixels pixels;
    const bool own = read_own(bytes, &canvas);

    if (own) {
        const bool theirs = pngs_read(bytes, &pixels);

        CHECK(theirs || !made_here);
        if (theirs)
            check_same(&canvas, &pixels);
        buf_fini(&pixels.data);
    }
    canvas_fini(&canvas);
    return own;
}

static void fuzz_file(const uint8_t *data, size_t size)
{
    struct buf file;

    buf_init(&file, FILE_MAX);
    buf_add(&file, data, size);
    if (!file.failed && size > 0) {
        (void)check_file(buf_span(&file), false);
        pngs_repair(&file);
        (void)check_file(buf_span(&file), false);
    }
    buf_fini(&file);
}

static void put_chunk(struct buf *out, const char *type, const void *data, size_t len)
{
    const unsigned char size[] = {0, (unsigned char)(len >> 16), (unsigned char)(len >> 8),
                                  (unsigned char)len};

    buf_add(out, size, 4);
    buf_text(out, type);
    buf_add(out, data, len);
    buf_add(out, "\0\0\0\0", 4);
}

/* The rows are what is left of the data, again and again, with filter types that exist. */
static size_t fill_rows(const uint8_t *data, size_t size, size_t row, size_t height,
                        unsigned char *raw)
{
    for (size_t i = 0; i < row * height; i++) {
        raw[i] = size > 0 ? data[i % size] : (unsigned char)i;
        if (i % row == 0)
            raw[i] %= 5;
    }
    return row * height;
}

static unsigned char stream[2 * RAW_MAX + 1024];

/* Level 0 is our own; a pixel as the writer has it, which has no fewer than 8 bits. */
static size_t deflate(int level, const unsigned char *raw, size_t len, size_t row,
                      const unsigned char type[3])
{
    CHECK(png_deflate_bound(len) <= sizeof(stream));
    if (level == 0)
        return png_deflate(raw, len, row, type[2], stream);
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(level);
    const size_t packed = libdeflate_zlib_compress(deflater, raw, len, stream, sizeof(stream));

    libdeflate_free_compressor(deflater);
    return packed;
}

/* data: width, height, type, palette entries, split of the stream; then rows. */
static void fuzz_made(const uint8_t *data, size_t size)
{
    static const unsigned char types[][3] = {{0, 1, 1}, {0, 2, 1}, {0, 4, 1}, {0, 8, 1},
                                             {2, 8, 3}, {3, 1, 1}, {3, 2, 1}, {3, 4, 1},
                                             {3, 8, 1}, {4, 8, 2}, {6, 8, 4}};
    enum { HEAD = 5, TYPES = sizeof(types) / sizeof(types[0]) };
    static unsigned char raw[RAW_MAX], palette[768];
    struct buf file;

    if (size < HEAD)
        return;
    const unsigned char *type = types[data[2] % TYPES];
    const unsigned char width = (unsigned char)(1 + data[0] % SIDE);
    const unsigned char height = (unsigned char)(1 + data[1] % SIDE);
    const size_t row = 1 + ((size_t)width * type[1] * type[2] + 7) / 8;
    const size_t len = fill_rows(data + HEAD, size - HEAD, row, height, raw);
    const size_t colors = 1 + data[3] % (1u << type[1]);
    const size_t packed = deflate(data[4] % 10, raw, len, row, type);
    const size_t split = 1 + data[4] * packed / 256;

    for (size_t i = 0; i < sizeof(palette); i++)
        palette[i] = (unsigned char)(i * 37);
    buf_init(&file, FILE_MAX);
    buf_add(&file, "\x89PNG\r\n\x1A\n", 8);
    put_chunk(&file, "IHDR",
              (unsigned char[]){0, 0, 0, width, 0, 0, 0, height, type[1], type[0], 0, 0, 0}, 13);
    if (type[0] == 3)
        put_chunk(&file, "PLTE", palette, 3 * colors);
    if (type[0] == 3 && data[4] % 2)
        put_chunk(&file, "tRNS", palette, 1 + data[4] % colors);
    for (size_t at = 0; at < packed; at += split)
        put_chunk(&file, "IDAT", stream + at, packed - at < split ? packed - at : split);
    put_chunk(&file, "IEND", NULL, 0);
    pngs_repair(&file);
    CHECK(check_file(buf_span(&file), true) || type[0] == 3); /* an index beyond the palette */
    buf_fini(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] % 2)
        fuzz_made(data + 1, size - 1);
    else
        fuzz_file(data + 1, size - 1);
    return 0;
}
