/* Each filter, byte for byte as the PNG specification defines it (9.2), and the choice (12.7). */
#include "image/codec/png_filter.h"

#include "image/codec/png_unfilter.h"
#include "tests/support/suite.h"

#include <stdlib.h>

enum { SECONDS = 60, ROUNDS = 40 };

static int predicted(enum png_filter filter, int a, int b, int c)
{
    const int p = a + b - c;
    const int pa = abs(p - a);
    const int pb = abs(p - b);
    const int pc = abs(p - c);

    switch (filter) {
    case PNG_SUB:
        return a;
    case PNG_UP:
        return b;
    case PNG_AVERAGE:
        return (a + b) / 2;
    case PNG_PAETH:
        if (pa <= pb && pa <= pc)
            return a;
        return pb <= pc ? b : c;
    case PNG_NONE:
    case PNG_FILTERS:
        break;
    }
    return 0;
}

/* What the definition makes of byte i of row y. */
static unsigned char filtered(const struct canvas *canvas, uint32_t y, enum png_filter filter,
                              size_t i)
{
    const unsigned char *row = canvas_row(canvas, y);
    const unsigned char *above = y > 0 ? canvas_row(canvas, y - 1) : NULL;
    const bool first = i < canvas->bands;
    const int a = first ? 0 : row[i - canvas->bands];
    const int b = above ? above[i] : 0;
    const int c = above && !first ? above[i - canvas->bands] : 0;

    return (unsigned char)(row[i] - predicted(filter, a, b, c));
}

/* Compares one filter's bytes with the definition; the sum of their magnitudes. */
static long assert_filtered(const struct canvas *canvas, uint32_t y, enum png_filter filter,
                            const unsigned char *bytes)
{
    long sum = 0;

    ck_assert_int_eq(bytes[0], filter);
    for (size_t i = 0; i < canvas_row_bytes(canvas); i++) {
        const unsigned char want = filtered(canvas, y, filter, i);

        if (bytes[i + 1] != want)
            ck_abort_msg("filter %d, %u bands, row %u, byte %zu: %d, not %d", (int)filter,
                         canvas->bands, y, i, bytes[i + 1], want);
        sum += want < 128 ? want : 256 - want;
    }
    return sum;
}

/* Filters row y: all five as defined, and the chosen one has the smallest sum. */
static void assert_row(struct png_rows *rows, const struct canvas *canvas, uint32_t y)
{
    const unsigned char *best = png_rows_best(rows, canvas, y);
    long sums[PNG_FILTERS];

    for (int i = 0; i < PNG_FILTERS; i++)
        sums[i] = assert_filtered(canvas, y, (enum png_filter)i,
                                  rows->filter + (size_t)i * (rows->bytes + 1));
    for (int i = 0; i < PNG_FILTERS; i++)
        ck_assert_int_le(sums[best[0]], sums[i]);
}

/* Left, above and corner of every kind of neighbour: a byte is never compared with one alone. */
START_TEST(every_neighbourhood_is_predicted)
{
    static const unsigned char values[] = {0,   1,   2,   3,   7,   31,  63,  64,
                                           65,  100, 126, 127, 128, 129, 130, 191,
                                           192, 200, 223, 252, 253, 254, 255};
    enum { N = ARRAY_LEN(values) };
    struct canvas canvas;
    struct png_rows rows;

    ck_assert(canvas_init(&canvas, 2 * N * N, 2, 1) && png_rows_init(&rows, (size_t)2 * N * N));
    for (size_t a = 0; a < N; a++) {
        for (size_t i = 0; i < (size_t)N * N; i++) {
            canvas_row(&canvas, 0)[2 * i] = values[i / N];
            canvas_row(&canvas, 0)[2 * i + 1] = values[i % N];
            canvas_row(&canvas, 1)[2 * i] = values[a];
            canvas_row(&canvas, 1)[2 * i + 1] = values[(a + i) % N];
        }
        assert_row(&rows, &canvas, 0);
        assert_row(&rows, &canvas, 1);
    }
    png_rows_fini(&rows);
    canvas_fini(&canvas);
}
END_TEST

START_TEST(rows_of_any_length_are_filtered)
{
    const uint32_t bands = 1 + (uint32_t)_i % 4;
    const uint32_t width = 1 + (uint32_t)_i / 4;
    struct canvas canvas;
    struct png_rows rows;
    unsigned state = (unsigned)_i;

    ck_assert(canvas_init(&canvas, width, 3, bands) &&
              png_rows_init(&rows, canvas_row_bytes(&canvas)));
    for (uint32_t y = 0; y < 3; y++) {
        for (size_t i = 0; i < canvas_row_bytes(&canvas); i++) {
            state = state * 1664525 + 1013904223; /* Numerical Recipes, 7.1 */
            canvas_row(&canvas, y)[i] = (unsigned char)(state >> 24);
        }
        assert_row(&rows, &canvas, y);
    }
    png_rows_fini(&rows);
    canvas_fini(&canvas);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {every_neighbourhood_is_predicted, 0},
        {rows_of_any_length_are_filtered, 4 * ROUNDS},
    };

    return suite_run("image/codec/png_filter", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
