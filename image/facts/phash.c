#include "image/facts/phash.h"

#include "image/facts/writers.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 32, LOW = 8, BITS = LOW * LOW };

/* The luma stretched to SIDE x SIDE, each value the mean of what it covers, by area. */
static double mean_over(const struct small *small, int column, int row)
{
    const double left = (double)column * small->width / SIDE;
    const double right = (column + 1.0) * small->width / SIDE;
    const double top = (double)row * small->height / SIDE;
    const double bottom = (row + 1.0) * small->height / SIDE;
    double sum = 0;
    double area = 0;

    for (uint32_t y = (uint32_t)top; y < small->height && y < bottom; y++)
        for (uint32_t x = (uint32_t)left; x < small->width && x < right; x++) {
            const double covered =
                (fmin(right, x + 1.0) - fmax(left, x)) * (fmin(bottom, y + 1.0) - fmax(top, y));

            sum += covered * small_luma(small, (size_t)y * small->width + x);
            area += covered;
        }
    return area > 0 ? sum / area : 0;
}

static double basis(int k, int n)
{
    return cos(M_PI * k * (2 * n + 1) / (2.0 * SIDE));
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(const double values[BITS])
{
    double sorted[BITS];

    for (int i = 0; i < BITS; i++)
        sorted[i] = values[i];
    qsort(sorted, BITS, sizeof(sorted[0]), by_value);
    return (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
}

/* Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010, 3.2.1: the
 * lowest frequencies of a 32x32 DCT without the first row and column, each against their median.
 * Bit 63 is the lowest frequency, row by row. */
uint64_t phash_of(const struct small *small)
{
    double luma[SIDE][SIDE];
    double rows[SIDE][LOW] = {0};
    double low[BITS] = {0};
    uint64_t hash = 0;

    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            luma[y][x] = mean_over(small, x, y);
    for (int y = 0; y < SIDE; y++)
        for (int k = 0; k < LOW; k++)
            for (int x = 0; x < SIDE; x++)
                rows[y][k] += luma[y][x] * basis(k + 1, x);
    for (int i = 0; i < BITS; i++)
        for (int y = 0; y < SIDE; y++)
            low[i] += rows[y][i % LOW] * basis(i / LOW + 1, y);
    const double middle = median(low);

    for (int i = 0; i < BITS; i++)
        hash = hash << 1 | (low[i] > middle);
    return hash;
}

void fact_phash(const struct fact_source *source, struct emit *json, const char *key)
{
    char text[20];

    (void)snprintf(text, sizeof(text), "%016" PRIx64, phash_of(source->small));
    emit_text(json, key, text);
}
