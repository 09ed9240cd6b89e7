#include "image/facts/writers.h"

#include <math.h>
#include <stdlib.h>

/* BlurHash, "Algorithm.md" of its specification: cosine components in linear light, written in
 * base 83. More pixels than SIDE would change no digit worth having. */
enum { LONG = 4, SHORT = 3, BANDS = 3, SIDE = 64, BASE = 83, TEXT_MAX = 6 + 2 * LONG * SHORT };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-"
                             ".:;=?@[]^_{|}~";

struct components {
    int across, down;
    double at[LONG * SHORT][BANDS];
};

/* IEC 61966-2-1, both ways; 0 to 255 and 0 to 1. */
static double to_linear(double value)
{
    const double v = value / 255;

    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static int from_linear(double value)
{
    const double v = fmin(fmax(value, 0), 1);

    return (int)((v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055) * 255 + 0.5);
}

static void add_pixel(const struct small *small, uint32_t x, uint32_t y, struct components *is)
{
    double color[BANDS];

    for (int b = 0; b < BANDS; b++)
        color[b] = to_linear(small_over_white(small, (size_t)y * small->width + x, b));
    for (int j = 0; j < is->down; j++)
        for (int i = 0; i < is->across; i++) {
            const double basis =
                cos(M_PI * i * x / small->width) * cos(M_PI * j * y / small->height);

            for (int b = 0; b < BANDS; b++)
                is->at[j * is->across + i][b] += basis * color[b];
        }
}

static void transform(const struct small *small, struct components *is)
{
    for (uint32_t y = 0; y < small->height; y++)
        for (uint32_t x = 0; x < small->width; x++)
            add_pixel(small, x, y, is);
    for (int k = 0; k < is->across * is->down; k++)
        for (int b = 0; b < BANDS; b++)
            is->at[k][b] *= (k == 0 ? 1.0 : 2.0) / ((double)small->width * small->height);
}

static char *put(char *to, int value, int n)
{
    for (int i = n - 1; i >= 0; i--, value /= BASE)
        to[i] = digits[value % BASE];
    return to + n;
}

static int quantise(double value, double most)
{
    const double v = copysign(sqrt(fabs(value / most)), value);

    return (int)fmin(fmax(floor(v * 9 + 9.5), 0), 18);
}

static double largest(const struct components *is)
{
    double most = 0;

    for (int k = 1; k < is->across * is->down; k++)
        for (int b = 0; b < BANDS; b++)
            most = fmax(most, fabs(is->at[k][b]));
    return most;
}

static void encode(const struct components *is, char *to)
{
    const int quantum = (int)fmin(fmax(floor(largest(is) * 166 - 0.5), 0), 82);
    const double most = (quantum + 1) / 166.0;
    const double *flat = is->at[0];

    to = put(to, (is->across - 1) + (is->down - 1) * 9, 1);
    to = put(to, quantum, 1);
    to = put(to, from_linear(flat[0]) << 16 | from_linear(flat[1]) << 8 | from_linear(flat[2]), 4);
    for (int k = 1; k < is->across * is->down; k++) {
        const double *c = is->at[k];

        to = put(to, (quantise(c[0], most) * 19 + quantise(c[1], most)) * 19 + quantise(c[2], most),
                 2);
    }
    *to = '\0';
}

void fact_blurhash(const struct fact_source *source, struct emit *json, const char *key)
{
    const bool high = source->small->height > source->small->width;
    struct components is = {.across = high ? SHORT : LONG, .down = high ? LONG : SHORT};
    char text[TEXT_MAX + 1];
    struct small small;

    if (!small_shrink(source->small, SIDE, &small)) {
        emit_text(json, key, NULL);
        return;
    }
    transform(&small, &is);
    encode(&is, text);
    emit_text(json, key, text);
    small_fini(&small);
}
