#include "image/planar/rgb.h"

#include <string.h>

/* 16 bits of fraction: 1.402, 0.344136, 0.714136, 1.772. */
enum { RED_CR = 91881, GREEN_CB = 22554, GREEN_CR = 46802, BLUE_CB = 116130, HALF = 1 << 15 };

static inline unsigned char clamped(int value)
{
    return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void convert_row(const unsigned char *restrict y, const unsigned char *restrict cb,
                        const unsigned char *restrict cr, unsigned char *restrict to,
                        uint32_t width)
{
    for (size_t x = 0; x < width; x++) {
        const int b = cb[x] - 128;
        const int r = cr[x] - 128;

        to[3 * x] = clamped(y[x] + ((RED_CR * r + HALF) >> 16));
        to[3 * x + 1] = clamped(y[x] + ((-GREEN_CB * b - GREEN_CR * r + HALF) >> 16));
        to[3 * x + 2] = clamped(y[x] + ((BLUE_CB * b + HALF) >> 16));
    }
}

static const unsigned char *row_of(const struct planes *planes, int plane, uint32_t y)
{
    return planes->plane[plane].data + planes->plane[plane].stride * y;
}

bool rgb_canvas(const struct planes *planes, struct canvas *canvas)
{
    const struct plane *luma = &planes->plane[0];

    if (!canvas_init(canvas, luma->width, luma->height, (uint32_t)planes->count))
        return false;
    for (uint32_t y = 0; y < luma->height; y++)
        if (planes->count == 1)
            memcpy(canvas_row(canvas, y), row_of(planes, 0, y), luma->width);
        else
            convert_row(row_of(planes, 0, y), row_of(planes, 1, y), row_of(planes, 2, y),
                        canvas_row(canvas, y), luma->width);
    return true;
}
