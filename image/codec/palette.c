#include "image/codec/palette.h"

#include <stdlib.h>
#include <string.h>

/* A bin of the histogram: 5 bits of red, green and blue, 3 of alpha. */
enum { CHANNELS = 4, COLOR_BITS = 5, ALPHA_BITS = 3, BINS = 1 << (3 * COLOR_BITS + ALPHA_BITS) };
enum { UNKNOWN = 0xFFFF, OPAQUE = 255 };

struct bin {
    uint64_t sum[CHANNELS];
    uint64_t count;
};

/* Bins that will share a colour: [first, end) of the used ones. */
struct box {
    uint32_t first, end;
    int axis;      /* the channel that they are spread along */
    double spread; /* sum of the squares of the distance from the mean, along it */
    double mean[CHANNELS];
};

struct reduction {
    struct bin *bins;
    uint16_t *nearest; /* by bin, or UNKNOWN */
    double *owed;      /* two rows of what pixels are off, a pixel wider on both sides */
    int count;
    unsigned char color[PALETTE_MOST][CHANNELS];
};

/* What is transparent has no colour. */
static void pixel_at(const struct canvas *canvas, const unsigned char *at, unsigned char out[])
{
    memcpy(out, at, 3);
    out[3] = canvas->bands == CHANNELS ? at[3] : OPAQUE;
    if (out[3] == 0)
        memset(out, 0, 3);
}

static uint32_t bin_of(const unsigned char *pixel)
{
    uint32_t at = pixel[3] >> (8 - ALPHA_BITS);

    for (int c = 0; c < 3; c++)
        at = at << COLOR_BITS | pixel[c] >> (8 - COLOR_BITS);
    return at;
}

static void count_row(struct reduction *r, const struct canvas *canvas, const unsigned char *row)
{
    for (uint32_t x = 0; x < canvas->width; x++) {
        unsigned char pixel[CHANNELS];

        pixel_at(canvas, row + (size_t)x * canvas->bands, pixel);
        struct bin *bin = &r->bins[bin_of(pixel)];

        for (int c = 0; c < CHANNELS; c++)
            bin->sum[c] += pixel[c];
        bin->count++;
    }
}

/* The used bins, moved to the front; how many. */
static uint32_t gather(struct bin *bins)
{
    uint32_t used = 0;

    for (uint32_t i = 0; i < BINS; i++)
        if (bins[i].count > 0)
            bins[used++] = bins[i];
    return used;
}

static double mean_of(const struct bin *bin, int channel)
{
    return (double)bin->sum[channel] / (double)bin->count;
}

static void measure(const struct bin *bins, struct box *box)
{
    box->spread = -1;
    for (int c = 0; c < CHANNELS; c++) {
        double count = 0, sum = 0, squares = 0;

        for (uint32_t i = box->first; i < box->end; i++) {
            const double mean = mean_of(&bins[i], c);

            count += (double)bins[i].count;
            sum += (double)bins[i].sum[c];
            squares += mean * mean * (double)bins[i].count;
        }
        box->mean[c] = sum / count;
        const double spread = squares - sum * sum / count;

        if (spread > box->spread) {
            box->spread = spread;
            box->axis = c;
        }
    }
}

/* Part a box at its mean; false: nothing to part. */
static bool part(struct bin *bins, struct box *box, struct box *upper)
{
    uint32_t at = box->first;

    for (uint32_t i = box->first; i < box->end; i++)
        if (mean_of(&bins[i], box->axis) <= box->mean[box->axis]) {
            const struct bin bin = bins[i];

            bins[i] = bins[at];
            bins[at++] = bin;
        }
    if (at == box->first || at == box->end)
        return false;
    *upper = (struct box){.first = at, .end = box->end};
    box->end = at;
    measure(bins, box);
    measure(bins, upper);
    return true;
}

static struct box *widest(struct box *boxes, int count)
{
    struct box *best = boxes;

