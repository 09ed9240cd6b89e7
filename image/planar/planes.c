#include "image/planar/planes.h"

#include "image/planar/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool plane_init(struct plane *plane, uint32_t width, uint32_t height, size_t depth)
{
    const size_t stride = ((size_t)width * depth + GRAPH_ALIGN - 1) & ~(size_t)(GRAPH_ALIGN - 1);

    *plane = (struct plane){.stride = stride, .width = width, .height = height};
    if (height == 0 || stride > SIZE_MAX / height)
        return false;
    plane->data = aligned_alloc(GRAPH_ALIGN, stride * height);
    return plane->data != NULL;
}

void plane_fini(struct plane *plane)
{
    free(plane->data);
    plane->data = NULL;
}

void planes_fini(struct planes *planes)
{
    for (int i = 0; i < PLANES_MAX; i++)
        plane_fini(&planes->plane[i]);
}

static void flip_rows(struct plane *plane)
{
    for (uint32_t y = 0; y < plane->height; y++) {
        unsigned char *row = plane->data + y * plane->stride;

        for (uint32_t a = 0, b = plane->width - 1; a < b; a++, b--) {
            const unsigned char sample = row[a];

            row[a] = row[b];
            row[b] = sample;
        }
    }
}

/* One block of the turn: what lies at x,y clockwise comes to h - 1 - y,x. Blocks fit the cache. */
enum { BLOCK = 32 };

static void turn_block(const struct plane *from, struct plane *to, uint32_t left, uint32_t top,
                       bool clockwise)
{
    const uint32_t right = left + BLOCK < from->width ? left + BLOCK : from->width;
    const uint32_t bottom = top + BLOCK < from->height ? top + BLOCK : from->height;

    for (uint32_t x = left; x < right; x++) {
        const unsigned char *source = from->data + x;
        const uint32_t row = clockwise ? x : from->width - 1 - x;
        unsigned char *target = to->data + row * to->stride;

        for (uint32_t y = top; y < bottom; y++)
            target[clockwise ? from->height - 1 - y : y] = source[y * from->stride];
    }
}

static bool turn_quarter(struct plane *plane, bool clockwise)
{
    struct plane turned;

    if (!plane_init(&turned, plane->height, plane->width, 1))
        return false;
    for (uint32_t y = 0; y < plane->height; y += BLOCK)
        for (uint32_t x = 0; x < plane->width; x += BLOCK)
            turn_block(plane, &turned, x, y, clockwise);
    plane_fini(plane);
    *plane = turned;
    return true;
}

static bool turn_over(struct plane *plane)
{
    struct plane turned;

    if (!plane_init(&turned, plane->width, plane->height, 1))
        return false;
    for (uint32_t y = 0; y < plane->height; y++)
        memcpy(turned.data + y * turned.stride,
               plane->data + (plane->height - 1 - y) * plane->stride, plane->width);
    plane_fini(plane);
    *plane = turned;
    return true;
}

/* Half a turn is top to bottom and left to right; with a flip only the former is left. */
static bool turn_plane(struct plane *plane, int quarters, bool flip)
{
    if (quarters == 2 && !turn_over(plane))
        return false;
    if (quarters % 2 == 1 && !turn_quarter(plane, quarters == 1))
        return false;
    if (flip != (quarters == 2))
        flip_rows(plane);
    return true;
}

bool planes_turn(struct planes *planes, int quarters, bool flip)
{
    for (int i = 0; i < planes->count; i++)
        if (!turn_plane(&planes->plane[i], quarters, flip))
            return false;
    return true;
}

static unsigned char sample(double value)
{
    return (unsigned char)fmin(255, floor(value + 0.5));
}

void planes_color(const struct color *color, unsigned char samples[PLANES_MAX])
{
    samples[0] = sample(0.299 * color->r + 0.587 * color->g + 0.114 * color->b);
    samples[1] = sample(128 - 0.168736 * color->r - 0.331264 * color->g + 0.5 * color->b);
    samples[2] = sample(128 + 0.5 * color->r - 0.418688 * color->g - 0.081312 * color->b);
}

void plane_limit_chroma(struct plane *plane)
{
    unsigned char table[256];

    for (int i = 0; i < 256; i++)
        table[i] = (unsigned char)floor(128 + (i - 128) * 224.0 / 255 + 0.5);
    for (uint32_t y = 0; y < plane->height; y++) {
        unsigned char *row = plane->data + y * plane->stride;

        for (uint32_t x = 0; x < plane->width; x++)
            row[x] = table[row[x]];
    }
}
