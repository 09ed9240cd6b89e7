#include "image/facts/writers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ThumbHash (evanw.github.io/thumbhash): luminance L, yellow-blue P, red-green Q and alpha as few
 * cosine coefficients of 4 bits. Pictures of at most SIDE pixels a side. */
enum { L, P, Q, A, CHANNELS };
enum { SIDE = 100, MOST = 7, MOST_WITH_ALPHA = 5, LEAST = 3, AC_MAX = 32, BYTES_MAX = 32 };

struct channel {
    int across, down;
    double dc, scale; /* scale: the largest coefficient */
    int n;
    double ac[AC_MAX]; /* 0 to 1 */
};

struct planes {
    uint32_t width, height;
    double *at[CHANNELS];
};

/* What is not there has the mean colour, so that edges of transparency cost nothing. */
static void mean_color(const struct small *small, double mean[3])
{
    double alpha = 0;

    for (size_t i = 0; i < (size_t)small->width * small->height; i++) {
        const unsigned char *p = small->rgba + i * 4;

        for (int b = 0; b < 3; b++)
            mean[b] += p[3] / 255.0 * p[b] / 255.0;
        alpha += p[3] / 255.0;
    }
    for (int b = 0; b < 3 && alpha > 0; b++)
        mean[b] /= alpha;
}

static void fill_planes(const struct small *small, struct planes *planes)
{
    double mean[3] = {0};

    mean_color(small, mean);
    for (size_t i = 0; i < (size_t)small->width * small->height; i++) {
        const unsigned char *p = small->rgba + i * 4;
        const double alpha = p[3] / 255.0;
        double c[3];

        for (int b = 0; b < 3; b++)
            c[b] = mean[b] * (1 - alpha) + alpha * p[b] / 255.0;
        planes->at[L][i] = (c[0] + c[1] + c[2]) / 3;
        planes->at[P][i] = (c[0] + c[1]) / 2 - c[2];
        planes->at[Q][i] = c[0] - c[1];
        planes->at[A][i] = alpha;
    }
}

static double coefficient(const struct planes *planes, const double *plane, int cx, int cy)
{
    double across[SIDE];
    double sum = 0;

    for (uint32_t x = 0; x < planes->width; x++)
        across[x] = cos(M_PI / planes->width * cx * (x + 0.5));
    for (uint32_t y = 0; y < planes->height; y++) {
        const double down = cos(M_PI / planes->height * cy * (y + 0.5));

        for (uint32_t x = 0; x < planes->width; x++)
            sum += plane[(size_t)y * planes->width + x] * across[x] * down;
    }
    return sum / planes->width / planes->height;
}

/* The triangle of low frequencies: cx / across + cy / down < 1. */
static void transform(const struct planes *planes, int which, struct channel *is)
{
    const double *plane = planes->at[which];

    for (int cy = 0; cy < is->down; cy++)
        for (int cx = 0; cx * is->down < is->across * (is->down - cy); cx++) {
            const double value = coefficient(planes, plane, cx, cy);

            if (cx == 0 && cy == 0) {
                is->dc = value;
                continue;
            }
            is->ac[is->n++] = value;
            is->scale = fmax(is->scale, fabs(value));
        }
    for (int i = 0; i < is->n && is->scale > 0; i++)
        is->ac[i] = 0.5 + 0.5 / is->scale * is->ac[i];
}

static uint32_t steps(double value, double most)
{
    return (uint32_t)floor(value * most + 0.5);
}

struct writer {
    unsigned char bytes[BYTES_MAX];
    size_t len;
    bool half; /* the last byte has its low nibble alone */
};

static void put(struct writer *to, uint32_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to->bytes[to->len++] = (unsigned char)(value >> (8 * i));
}

static void put_nibbles(struct writer *to, const struct channel *is)
{
    for (int i = 0; i < is->n; i++) {
        const uint32_t nibble = steps(is->ac[i], 15);

        if (to->half)
            to->bytes[to->len - 1] |= (unsigned char)(nibble << 4);
        else
            put(to, nibble, 1);
        to->half = !to->half;
    }
}

static void encode(const struct channel *is, bool alpha, bool landscape, int side,
                   struct writer *to)
{
    put(to,
        steps(is[L].dc, 63) | steps(0.5 + 0.5 * is[P].dc, 63) << 6 |
            steps(0.5 + 0.5 * is[Q].dc, 63) << 12 | steps(is[L].scale, 31) << 18 |
            (uint32_t)alpha << 23,
        3);
    put(to,
        (uint32_t)side | steps(is[P].scale, 63) << 3 | steps(is[Q].scale, 63) << 9 |
            (uint32_t)landscape << 15,
        2);
    if (alpha)
        put(to, steps(is[A].dc, 15) | steps(is[A].scale, 15) << 4, 1);
    for (int c = 0; c < (alpha ? CHANNELS : A); c++)
        put_nibbles(to, &is[c]);
}

static int components(uint32_t side, const struct small *small)
{
    const uint32_t longest = small->width > small->height ? small->width : small->height;
    const int most = small->opaque ? MOST : MOST_WITH_ALPHA;
    const int n = (int)floor((double)most * side / longest + 0.5);

    return n > 1 ? n : 1;
}

static int at_least(int n)
{
    return n > LEAST ? n : LEAST;
}

static void hash(const struct small *small, const struct planes *planes, struct writer *to)
{
    const int across = components(small->width, small);
    const int down = components(small->height, small);
    const bool landscape = small->width > small->height;
    struct channel channels[CHANNELS] = {
        [L] = {.across = at_least(across), .down = at_least(down)},
        [P] = {.across = 3, .down = 3},
        [Q] = {.across = 3, .down = 3},
        [A] = {.across = 5, .down = 5},
    };

    for (int c = 0; c < (small->opaque ? A : CHANNELS); c++)
        transform(planes, c, &channels[c]);
    encode(channels, !small->opaque, landscape, landscape ? down : across, to);
}

static void write_bytes(struct emit *json, const char *key, const struct writer *bytes)
{
    gchar *text = g_base64_encode(bytes->bytes, bytes->len);

    emit_text(json, key, text);
    g_free(text);
}

void fact_thumbhash(const struct fact_source *source, struct emit *json, const char *key)
{
    struct writer bytes = {.len = 0};
    struct planes planes;
    struct small small;

    if (!small_shrink(source->small, SIDE, &small)) {
        emit_text(json, key, NULL);
        return;
    }
    const size_t pixels = (size_t)small.width * small.height;
    double *all = calloc(pixels * CHANNELS, sizeof(*all));

    planes.width = small.width;
    planes.height = small.height;
    for (size_t c = 0; all && c < CHANNELS; c++)
        planes.at[c] = all + c * pixels;
    if (all) {
        fill_planes(&small, &planes);
        hash(&small, &planes, &bytes);
        write_bytes(json, key, &bytes);
    } else {
        emit_text(json, key, NULL);
    }
    free(all);
    small_fini(&small);
}