    for (int i = 1; i < count; i++)
        if (boxes[i].spread > best->spread)
            best = &boxes[i];
    return best;
}

static void choose(struct reduction *r, int colors)
{
    struct box boxes[PALETTE_MOST] = {{.first = 0, .end = gather(r->bins)}};

    measure(r->bins, &boxes[0]);
    for (r->count = 1; r->count < colors; r->count++)
        if (!part(r->bins, widest(boxes, r->count), &boxes[r->count]))
            break;
    for (int i = 0; i < r->count; i++)
        for (int c = 0; c < CHANNELS; c++)
            r->color[i][c] = (unsigned char)(boxes[i].mean[c] + 0.5);
}

static long distance(const unsigned char *a, const unsigned char *b)
{
    long sum = 0;

    for (int c = 0; c < CHANNELS; c++)
        sum += (long)(a[c] - b[c]) * (a[c] - b[c]);
    return sum;
}

/* All of a bin's pixels are given what its first one is nearest to. */
static int nearest(struct reduction *r, const unsigned char *pixel)
{
    uint16_t *known = &r->nearest[bin_of(pixel)];

    if (*known != UNKNOWN)
        return *known;
    *known = 0;
    for (int i = 1; i < r->count; i++)
        if (distance(pixel, r->color[i]) < distance(pixel, r->color[*known]))
            *known = (uint16_t)i;
    return *known;
}

static unsigned char clamped(double value)
{
    return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

/* 7/16 to the right, 3/16, 5/16 and 1/16 to the row below. */
static void pass_on(double off, double *here, double *below)
{
    here[CHANNELS] += off * 7 / 16;
    below[-CHANNELS] += off * 3 / 16;
    below[0] += off * 5 / 16;
    below[CHANNELS] += off / 16;
}

static void reduce_row(struct reduction *r, const struct canvas *canvas, uint32_t y, double dither)
{
    const size_t wide = ((size_t)canvas->width + 2) * CHANNELS;
    double *here = r->owed + wide * (y % 2) + CHANNELS;
    double *below = r->owed + wide * ((y + 1) % 2) + CHANNELS;
    unsigned char *at = canvas_row(canvas, y);

    memset(below - CHANNELS, 0, wide * sizeof(*below));
    for (uint32_t x = 0; x < canvas->width; x++, at += canvas->bands) {
        unsigned char pixel[CHANNELS], wanted[CHANNELS];

        pixel_at(canvas, at, pixel);
        for (int c = 0; c < CHANNELS; c++)
            wanted[c] =
                pixel[3] > 0 ? clamped(pixel[c] + here[(size_t)x * CHANNELS + (size_t)c]) : 0;
        const unsigned char *color = r->color[nearest(r, wanted)];

        for (int c = 0; c < CHANNELS && pixel[3] > 0; c++)
            pass_on((wanted[c] - color[c]) * dither, here + (size_t)x * CHANNELS + c,
                    below + (size_t)x * CHANNELS + c);
        memcpy(at, color, canvas->bands);
    }
}

bool palette_reduce(const struct canvas *canvas, int colors, double dither)
{
    struct reduction r = {
        .bins = calloc(BINS, sizeof(*r.bins)),
        .nearest = malloc(BINS * sizeof(*r.nearest)),
        .owed = calloc((size_t)2 * CHANNELS * ((size_t)canvas->width + 2), sizeof(*r.owed)),
    };
    const bool fine = r.bins && r.nearest && r.owed;

    for (uint32_t y = 0; fine && y < canvas->height; y++)
        count_row(&r, canvas, canvas_row(canvas, y));
    if (fine) {
        choose(&r, colors);
        memset(r.nearest, 0xFF, BINS * sizeof(*r.nearest));
    }
    for (uint32_t y = 0; fine && y < canvas->height; y++)
        reduce_row(&r, canvas, y, dither);
    free(r.bins);
    free(r.nearest);
    free(r.owed);
    return fine;
}
