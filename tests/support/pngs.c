#include "tests/support/pngs.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

struct source {
    struct span file;
    size_t at;
};

static void give_up(png_structp png, png_const_charp text)
{
    (void)text;
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void take(png_structp png, png_bytep data, size_t len)
{
    buf_add(png_get_io_ptr(png), data, len);
}

static void flush(png_structp png)
{
    (void)png;
}

static void give(png_structp png, png_bytep data, size_t len)
{
    struct source *source = png_get_io_ptr(png);

    if (len > source->file.len - source->at)
        png_error(png, "short");
    memcpy(data, source->file.data + source->at, len);
    source->at += len;
}

/* Slopes with noise on some, flat areas, repeats; the same for the same place always. */
static unsigned char drawn_byte(size_t x, size_t y)
{
    const size_t hash = (x * 2654435761u) ^ (y * 40503u) ^ (x * y * 97u);

    switch ((x / 24 + y / 5) % 4) {
    case 0:
        return (unsigned char)(x * 3 + y * 2);
    case 1:
        return (unsigned char)(x + y * 5 + (hash >> 7) % 6);
    case 2:
        return (unsigned char)(hash >> 9);
    default:
        return (unsigned char)(y / 2 * 16);
    }
}

static void set_palette(png_structp png, png_infop info, const struct png_kind *kind)
{
    png_color colors[256];
    png_byte alphas[256];
    const int n = kind->depth > 8 ? 256 : 1 << kind->depth;

    for (int i = 0; i < n; i++) {
        colors[i] = (png_color){(png_byte)(i * 7), (png_byte)(255 - i), (png_byte)(i * i)};
        alphas[i] = (png_byte)(i * 37);
    }
    if (kind->color == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, colors, n);
    if (kind->transparent && kind->color == PNG_COLOR_TYPE_PALETTE)
        png_set_tRNS(png, info, alphas, (n + 1) / 2, NULL);
    else if (kind->transparent)
        png_set_tRNS(png, info, NULL, 0,
                     &(png_color_16){.red = 9, .green = 8, .blue = 7, .gray = 1});
}

static void put_rows(png_structp png, png_infop info, const struct png_kind *kind)
{
    const size_t bytes = png_get_rowbytes(png, info);
    unsigned char *row = png_malloc(png, bytes);
    const int passes = png_set_interlace_handling(png);

    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < kind->height; y++) {
            for (size_t x = 0; x < bytes; x++)
                row[x] = drawn_byte(x, y);
            png_write_row(png, row);
        }
    png_free(png, row);
}

bool pngs_make(const struct png_kind *kind, struct buf *out)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;

    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_set_write_fn(png, out, take, flush);
    png_set_compression_level(png, kind->level);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, kind->filters);
    png_set_IHDR(png, info, kind->width, kind->height, kind->depth, kind->color,
                 kind->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    set_palette(png, info, kind);
    png_write_info(png, info);
    put_rows(png, info, kind);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return !out->failed;
}

static void set_transforms(png_structp png, png_infop info)
{
    png_set_expand(png); /* palette to RGB, tRNS to alpha, few greys to 8 bits */
    png_read_update_info(png, info);
}

static void read_rows(png_structp png, png_infop info, struct png_pixels *pixels)
{
    const size_t bytes = png_get_rowbytes(png, info);
    unsigned char *row = png_malloc(png, bytes);

    for (uint32_t y = 0; y < pixels->height; y++) {
        png_read_row(png, row, NULL);
        buf_add(&pixels->data, row, bytes);
    }
    png_read_end(png, NULL);
    png_free(png, row);
}

/* Interlaced pictures and such of 16 bits are none of the reader's: refused here too. */
bool pngs_read(struct span file, struct png_pixels *pixels)
{
    struct source source = {file, 0};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;

    buf_init(&pixels->data, PNGS_BYTES_MAX);
    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    png_set_read_fn(png, &source, give);
    png_set_option(png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
    png_read_info(png, info);
    pixels->width = png_get_image_width(png, info);
    pixels->height = png_get_image_height(png, info);
    set_transforms(png, info);
    pixels->bands = png_get_channels(png, info);
    if (png_get_bit_depth(png, info) != 8 || png_get_interlace_type(png, info) ||
        (uint64_t)pixels->width * pixels->height > PNGS_BYTES_MAX / 4)
        png_error(png, "not for this reader");
    read_rows(png, info, pixels);
    png_destroy_read_struct(&png, &info, NULL);
    return !pixels->data.failed;
}

enum { SIGNATURE = 8, HEAD = 8, AROUND = 12 };

bool pngs_find(struct span file, const char *type, int nth, size_t *at, size_t *len)
{
    size_t p = SIGNATURE;

    while (p + AROUND <= file.len && read_be32(file.data + p) <= file.len - p - AROUND) {
        *len = read_be32(file.data + p);
        *at = p + HEAD;
        if (memcmp(file.data + p + 4, type, 4) == 0 && nth-- == 0)
            return true;
        p += AROUND + *len;
    }
    return false;
}

void pngs_repair(struct buf *file)
{
    unsigned char *data = (unsigned char *)file->data;
    size_t p = SIGNATURE;

    while (p + AROUND <= file->len && read_be32(data + p) <= file->len - p - AROUND) {
        const size_t len = read_be32(data + p);
        const uint32_t crc = libdeflate_crc32(0, data + p + 4, len + 4);

        for (size_t i = 0; i < 4; i++)
            data[p + HEAD + len + i] = (unsigned char)(crc >> (24 - 8 * i));
        p += AROUND + len;
    }
}
