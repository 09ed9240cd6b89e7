/* Graphs that are kept: the same result from a new one, a kept one, and many at once. */
#include "image/raster/resampler.h"

#include "image/raster/scale.h"
#include "tests/support/suite.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 6, ROUNDS = 20, SIZES = 12 };

static void draw(struct canvas *canvas, uint32_t bands)
{
    ck_assert(canvas_init(canvas, 90, 60, bands));
    for (uint32_t y = 0; y < 60; y++)
        for (uint32_t x = 0; x < 90 * bands; x++)
            canvas_row(canvas, y)[x] = (unsigned char)(x * 5 + y * 3);
}

/* More sizes than are kept. */
static uint32_t scaled_sum(const struct canvas *from, int size)
{
    struct canvas to;
    uint32_t sum = 0;

    if (!canvas_init(&to, 20 + (uint32_t)size, 30, from->bands) ||
        !raster_scale(from, MOVE_LANCZOS3, &to))
        return 0;
    for (uint32_t y = 0; y < to.height; y++)
        for (size_t x = 0; x < canvas_row_bytes(&to); x++)
            sum = sum * 31 + canvas_row(&to, y)[x];
    canvas_fini(&to);
    return sum;
}

struct crew {
    struct canvas canvas;
    uint32_t want[SIZES];
};

static void *work(void *cls)
{
    const struct crew *crew = cls;
    size_t wrong = 0;

    for (int round = 0; round < ROUNDS; round++)
        for (int size = 0; size < SIZES; size++)
            wrong += scaled_sum(&crew->canvas, size) != crew->want[size];
    return wrong > 0 ? cls : NULL;
}

START_TEST(many_threads_share_graphs)
{
    static struct crew crew;
    pthread_t ids[THREADS];
    void *wrong = NULL;

    draw(&crew.canvas, 1 + (uint32_t)_i);
    for (int size = 0; size < SIZES; size++) {
        crew.want[size] = scaled_sum(&crew.canvas, size);
        ck_assert_uint_ne(crew.want[size], 0);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&ids[i], NULL, work, &crew), 0);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(ids[i], &wrong), 0);
        ck_assert_ptr_null(wrong);
    }
    resampler_clear();
    canvas_fini(&crew.canvas);
}
END_TEST

START_TEST(a_graph_is_kept_while_it_is_wanted)
{
    const struct resampler_key key = {100, 100, 10, 10, 4, MOVE_LANCZOS3};
    struct resampler *first = resampler_get(&key);

    ck_assert_ptr_nonnull(first);
    resampler_put(first);
    ck_assert_ptr_eq(resampler_get(&key), first);
    resampler_clear(); /* not while it is at work */
    ck_assert_uint_gt(resampler_lines_in(first), 0);
    resampler_put(first);
    resampler_clear();
    resampler_put(NULL);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {many_threads_share_graphs, 4},
        {a_graph_is_kept_while_it_is_wanted, 0},
    };

    return suite_run("image/raster/resampler", rows, ARRAY_LEN(rows), 120) ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}
