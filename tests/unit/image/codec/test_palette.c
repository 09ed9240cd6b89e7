#include "image/codec/palette.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 20, SIDE = 96 };

/* Red to the right, green downwards, blue along both; alpha in quarters where there is one. */
static struct canvas ramp(uint32_t bands)
{
    struct canvas canvas;

    ck_assert(canvas_init(&canvas, SIDE, SIDE, bands));
    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE; x++) {
            unsigned char *at = canvas_row(&canvas, y) + (size_t)x * bands;

            at[0] = (unsigned char)(x * 2);
            at[1] = (unsigned char)(y * 2);
            at[2] = (unsigned char)(x + y);
            if (bands == 4)
                at[3] = (unsigned char)(x / 24 * 85);
        }
    return canvas;
}

static int different(const struct canvas *canvas)
{
    unsigned char seen[PALETTE_MOST + 1][4] = {{0}};
    int count = 0;

    for (uint32_t i = 0; i < canvas->width * canvas->height && count <= PALETTE_MOST; i++) {
        const unsigned char *at =
            canvas_row(canvas, i / canvas->width) + (size_t)(i % canvas->width) * canvas->bands;
        int k = 0;

        while (k < count && memcmp(seen[k], at, canvas->bands) != 0)
            k++;
        if (k == count)
            memcpy(seen[count++], at, canvas->bands);
    }
    return count;
}

static double mean_of(const struct canvas *canvas, int channel)
{
    double sum = 0;

    for (uint32_t y = 0; y < canvas->height; y++)
        for (uint32_t x = 0; x < canvas->width; x++)
            sum += canvas_row(canvas, y)[(size_t)x * canvas->bands + (size_t)channel];
    return sum / canvas->width / canvas->height;
}

static const struct {
    uint32_t bands;
    int colors;
    double dither;
} rows[] = {{3, 2, 0}, {3, 2, 1}, {3, 13, 0}, {3, 100, 1}, {3, 256, 1}, {4, 7, 1}, {4, 200, 0.5}};

START_TEST(there_are_at_most_so_many_colours_and_their_mean_stays)
{
    struct canvas canvas = ramp(rows[_i].bands);
    double before[3];

    for (int c = 0; c < 3; c++)
        before[c] = mean_of(&canvas, c);
    ck_assert(palette_reduce(&canvas, rows[_i].colors, rows[_i].dither));
    const int count = different(&canvas);

    ck_assert_msg(count <= rows[_i].colors && count > rows[_i].colors / 2, "%d colours", count);
    /* What is transparent loses its colour, so only opaque pictures keep the mean. */
    for (int c = 0; c < 3 && rows[_i].bands == 3; c++)
        ck_assert_msg(before[c] - mean_of(&canvas, c) < 3 && mean_of(&canvas, c) - before[c] < 3,
                      "channel %d: %.1f, was %.1f", c, mean_of(&canvas, c), before[c]);
    canvas_fini(&canvas);
}
END_TEST

START_TEST(few_colours_stay_as_they_are)
{
    static const unsigned char colors[3][4] = {{255, 0, 0, 255}, {0, 200, 90, 255}, {0, 0, 0, 0}};
    struct canvas canvas;

    ck_assert(canvas_init(&canvas, 30, 3, 4));
    for (uint32_t x = 0; x < 30; x++)
        for (uint32_t y = 0; y < 3; y++)
            memcpy(canvas_row(&canvas, y) + (size_t)x * 4, colors[(x + y) % 3], 4);
    ck_assert(palette_reduce(&canvas, 5, 1));
    for (uint32_t x = 0; x < 30; x++)
        for (uint32_t y = 0; y < 3; y++)
            ck_assert_mem_eq(canvas_row(&canvas, y) + (size_t)x * 4, colors[(x + y) % 3], 4);
    canvas_fini(&canvas);
}
END_TEST

START_TEST(one_pixel_is_enough)
{
    struct canvas canvas;

    ck_assert(canvas_init(&canvas, 1, 1, 3));
    memset(canvas_row(&canvas, 0), 77, 3);
    ck_assert(palette_reduce(&canvas, 256, 1));
    ck_assert_int_eq(canvas_row(&canvas, 0)[0], 77);
    canvas_fini(&canvas);
}
END_TEST

int main(void)
{
    const struct suite_row suite[] = {
        {there_are_at_most_so_many_colours_and_their_mean_stays, ARRAY_LEN(rows)},
        {few_colours_stay_as_they_are, 0},
        {one_pixel_is_enough, 0},
    };

    return suite_run("image/codec/palette", suite, ARRAY_LEN(suite), SECONDS) ? 0 : 1;
}
