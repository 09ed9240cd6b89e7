/* Bytes to planes and back. */
#include "image/raster/rows.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 256, BEHIND = 16, GUARD = 0xA5 };

static void planes_init(uint16_t *planes[ROWS_PLANES])
{
    for (int i = 0; i < ROWS_PLANES; i++) {
        planes[i] = aligned_alloc(64, WIDTH * sizeof(uint16_t));
        memset(planes[i], 0, WIDTH * sizeof(uint16_t));
    }
}

static void planes_fini(uint16_t *planes[ROWS_PLANES])
{
    for (int i = 0; i < ROWS_PLANES; i++)
        free(planes[i]);
}

/* Pixel x has the value x in every colour band. */
static void draw(unsigned char *row, unsigned bands, unsigned alpha)
{
    for (unsigned x = 0; x < WIDTH; x++)
        for (unsigned b = 0; b < bands; b++)
            row[x * bands + b] = (unsigned char)(bands % 2 == 0 && b == bands - 1 ? alpha : x + b);
}

static void assert_back(const unsigned char *row, const unsigned char *back, unsigned bands,
                        unsigned left, unsigned right, int distance)
{
    for (unsigned i = 0; i < WIDTH * bands; i++) {
        const bool inside = i / bands >= left && i / bands < right;
        const int want = inside ? row[i] : GUARD;

        if (abs(back[i] - want) > (inside ? distance : 0)) /* Check takes its time for each look */
            ck_abort_msg("%u: %u, not %d", i, back[i], want);
    }
}

/* Under the two smallest alphas a step of colour is less than two of the plane's; under none at all
 * colour is black. */
START_TEST(every_value_under_every_alpha_comes_back)
{
    const unsigned bands = 1 + (unsigned)_i;
    unsigned char row[WIDTH * 4 + BEHIND] = {0};
    unsigned char back[WIDTH * 4 + BEHIND];
    uint16_t *planes[ROWS_PLANES];

    planes_init(planes);
    for (unsigned alpha = 1; alpha < 256; alpha++) {
        memset(back, GUARD, sizeof(back));
        draw(row, bands, alpha);
        rows_unpack(row, bands, 0, WIDTH, planes);
        rows_pack((const uint16_t *const *)planes, bands, 0, WIDTH, back);
        assert_back(row, back, bands, 0, WIDTH, bands % 2 == 0 && alpha < 3);
    }
    draw(row, bands, 0);
    rows_unpack(row, bands, 0, WIDTH, planes);
    rows_pack((const uint16_t *const *)planes, bands, 0, WIDTH, back);
    for (unsigned i = 0; bands % 2 == 0 && i < WIDTH * bands; i++)
        ck_assert_uint_eq(back[i], 0);
    planes_fini(planes);
}
END_TEST

START_TEST(only_the_pixels_asked_for_are_touched)
{
    const unsigned bands = 1 + (unsigned)_i;
    unsigned char row[WIDTH * 4 + BEHIND] = {0};
    unsigned char back[WIDTH * 4 + BEHIND];
    uint16_t *planes[ROWS_PLANES];

    planes_init(planes);
    draw(row, bands, 200);
    for (unsigned left = 0; left < 40; left += 3)
        for (unsigned right = left; right < left + 50; right++) {
            memset(back, GUARD, sizeof(back));
            rows_unpack(row, bands, left, right, planes);
            rows_pack((const uint16_t *const *)planes, bands, left, right, back);
            assert_back(row, back, bands, left, right, 0);
        }
    planes_fini(planes);
}
END_TEST

START_TEST(values_beyond_the_ends_are_cut)
{
    unsigned char back[4 * 8 + BEHIND];
    uint16_t *planes[ROWS_PLANES];

    planes_init(planes);
    for (unsigned x = 0; x < 8; x++) {
        planes[0][x] = x % 2 ? 65535 : 0;
        planes[1][x] = x % 2 ? 0 : 65535;
        planes[2][x] = 30000;
        planes[3][x] = x < 4 ? 65535 : 60000; /* over one */
    }
    rows_pack((const uint16_t *const *)planes, 4, 0, 8, back);
    for (unsigned x = 0; x < 8; x++) {
        ck_assert_uint_eq(back[4 * x], x % 2 ? 255 : 0);
        ck_assert_uint_eq(back[4 * x + 1], x % 2 ? 0 : 255);
        ck_assert_uint_eq(back[4 * x + 3], 255);
    }
    rows_pack((const uint16_t *const *)planes, 3, 0, 8, back);
    for (unsigned x = 0; x < 8; x++)
        ck_assert_uint_eq(back[3 * x], x % 2 ? 255 : 0);
    planes_fini(planes);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {every_value_under_every_alpha_comes_back, 4},
        {only_the_pixels_asked_for_are_touched, 4},
        {values_beyond_the_ends_are_cut, 0},
    };

    return suite_run("image/raster/rows", rows, ARRAY_LEN(rows), 30) ? EXIT_SUCCESS : EXIT_FAILURE;
}
