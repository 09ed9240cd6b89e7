#include "image/facts/writers.h"

#include <math.h>

enum { VALUES = 256, BANDS = 3, RGBA = 4 };

static double hundredths(double value)
{
    return round(value * 100) / 100;
}

static size_t pixels_of(const struct small *small)
{
    return (size_t)small->width * small->height;
}

void fact_opaque(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_bool(json, key, source->small->opaque);
}

void fact_mean(const struct fact_source *source, struct emit *json, const char *key)
{
    const struct small *small = source->small;
    uint64_t sums[BANDS] = {0};
    uint64_t n = 0;

    for (size_t i = 0; i < pixels_of(small); i++) {
        if (!small_is_seen(small, i))
            continue;
        for (int b = 0; b < BANDS; b++)
            sums[b] += small->rgba[i * RGBA + (size_t)b];
        n++;
    }
    if (n == 0) {
        emit_text(json, key, NULL);
        return;
    }
    emit_array(json, key);
    for (int b = 0; b < BANDS; b++)
        emit_real(json, NULL, hundredths((double)sums[b] / (double)n));
    emit_array_end(json);
}

/* Columns 0 to 2 count red, green and blue, 3 the luma; returns how many pixels are seen. */
static uint32_t count_values(const struct small *small, uint32_t counts[RGBA][VALUES])
{
    uint32_t n = 0;

    for (size_t i = 0; i < pixels_of(small); i++) {
        const unsigned char *p = small->rgba + i * RGBA;

        if (!small_is_seen(small, i))
            continue;
        for (int b = 0; b < BANDS; b++)
            counts[b][p[b]]++;
        counts[BANDS][(299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000]++; /* BT.601 */
        n++;
    }
    return n;
}

/* Shannon 1948: the sum of -p log2 p. */
void fact_entropy(const struct fact_source *source, struct emit *json, const char *key)
{
    uint32_t counts[RGBA][VALUES] = {0};
    const double n = count_values(source->small, counts);
    double bits = 0;

    for (int v = 0; v < VALUES; v++)
        if (counts[BANDS][v] > 0)
            bits -= counts[BANDS][v] / n * log2(counts[BANDS][v] / n);
    emit_real(json, key, hundredths(bits));
}

static void write_counts(struct emit *json, const char *key, const uint32_t counts[VALUES])
{
    emit_array(json, key);
    for (int v = 0; v < VALUES; v++)
        emit_int(json, NULL, counts[v]);
    emit_array_end(json);
}

void fact_histogram(const struct fact_source *source, struct emit *json, const char *key)
{
    static const char *const names[] = {"red", "green", "blue", "luma"};
    uint32_t counts[RGBA][VALUES] = {0};

    emit_object(json, key);
    emit_int(json, "pixels", count_values(source->small, counts));
    for (int b = 0; b < RGBA; b++)
        write_counts(json, names[b], counts[b]);
    emit_object_end(json);
}

static double laplacian(const struct small *small, size_t at)
{
    return small_luma(small, at - 1) + small_luma(small, at + 1) +
           small_luma(small, at - small->width) + small_luma(small, at + small->width) -
           4 * small_luma(small, at);
}

/* Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000: the variance of
 * the Laplacian, here of four neighbours. */
void fact_sharpness(const struct fact_source *source, struct emit *json, const char *key)
{
    const struct small *small = source->small;
    double sum = 0;
    double squares = 0;
    size_t n = 0;

    for (uint32_t y = 1; y + 1 < small->height; y++)
        for (uint32_t x = 1; x + 1 < small->width; x++, n++) {
            const double value = laplacian(small, (size_t)y * small->width + x);

            sum += value;
            squares += value * value;
        }
    const double count = n > 0 ? (double)n : 1;
    const double mean = sum / count;

    emit_real(json, key, hundredths(fmax(squares / count - mean * mean, 0)));
}
