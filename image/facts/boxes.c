#include "image/facts/boxes.h"

#include <stdlib.h>
#include <string.h>

void boxes_fit(struct boxes *boxes, uint32_t side)
{
    const uint32_t w = boxes->from_width;
    const uint32_t h = boxes->from_height;
    const uint64_t most = w > h ? w : h;

    boxes->width = w;
    boxes->height = h;
    if (most <= side)
        return;
    boxes->width = (uint32_t)((w * (uint64_t)side + most / 2) / most);
    boxes->height = (uint32_t)((h * (uint64_t)side + most / 2) / most);
    boxes->width += boxes->width == 0;
    boxes->height += boxes->height == 0;
}

/* One sum more than colours: that of the weights. Without alpha every weight is 1. */
static size_t sums_a_pixel(const struct boxes *boxes)
{
    return boxes->bands + !boxes->alpha;
}

bool boxes_start(struct boxes *boxes)
{
    const size_t samples = (size_t)boxes->width * boxes->height * boxes->bands;

    boxes->y = 0;
    boxes->opaque = true;
    boxes->sums = calloc(boxes->width * sums_a_pixel(boxes), sizeof(*boxes->sums));
    boxes->pixels = calloc(samples, boxes->deep ? sizeof(uint16_t) : 1);
    if (samples > 0 && boxes->sums && boxes->pixels)
        return true;
    free(boxes->pixels);
    boxes->pixels = NULL;
    boxes_end(boxes);
    return false;
}

void boxes_end(struct boxes *boxes)
{
    free(boxes->sums);
    boxes->sums = NULL;
}

static uint32_t sample(const struct boxes *boxes, const void *row, size_t at)
{
    return boxes->deep ? ((const uint16_t *)row)[at] : ((const unsigned char *)row)[at];
}

static void add_pixel(struct boxes *boxes, uint64_t *sums, const void *row, size_t x)
{
    const size_t colours = boxes->bands - boxes->alpha;
    const size_t at = x * boxes->bands;
    const uint64_t weight = boxes->alpha ? sample(boxes, row, at + colours) : 1;

    for (size_t i = 0; i < colours; i++)
        sums[i] += weight * sample(boxes, row, at + i);
    sums[colours] += weight;
    if (boxes->alpha && weight != (boxes->deep ? UINT16_MAX : UINT8_MAX))
        boxes->opaque = false;
}

/* First source position of box `i` of `n` over `from`. */
static size_t edge(uint64_t i, uint32_t n, uint32_t from)
{
    return (size_t)(i * from / n);
}

static void put(struct boxes *boxes, size_t at, uint64_t value)
{
    if (boxes->deep)
        ((uint16_t *)boxes->pixels)[at] = (uint16_t)value;
    else
        ((unsigned char *)boxes->pixels)[at] = (unsigned char)value;
}

/* The sums become row `y` of the result, and begin again. */
static void finish_row(struct boxes *boxes, uint32_t y, uint64_t rows)
{
    const size_t colours = boxes->bands - boxes->alpha;
    const size_t n = sums_a_pixel(boxes);

    for (uint32_t x = 0; x < boxes->width; x++) {
        const uint64_t *sums = boxes->sums + x * n;
        const uint64_t weight = sums[colours];
        const size_t at = ((size_t)y * boxes->width + x) * boxes->bands;
        const uint64_t pixels = rows * (edge(x + UINT64_C(1), boxes->width, boxes->from_width) -
                                        edge(x, boxes->width, boxes->from_width));

        for (size_t i = 0; i < colours && weight > 0; i++)
            put(boxes, at + i, (sums[i] + weight / 2) / weight);
        if (boxes->alpha)
            put(boxes, at + colours, (weight + pixels / 2) / pixels);
    }
    memset(boxes->sums, 0, boxes->width * n * sizeof(*boxes->sums));
}

void boxes_add(struct boxes *boxes, const void *row)
{
    const size_t n = sums_a_pixel(boxes);

    if (boxes->y >= boxes->from_height)
        return;
    for (uint32_t i = 0; i < boxes->width; i++) {
        const size_t end = edge(i + UINT64_C(1), boxes->width, boxes->from_width);

        for (size_t x = edge(i, boxes->width, boxes->from_width); x < end; x++)
            add_pixel(boxes, boxes->sums + i * n, row, x);
    }
    const uint32_t y = (uint32_t)((uint64_t)boxes->y * boxes->height / boxes->from_height);

    boxes->y++;
    /* Row r belongs to result row floor(r * height / from_height): box y begins at the ceiling. */
    const uint64_t h = boxes->height;
    const uint64_t from = boxes->from_height;

    if (boxes->y == from || boxes->y * h / from != y)
        finish_row(boxes, y, (uint64_t)boxes->y - (y * from + h - 1) / h);
}
