#include "image/planar/levels.h"

static struct reader_plane halved(const struct reader_plane *source)
{
    return (struct reader_plane){
        .width = (source->width + 1) / 2,
        .height = (source->height + 1) / 2,
        .row_bytes = (source->row_bytes + 1) / 2,
        .rows = source->rows / 2,
        .per_x = source->per_x / 2,
        .per_y = source->per_y / 2,
    };
}

bool levels_init(struct levels *levels, const struct reader *reader, uint32_t units, int n)
{
    bool fine = true;

    *levels = (struct levels){.planes = reader->planes, .n = n};
    for (int l = 0; l < n; l++)
        for (int i = 0; fine && i < levels->planes; i++) {
            struct level *level = &levels->at[l];

            level->source[i] =
                l == 0 ? reader_plane(reader, i) : halved(&levels->at[l - 1].source[i]);
            fine = plane_init(&level->strips[i], (uint32_t)level->source[i].row_bytes,
                              units * level->source[i].rows, 1);
        }
    return fine;
}

void levels_fini(struct levels *levels)
{
    for (int l = 0; l < levels->n; l++)
        for (int i = 0; i < levels->planes; i++)
            plane_fini(&levels->at[l].strips[i]);
}

/* The mean of two by two samples, rounded; a last odd column is its own neighbour. */
static void halve_row(const unsigned char *restrict a, const unsigned char *restrict b,
                      uint32_t width, unsigned char *restrict to)
{
    const size_t pairs = width / 2;

    for (size_t x = 0; x < pairs; x++)
        to[x] = (unsigned char)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
    if (width % 2 == 1)
        to[pairs] = (unsigned char)((a[width - 1] + b[width - 1] + 1) >> 1);
}

/* Rows past the picture's end are none; a last odd row is its own neighbour. */
static void halve(const struct level *from, struct level *to, int plane, uint32_t index)
{
    const struct plane *source = &from->strips[plane];
    const struct plane *target = &to->strips[plane];
    const uint32_t top = index * source->height;
    const uint32_t height = from->source[plane].height;
    const uint32_t left = top < height ? height - top : 0;
    const uint32_t rows = left < source->height ? left : source->height;

    for (uint32_t y = 0; y < rows; y += 2) {
        const unsigned char *row = source->data + y * source->stride;

        halve_row(row, y + 1 < rows ? row + source->stride : row, from->source[plane].width,
                  target->data + y / 2 * target->stride);
    }
}

void levels_fill(struct levels *levels, uint32_t index)
{
    for (int l = 1; l < levels->n; l++)
        for (int i = 0; i < levels->planes; i++)
            halve(&levels->at[l - 1], &levels->at[l], i, index);
}
