#include "image/codec/png_read.h"

#include "image/codec/png_unfilter.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* RFC 1950, 2.2: the window is 256 << CINFO bytes. libdeflate takes any distance, zlib none beyond
 * the window: a small one is ours only when no distance can reach beyond it. */
static bool window_covers(struct span stream, size_t size)
{
    const unsigned cinfo = stream.len > 0 ? stream.data[0] >> 4 : 0;

    return cinfo == 7 || (cinfo < 7 && size <= (size_t)256 << cinfo);
}

static bool inflate_all(struct span stream, unsigned char *out, size_t size)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    size_t used = 0;

    if (inflater == NULL)
        return false;
    const enum libdeflate_result result =
        libdeflate_zlib_decompress_ex(inflater, stream.data, stream.len, out, size, &used, NULL);

    libdeflate_free_decompressor(inflater);
    return result == LIBDEFLATE_SUCCESS && used == stream.len;
}

static bool inflate_file(const struct png_file *file, unsigned char *out, size_t size)
{
    unsigned char *room = file->idat_single ? NULL : malloc(file->idat_len);

    if (!file->idat_single && room == NULL)
        return false;
    const struct span stream = png_file_stream(file, room);
    const bool fine = window_covers(stream, size) && inflate_all(stream, out, size);

    free(room);
    return fine;
}

/* Filtered rows as they are in the file, checked; NULL: not ours, or out of memory. */
static unsigned char *filtered_rows(const struct png_file *file)
{
    const size_t row = png_file_row_bytes(file);
    const size_t size = (row + 1) * file->height; /* sides below 2^20 each, 4 bytes a pixel */
    unsigned char *rows = canvas_memory(size + CANVAS_PAD);

    if (rows == NULL)
        return NULL;
    memset(rows + size, 0, CANVAS_PAD);
    if (!inflate_file(file, rows, size) || !png_unfilter_types(rows, row, file->height)) {
        free(rows);
        return NULL;
    }
    return rows;
}

/* Samples of fewer than 8 bits are packed from the highest bit down (7.2). What a pixel writes too
 * much is written over by the next, or is the pad. False: an index beyond the palette. */
static bool look_up_row(const struct png_file *file, const unsigned char *from, unsigned char *to)
{
    const unsigned depth = file->depth;
    const unsigned mask = (1u << depth) - 1;
    unsigned most = 0;

    for (uint32_t x = 0; x < file->width; x++, to += file->bands) {
        const size_t bit = (size_t)x * depth;
        const unsigned index = from[bit / 8] >> (8 - depth - bit % 8) & mask;

        most = index > most ? index : most;
        memcpy(to, file->colors[index], sizeof(file->colors[index])); /* CANVAS_PAD */
    }
    return most < file->n_colors;
}

static bool look_up(const struct png_file *file, const unsigned char *rows, struct canvas *canvas)
{
    const size_t stride = png_file_row_bytes(file) + 1;
    bool fine = canvas_init(canvas, file->width, file->height, file->bands);

    for (uint32_t y = 0; fine && y < file->height; y++)
        fine = look_up_row(file, rows + stride * y + 1, canvas_row(canvas, y));
    return fine;
}

uint64_t png_read_memory(const struct png_file *file)
{
    const uint64_t stream = file->idat_single ? 0 : file->idat_len;
    const uint64_t rows = (png_file_row_bytes(file) + 1) * file->height;
    const uint64_t colors = ((uint64_t)file->width * file->bands + 1) * file->height;

    return rows + (file->looked_up && colors > stream ? colors : stream);
}

bool png_read(const struct png_file *file, struct canvas *canvas)
{
    const size_t row = png_file_row_bytes(file);
    struct canvas made = {0};
    unsigned char *rows = filtered_rows(file);

    if (rows == NULL)
        return false;
    png_unfilter(rows, row, file->height, file->depth == 8 ? file->samples : 1);
    if (!file->looked_up) {
        *canvas = (struct canvas){file->width, file->height, file->bands, row + 1, rows + 1, rows};
        return true;
    }
    const bool fine = look_up(file, rows, &made);

    free(rows);
    if (fine)
        *canvas = made;
    else
        canvas_fini(&made);
    return fine;
}
